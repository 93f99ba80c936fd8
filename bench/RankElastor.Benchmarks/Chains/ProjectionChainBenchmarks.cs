using RankElastor.Kernels.Chains;
using RankElastor.Kernels.Functions;
using RankElastor.Kernels.Products;
using RankElastor.Numerics.Threads;

namespace RankElastor.Benchmarks.Chains;

/// <summary>
/// The tokenizer's projection 30 → 500 → 30 with normalisation, ReLU and dropout between, forward for 1,024 rows of 26
/// groups on one thread: as one chain, and stage by stage with every result in memory.
/// </summary>
public unsafe class ProjectionChainBenchmarks
{
    const int Rows = 1024, Groups = 26, Width = 30, Hidden = 500;
    static readonly int[] _widths = [Width, Hidden, Hidden, Width];
    readonly NativeFloats[] _values = [.. _widths.Select(width => Numbers.Native(Rows * Groups * width))];
    readonly NativeFloats[] _parameters =
    [
        Numbers.Native(Groups * Width * Hidden, 0.2f), Numbers.Native(Groups * Hidden), Numbers.Native(Groups * Hidden),
        Numbers.Native(Groups * Hidden * Width, 0.05f), Numbers.Native(Groups * Width),
    ];

    readonly RowChain _whole = new(Stages(), Groups);
    readonly RowChain[] _single = [.. Stages().Select(stage => new RowChain([stage], Groups))];
    readonly ChainPass _pass = new(Rows, Training: true, Seed: 1, Step: 2, Workers.Sequential);

    /// <summary>Three chains of one stage.</summary>
    [Benchmark(Baseline = true)]
    public void StageByStage()
    {
        var parameters = Addresses();
        for (var (i, first) = (0, 0); i < _single.Length; first += _single[i++].Parameters)
        {
            _single[i].Forward(_pass, parameters.AsSpan(first, _single[i].Parameters), RowsOf(i), RowsOf(i + 1), 0);
        }
    }

    /// <summary>One chain of three stages.</summary>
    [Benchmark]
    public void Chain() => _whole.Forward(_pass, Addresses(), RowsOf(0), RowsOf(3), 0);

    static RowStage[] Stages() =>
    [
        new LinearStage(Width, Hidden, true, WeightLayout.InputsByOutputs),
        new HiddenStage<ReluFunction>(Hidden, new HiddenOptions { Norm = true, Dropout = 0.2 }),
        new LinearStage(Hidden, Width, true, WeightLayout.InputsByOutputs),
    ];

    nint[] Addresses() => Array.ConvertAll(_parameters, parameter => (nint)parameter.At);

    ChainRows RowsOf(int i) => new((nint)_values[i].At, Groups * _widths[i], _widths[i]);
}
