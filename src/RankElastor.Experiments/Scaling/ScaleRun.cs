using RankElastor.Data.Files;
using RankElastor.Report.Drawing;
using RankElastor.Training.Records;

namespace RankElastor.Experiments.Scaling;

/// <summary>A size trained with a seed.</summary>
sealed record ScaleRun(ScaleShape Shape, ResultRecord Result)
{
    /// <summary>Test metrics; weights were chosen on validation.</summary>
    public const string Auc = "AUC", LogLoss = "logloss";

    /// <summary>Entropy rank on singular values of a row, mean over rows.</summary>
    public const string Rank = "entropy_rank_sv";

    /// <summary>Its ratio to matrices without structure of the same shape.</summary>
    public const string Ratio = "baseline_ratio";

    /// <summary>The tokens, and what mixing and per-token networks of the last block make of them.</summary>
    public static IReadOnlyList<string> Modules { get; } = ["tokens", "mixing", "ffn"];

    /// <summary>Dense parameters.</summary>
    public double Dense => Result.Parameters["dense"];

    /// <summary>Seconds of training per epoch: evaluation, probes and waiting for rows left out.</summary>
    public double Seconds => Result.Costs["train"] / Math.Max(1, Result.Epochs);

    /// <summary>A test metric.</summary>
    /// <exception cref="InputException">There is none.</exception>
    public double Score(string metric) => Result.Test.TryGetValue(metric, out var value) ? value
        : throw InputException.At(
            Result.Experiment, $"no test {metric}", $"test rows, and metrics: ['{Auc}', '{LogLoss}']");

    /// <summary>A measure behind a module; NaN where it was not measured.</summary>
    public double At(string module, string measure) =>
        Result.Spectra.TryGetValue(
            module == Modules[0] ? module : $"block{Figures.Whole(Shape.Depth)}/{module}", out var site)
            ? site.GetValueOrDefault(measure, double.NaN) : double.NaN;
}
