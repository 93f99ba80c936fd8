using RankElastor.Model;
using RankElastor.Training.Evaluation;
using RankElastor.Training.Probes;
using RankElastor.Training.Records;
using RankElastor.Training.State;
using RankElastor.Training.Watch;

namespace RankElastor.Training.Loop;

/// <summary>
/// Holds a trained run, by its first task, against something simple: the base rate, and a logistic regression.
/// A first label that is any number has neither.
/// </summary>
sealed class RunEnding(TrainingPlan plan, IBatchSource? test, TimeProvider time)
{
    /// <summary>The regression, or null where it is off or the user asks to stop; and what is to be said.</summary>
    public (LogisticRecord? Logistic, IReadOnlyList<RunRemark> Remarks) Judge(
        TrainingState state, IEnumerable<EvaluationRecord> evaluations, CancellationToken stop)
    {
        var holds = plan.Options.Baseline && !plan.Model.Schema.IsNumber(0) && !stop.IsCancellationRequested;
        var began = time.GetTimestamp();
        var logistic = holds ? Logistic(state) : null;
        var (rows, positives) = holds ? Labels(plan.Valid) : (0, 0);
        var seconds = time.GetElapsedTime(began).TotalSeconds;
        state.Spend("baseline", seconds);
        logistic = logistic is null ? null : logistic with { Seconds = seconds };
        var remarks = RunRemarks.Of(new RunEnd
        {
            Steps = state.Step,
            StepsPerEpoch = plan.StepsPerEpoch,
            BatchSize = plan.Train.BatchRows,
            TrainRows = plan.Train.Rows,
            StoppedEarly = state.Stopped,
            Monitor = plan.Options.Monitor,
            Evaluations = [.. evaluations.Where(evaluation => evaluation.Split == "valid")],
            Valid = TaskMetrics.Of(plan.Model.LabelsOf(), plan.Model.LabelsOf()[0], state.BestMetrics),
            ValidRows = rows,
            ValidPositives = positives,
            Logistic = logistic,
        });
        return (logistic, remarks);
    }

    /// <summary>The verdict on the weights that were kept.</summary>
    public VerdictRecord Verdict(IReadOnlyList<RunRecord> log, IReadOnlyList<RunRemark> remarks)
    {
        var kept = Kept(log, plan.Options.SaveBestOnly);
        return Alarms.Verdict.OfRun(
            plan.Options.Alarms, plan.Model.Keys, log, kept?.Reading ?? ProbeReading.None, kept?.Step ?? 0,
            remarks);
    }

    /// <summary>The reading beside the evaluation whose weights were kept; null where none was read.</summary>
    internal static LoggedReading? Kept(IReadOnlyList<RunRecord> log, bool bestOnly)
    {
        var step = log.OfType<EvaluationRecord>()
            .LastOrDefault(evaluation => evaluation.Split == "valid" && (evaluation.Improved || !bestOnly))?.Step;
        return LoggedReading.Of(log).LastOrDefault(reading => reading.Step == step);
    }

    LogisticRecord? Logistic(TrainingState state)
    {
        var most = LogisticBaseline.Allowance(plan.Model, state.Step, plan.Train, plan.Valid);
        return LogisticBaseline.Train(plan.Train, plan.Valid, state.Epoch, most) is { } found
            ? new LogisticRecord(
                found.Measure(plan.Valid),
                test is null ? new Dictionary<string, double>() : found.Measure(test),
                found.Passes, found.Rows, 0)
            : null;
    }

    static (long Rows, long Positives) Labels(IBatchSource split)
    {
        var (rows, positives) = (0L, 0L);
        foreach (var batch in split.Sequential())
        {
            rows += batch.Rows;
            positives += batch.Rows - batch.Labels.AsSpan(0, batch.Rows).Count(0f);
        }

        return (rows, positives);
    }
}
