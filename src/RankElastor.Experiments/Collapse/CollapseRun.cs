using RankElastor.Experiments.Collapse.Rows;
using RankElastor.Model;
using RankElastor.Numerics.Threads;
using RankElastor.Training.Loop;
using RankElastor.Training.Optimisation.Updates;
using RankElastor.Training.Options;
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

    /// <summary>Steps between evaluations.</summary>
    public const int EvaluationSteps = 60;

    /// <summary>Evaluations before a plant sets in.</summary>
    public const int OnsetEvaluation = 4;

    /// <summary>The evaluation at which a record was written, counted from 1; 0 for the initial weights.</summary>
    public static int Evaluation(long step) => (int)(step / EvaluationSteps);

    /// <summary>Trains in memory, planted or not. Fewer <paramref name="trainRows"/> mean more passes.</summary>
    /// <exception cref="RunInterruptedException"><paramref name="stop"/> was set.</exception>
    public static CollapseRun Train(
        CollapseModel recipe, Plant? plant, int seed, Machine machine, CancellationToken stop,
        int trainRows = CollapseData.TrainRows)
    {
        var began = TimeProvider.System.GetTimestamp();
        var data = new CollapseData(seed, plant?.TwoValues ?? false, trainRows);
        using var log = new MemoryLog();
        using var model = recipe.Create(data.Schema, seed);
        var options = Options(recipe, seed, CollapseData.TrainRows / trainRows);
        var diverged = Train(model, options, data, plant, log, machine, stop);
        var records = log.Read();
        return new CollapseRun(
            seed,
            [.. records.OfType<AlarmRecord>().Where(alarm => alarm.State == AlarmRecord.Raised)],
            [.. records.OfType<EvaluationRecord>()],
            diverged,
            TimeProvider.System.GetElapsedTime(began).TotalSeconds);
    }

    static bool Train(
        RankingModel model, TrainingOptions options, CollapseData data, Plant? plant, IRunLog log, Machine machine,
        CancellationToken stop)
    {
        Trainer? trainer = null;
        IBatchSource train = plant?.Act is { } act
            ? new PlantedBatches(data.Train, OnsetEvaluation * EvaluationSteps, () => act(model, trainer!.State))
            : data.Train;
        var plan = new TrainingPlan(model, options, train, data.Valid, machine);
        trainer = new Trainer(plan, new TrainingSurroundings { Log = log });
        try
        {
            trainer.Train(stop);
            return false;
        }
        catch (DivergedException)
        {
            return true;
        }
    }

    static TrainingOptions Options(CollapseModel recipe, int seed, int epochs) => new()
    {
        BatchSize = CollapseData.BatchRows,
        Epochs = epochs,
        EvaluationSteps = EvaluationSteps,
        EarlyStopPatience = int.MaxValue,
        ReduceLearningRateOnPlateau = false,
        Seed = seed,
        Optimiser = new OptimiserOptions
        {
            LearningRate = recipe.LearningRate,
            EmbeddingRegulariser = new Regulariser(0, 1e-4)
        },
    };

    double Last(string metric) => Evaluations.Count > 0 ? Evaluations[^1].Metrics[metric] : double.NaN;
}
