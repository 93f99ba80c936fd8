using RankElastor.Kernels.Rows;

namespace RankElastor.Benchmarks.Kernels;

/// <summary>Stochastic rounding of 16,384 numbers to bfloat16.</summary>
public class Bf16RoundingBenchmarks
{
    readonly RoundingNoise _noise = new(seed: 1, step: 2);
    readonly float[] _source = Numbers.Normal(1 << 14);
    readonly ushort[] _target = new ushort[1 << 14];

    /// <summary>The definition.</summary>
    [Benchmark(Baseline = true)]
    public void Scalar()
    {
        for (var i = 0; i < _source.Length; i++)
        {
            _target[i] = Bf16Rows.Scalar(_source[i], _noise.Bits((uint)i));
        }
    }

    /// <summary>The kernel.</summary>
    [Benchmark]
    public void Stochastic() => Bf16Rows.Stochastic(_source, _target, _noise);
}
