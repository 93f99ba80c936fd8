using RankElastor.Kernels.Rows;

namespace RankElastor.Benchmarks.Kernels;

/// <summary>Dropout of 16,384 numbers in place.</summary>
public class DropoutMaskBenchmarks
{
    readonly DropoutMask _mask = new(seed: 1, step: 2, layer: 3, probability: 0.2);
    readonly float[] _source = Numbers.Normal(1 << 14), _target = new float[1 << 14];

    /// <summary>The definition, element by element.</summary>
    [Benchmark(Baseline = true)]
    public void Scalar()
    {
        _source.CopyTo(_target, 0);
        for (var i = 0; i < _target.Length; i++)
        {
            _target[i] *= _mask.Factor((uint)i);
        }
    }

    /// <summary>The kernel.</summary>
    [Benchmark]
    public void Apply()
    {
        _source.CopyTo(_target, 0);
        _mask.Apply(0, _target);
    }
}
