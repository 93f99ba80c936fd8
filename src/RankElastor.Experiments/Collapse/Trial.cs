using RankElastor.Experiments.Collapse.Rows;
using RankElastor.Model;
using RankElastor.Numerics.Randomness;
using RankElastor.Numerics.Threads;
using RankElastor.Training.Loop;
using RankElastor.Training.Optimisation.Updates;
using RankElastor.Training.Options;
using RankElastor.Training.Records;
using RankElastor.Training.State;

namespace RankElastor.Experiments.Collapse;

/// <summary>One training run in memory.</summary>
/// <param name="Records">Its log.</param>
/// <param name="Diverged">Whether it ended because a loss or gradient was not finite.</param>
/// <param name="Seconds">Wall seconds.</param>
sealed record Trial(IReadOnlyList<RunRecord> Records, bool Diverged, double Seconds)
{
    /// <summary>Evaluations before a plant sets in.</summary>
    public const int OnsetEvaluation = 4;

    /// <summary>Trains a model from its start, planted or not.</summary>
    /// <exception cref="RunInterruptedException"><paramref name="stop"/> was set.</exception>
    public static Trial Run(
        TrialRows rows, CollapseModel recipe, Plant? plant, int seed, Machine machine, CancellationToken stop) =>
        Run(rows, recipe, plant, seed, machine, new MemoryLog(), null, stop);

    /// <summary>
    /// The same into a log of the caller's; <paramref name="from"/> holds the checkpoint that it goes on from, with
    /// what <paramref name="change"/> makes another.
    /// </summary>
    public static Trial Run(
        TrialRows rows, CollapseModel recipe, Plant? plant, int seed, Machine machine, IRunLog log,
        ICheckpointPlace? from, CancellationToken stop, TrialChange? change = null)
    {
        var began = TimeProvider.System.GetTimestamp();
        change ??= new TrialChange();
        using var model = change.Model(recipe).Create(rows.Schema, seed);
        var options = change.Options(Options(rows, recipe, seed));
        var diverged = Train(model, options, rows, plant, machine, log, from, change, stop);
        return new Trial(log.Read(), diverged, TimeProvider.System.GetElapsedTime(began).TotalSeconds);
    }

    static bool Train(
        RankingModel model, TrainingOptions options, TrialRows rows, Plant? plant, Machine machine, IRunLog log,
        ICheckpointPlace? from, TrialChange change, CancellationToken stop)
    {
        Trainer? trainer = null;
        var onset = (long)OnsetEvaluation * rows.EvaluationSteps;
        var (train, valid) = (rows.Train, rows.Valid);
        if (plant?.Act is { } act)
        {
            train = new PlantedBatches(train, onset, (_, _) => act(model, trainer!.State));
            valid = new HeldRows(valid, () =>
            {
                if (trainer?.State.Step > onset)
                {
                    act(model, trainer.State);
                }
            });
        }

        if (plant?.Spoil is { } spoil)
        {
            var random = new SeededRandom((ulong)options.Seed).Fork(plant.Name);
            train = new PlantedBatches(train, onset, (batch, number) => spoil(batch, random.Fork(number)));
        }

        var plan = new TrainingPlan(model, options, train, valid, machine);
        var around = new TrainingSurroundings { Log = log, Checkpoints = from ?? new MemoryCheckpoints() };
        trainer = new Trainer(plan, around, resume: from is not null);
        change.Act(model, trainer.State);
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

    static TrainingOptions Options(TrialRows rows, CollapseModel recipe, int seed) => new()
    {
        BatchSize = rows.Train.BatchRows,
        Epochs = rows.Epochs,
        EvaluationSteps = rows.EvaluationSteps,
        EarlyStopPatience = int.MaxValue,
        ReduceLearningRateOnPlateau = false,
        Seed = seed,
        Optimiser = new OptimiserOptions
        {
            LearningRate = recipe.LearningRate,
            EmbeddingRegulariser = new Regulariser(0, 1e-4),
        },
    };
}
