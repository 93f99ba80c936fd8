using System.Globalization;
using RankElastor.Training.Evaluation;
using RankElastor.Training.Options;
using RankElastor.Training.Records;

namespace RankElastor.Training.Loop;

/// <summary>
/// What a colleague would say of a finished run: too few steps, still improving, no better than something simple. Each
/// sentence is a fact of the run, followed by what to try.
/// </summary>
static class RunRemarks
{
    /// <summary>The least difference of AUC, or of log loss, that the field calls a gain.</summary>
    public const double Gain = 0.001;

    /// <summary>Steps below which a run is called short.</summary>
    public const int FewSteps = 200;

    /// <summary>The sentences; none where nothing is to be said.</summary>
    public static IReadOnlyList<RunRemark> Of(RunEnd run) =>
        [.. new[] { FewOf(run), Improving(run), Constant(run), Logistic(run) }.OfType<RunRemark>()];

    static RunRemark? FewOf(RunEnd run) => run.Steps >= FewSteps ? null
        : new($"Only {Whole(run.Steps)} steps, {Whole(run.StepsPerEpoch)} an epoch: a smaller batch_size (now "
            + $"{Whole(run.BatchSize)}, for {Whole(run.TrainRows)} rows) or more epochs make more.");

    /// <summary>A gain at the last evaluation of a run that <c>epochs</c> ended, not patience.</summary>
    static RunRemark? Improving(RunEnd run)
    {
        if (run.StoppedEarly || run.Evaluations is not [.., _, { Improved: true } last])
        {
            return null;
        }

        var earlier = run.Evaluations.SkipLast(1);
        var best = run.Monitor.Maximise
            ? earlier.Max(evaluation => evaluation.Monitor)
            : earlier.Min(evaluation => evaluation.Monitor);
        return Math.Abs(last.Monitor - best) < Gain ? null
            : new($"Still improving at the last evaluation: {run.Monitor} {Score(last.Monitor)} after {Score(best)}; "
                + $"more epochs (now {Whole(last.Epoch)}) may help.");
    }

    static RunRemark? Constant(RunEnd run)
    {
        var (loss, auc) = (Value(run.Valid, Metric.Logloss), Value(run.Valid, Metric.Auc));
        var (all, positives) = ((double)run.ValidRows, (double)run.ValidPositives);
        var rate = positives / all;
        if (rate is not (> 0 and < 1)) // AUC and the entropy need both classes
        {
            return null;
        }

        var entropy = -rate * Math.Log(rate) - (1 - rate) * Math.Log(1 - rate);
        var chance = 2 * Math.Sqrt((all + 1) / (12 * positives * (all - positives)));
        return loss >= entropy
            ? new($"Not better than the base rate: validation logloss {Score(loss)}, where answering {Score(rate)} for "
                + $"every row gives {Score(entropy)}; look at the data (scales of numbers, unknown ids) and the "
                + "learning_rate.", HealthState.Broken, "nothing was learnt")
            : auc <= 0.5 + chance
            ? new($"Not better than chance: validation AUC {Score(auc)}, where guessing gives 0.5 ± {Score(chance)} on "
                + $"{Whole(run.ValidRows)} rows.", HealthState.Broken, "nothing was learnt")
            : null;
    }

    static RunRemark? Logistic(RunEnd run)
    {
        if (run.Logistic is not { } simple)
        {
            return null;
        }

        var (auc, simpleAuc) = (Value(run.Valid, Metric.Auc), Value(simple.Valid, Metric.Auc));
        return auc < simpleAuc - Gain
            ? new($"A logistic regression on the same rows is better: validation AUC {Score(simpleAuc)}, this model "
                + $"{Score(auc)}.", HealthState.LookHere, run.Steps < FewSteps ? "too few steps" : "badly trained")
            : null;
    }

    static double Value(IReadOnlyDictionary<string, double> metrics, Metric metric) =>
        metrics.GetValueOrDefault(metric.Name, double.NaN);

    static string Score(double value) => value.ToString("0.0000", CultureInfo.InvariantCulture);

    static string Whole(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}

/// <summary>What the remarks on a run are drawn from.</summary>
sealed record RunEnd
{
    public required long Steps { get; init; }

    public required long StepsPerEpoch { get; init; }

    public required int BatchSize { get; init; }

    public required long TrainRows { get; init; }

    /// <summary>Whether patience ran out.</summary>
    public required bool StoppedEarly { get; init; }

    public required MonitorOptions Monitor { get; init; }

    /// <summary>Those of the validation split, in order.</summary>
    public required IReadOnlyList<EvaluationRecord> Evaluations { get; init; }

    /// <summary>Validation metrics of the kept weights.</summary>
    public required IReadOnlyDictionary<string, double> Valid { get; init; }

    /// <summary>Rows of the validation split, and those of them that are positive; 0 where nobody counted.</summary>
    public long ValidRows { get; init; }

    public long ValidPositives { get; init; }

    /// <summary>The logistic regression on the same rows, or null.</summary>
    public LogisticRecord? Logistic { get; init; }
}
