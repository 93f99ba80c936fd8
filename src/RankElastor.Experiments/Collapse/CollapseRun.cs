using RankElastor.Experiments.Collapse.Rows;
using RankElastor.Numerics.Threads;
using RankElastor.Training.Records;
using RankElastor.Training.State;

namespace RankElastor.Experiments.Collapse;

/// <summary>What one training run of the suite did and raised.</summary>
/// <param name="Seed">Fixes data, initial weights and order.</param>
/// <param name="Alarms">Alarms that were raised, in order.</param>
/// <param name="Evaluations">Evaluations of the validation split, in order.</param>
/// <param name="Diverged">Whether it ended because a loss or gradient was not finite.</param>
/// <param name="Seconds">Wall seconds.</param>
sealed record CollapseRun(int Seed, IReadOnlyList<AlarmRecord> Alarms,
    IReadOnlyList<EvaluationRecord> Evaluations, bool Diverged, double Seconds)
{
    /// <summary>AUC of the last evaluation; NaN where there was none.</summary>
    public double Auc => Last("AUC");

    /// <summary>Log loss of the last evaluation; NaN where there was none.</summary>
    public double Logloss => Last("logloss");

    /// <summary>Least log loss of an evaluation.</summary>
    public double BestLogloss => Evaluations.Min(evaluation => evaluation.Metrics["logloss"]);

    /// <summary>The evaluation at which a record was written, counted from 1; 0 for the initial weights.</summary>
    public static int Evaluation(long step) => (int)(step / CollapseData.EvaluationSteps);

    /// <summary>Trains in memory, planted or not. Fewer <paramref name="trainRows"/> mean more passes.</summary>
    /// <exception cref="RunInterruptedException"><paramref name="stop"/> was set.</exception>
    public static CollapseRun Train(
        CollapseModel recipe, Plant? plant, int seed, Machine machine, CancellationToken stop,
        int trainRows = CollapseData.TrainRows)
    {
        var began = TimeProvider.System.GetTimestamp();
        var data = new CollapseData(seed, plant?.TwoValues ?? false, trainRows);
        var trial = Trial.Run(data.Rows, recipe, plant, seed, machine, stop);
        return Of(seed, trial) with { Seconds = TimeProvider.System.GetElapsedTime(began).TotalSeconds };
    }

    /// <summary>What a finished run did and raised.</summary>
    public static CollapseRun Of(int seed, Trial trial) => new(
        seed,
        [.. trial.Records.OfType<AlarmRecord>().Where(alarm => alarm.State == AlarmRecord.Raised)],
        [.. trial.Records.OfType<EvaluationRecord>()],
        trial.Diverged,
        trial.Seconds);

    double Last(string metric) => Evaluations.Count > 0 ? Evaluations[^1].Metrics[metric] : double.NaN;
}
