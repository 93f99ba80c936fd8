using RankElastor.Kernels.Products;
using RankElastor.Kernels.Rows;
using RankElastor.Numerics.Threads;

namespace RankElastor.Benchmarks.Kernels;

/// <summary>13 numbers and 26 rows of 20 numbers into the vectors of 39 fields, for 1,024 rows on one thread.</summary>
public unsafe class AssembleFieldsBenchmarks
{
    const int Count = 1024, Ids = 26, Fields = 39, Numeric = Fields - Ids, Width = 20;
    readonly NativeFloats _rows = Numbers.Native(Count * Ids * Width), _output = Numbers.Native(Count * Fields * Width);
    readonly NativeFloats _weights =
        Numbers.Native(Numeric * Width), _rowGradient = new(Count * Ids * Width), _sums = new(Numeric * Width);
    readonly float[] _numbers = Numbers.Normal(Count * Numeric);
    readonly AssembleFields _kernel =
        new([.. Enumerable.Range(0, Fields).Select(f => f < Ids ? (f, -1) : (-1, f - Ids))], Width);

    /// <summary>The definition of forward.</summary>
    [Benchmark(Baseline = true), BenchmarkCategory("forward")]
    public void ScalarForward()
    {
        var at = 0;
        for (var b = 0; b < Count; b++)
        {
            for (var f = 0; f < Fields; f++)
            {
                for (var j = 0; j < Width; j++)
                {
                    _output.At[at++] = f < Ids ? _rows.At[(b * Ids + f) * Width + j]
                        : _numbers[b * Numeric + f - Ids] * _weights.At[(f - Ids) * Width + j];
                }
            }
        }
    }

    /// <summary>The kernel.</summary>
    [Benchmark, BenchmarkCategory("forward")]
    public void Forward() =>
        _kernel.Forward((nint)_rows.At, _numbers, Addresses(_weights), (nint)_output.At, Count, Workers.Sequential);

    /// <summary>The definition of backward.</summary>
    [Benchmark(Baseline = true), BenchmarkCategory("backward")]
    public void ScalarBackward()
    {
        new Span<float>(_sums.At, Numeric * Width).Clear();
        var at = 0;
        for (var b = 0; b < Count; b++)
        {
            for (var f = 0; f < Fields; f++)
            {
                var target = f < Ids ? _rowGradient.At + (b * Ids + f) * Width : _sums.At + (f - Ids) * Width;
                for (var j = 0; j < Width; j++, at++)
                {
                    target[j] = f < Ids ? _output.At[at] : target[j] + _numbers[b * Numeric + f - Ids] * _output.At[at];
                }
            }
        }
    }

    /// <summary>The kernel.</summary>
    [Benchmark, BenchmarkCategory("backward")]
    public void Backward() => _kernel.Backward(
        (nint)_output.At, _numbers, (nint)_rowGradient.At, Addresses(_sums), Count, Workers.Sequential);

    static nint[] Addresses(NativeFloats weights) =>
        [.. Enumerable.Range(0, Fields).Select(f => f < Ids ? 0 : (nint)(weights.At + (f - Ids) * Width))];
}
