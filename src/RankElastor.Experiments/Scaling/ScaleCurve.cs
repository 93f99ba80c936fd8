using RankElastor.Numerics.Statistics;

namespace RankElastor.Experiments.Scaling;

/// <summary>A model grown in one way.</summary>
/// <param name="Family">Its sizes.</param>
/// <param name="Runs">By size, one per seed in the order of seeds.</param>
sealed record ScaleCurve(ScaleFamily Family, IReadOnlyList<IReadOnlyList<ScaleRun>> Runs)
{
    /// <summary>How many seeds.</summary>
    public int Seeds => Runs[0].Count;

    /// <summary>The line of least squares of a test metric on the logarithm of a size, all seeds' runs.</summary>
    public LineFit Fit(ScaleSize size, string metric, IReadOnlyList<int> seeds) => LineFit.Of([
        .. Runs.SelectMany(runs => seeds.Select(seed => (size.Log(runs[seed]), runs[seed].Score(metric)))),
    ]);

    /// <summary>Its slope, per decade.</summary>
    public SeedEstimate Slope(ScaleSize size, string metric) =>
        SeedEstimate.Of(Seeds, seeds => Fit(size, metric, seeds).Slope);

    /// <summary>The same less another curve's, the same seeds drawn for both.</summary>
    public SeedEstimate SlopeLess(ScaleCurve other, ScaleSize size, string metric) => SeedEstimate.Of(
        Seeds, seeds => Fit(size, metric, seeds).Slope - other.Fit(size, metric, seeds).Slope);

    /// <summary>Means over seeds, joined: AUC against the logarithm of a size.</summary>
    public PolyLine Measured(ScaleSize size, IReadOnlyList<int> seeds) => new(Runs.Select(runs => (
        seeds.Average(seed => size.Log(runs[seed])), seeds.Average(seed => runs[seed].Score(ScaleRun.Auc)))));

    /// <summary>Steps from one size to the next.</summary>
    public IReadOnlyList<ScaleStep> Steps =>
    [
        .. Runs.Zip(Runs.Skip(1), (before, after) => new ScaleStep(
            before[0].Shape, after[0].Shape, Gain(before, after, run => run.Score(ScaleRun.Auc)),
            [
                .. ScaleRun.Modules.Select(module =>
                    (module, Gain(before, after, run => run.At(module, ScaleRun.Rank)))),
            ])),
    ];

    /// <summary>The test AUC of the largest size less that of the smallest.</summary>
    public Interval WholeGain => Gain(Runs[0], Runs[^1], run => run.Score(ScaleRun.Auc));

    static Interval Gain(IReadOnlyList<ScaleRun> before, IReadOnlyList<ScaleRun> after, Func<ScaleRun, double> value) =>
        new PairedDifferences(after.Zip(before, (large, small) => value(large) - value(small))).Mean;
}

/// <summary>From one size to the next, paired by seed.</summary>
/// <param name="From">The size before.</param>
/// <param name="To">The size behind.</param>
/// <param name="Gain">Of test AUC.</param>
/// <param name="Ranks">By module, how much its rank grows.</param>
sealed record ScaleStep(
    ScaleShape From, ScaleShape To, Interval Gain, IReadOnlyList<(string Module, Interval Growth)> Ranks)
{
    /// <summary>The interval of the gain lies above 0.</summary>
    public bool Pays => Gain.Low > 0;
}
