namespace RankElastor.Experiments.Scaling;

/// <summary>What a size costs.</summary>
/// <param name="Key">Part of file names.</param>
/// <param name="Name">For people.</param>
/// <param name="Of">Of a run, above 0.</param>
sealed record ScaleSize(string Key, string Name, Func<ScaleRun, double> Of)
{
    /// <summary>Exact: the same for every seed and machine.</summary>
    public static ScaleSize Parameters { get; } = new("parameters", "dense parameters", run => run.Dense);

    /// <summary>Measured: of this machine, and of what ran beside.</summary>
    public static ScaleSize Seconds { get; } = new("seconds", "training seconds per epoch", run => run.Seconds);

    /// <summary>Both.</summary>
    public static IReadOnlyList<ScaleSize> All { get; } = [Parameters, Seconds];

    /// <summary>Its logarithm to the base 10: fits are per decade.</summary>
    public double Log(ScaleRun run) => Math.Log10(Of(run));
}
