using RankElastor.Data.Files;
using RankElastor.Model;
using RankElastor.Numerics.Threads;
using RankElastor.Training.Calibration;
using RankElastor.Training.Evaluation;
using RankElastor.Training.Options;
using RankElastor.Training.Remedies;
using RankElastor.Training.State;
using RankElastor.Training.Watch;

namespace RankElastor.Training.Loop;

/// <summary>
/// A model, how it is trained, on which rows and on what machine, checked against each other before anything is
/// written.
/// </summary>
public sealed class TrainingPlan
{
    /// <summary>Checks that all parts fit each other.</summary>
    /// <param name="model">The model, at its initial weights.</param>
    /// <param name="options">How it is trained.</param>
    /// <param name="train">Rows to train on.</param>
    /// <param name="valid">Rows that select the best weights, and that probes sample.</param>
    /// <param name="machine">Threads and the precision of batch products.</param>
    /// <exception cref="InputException">They do not fit: the key, what was found and what is allowed.</exception>
    public TrainingPlan(
        RankingModel model, TrainingOptions options, IBatchSource train, IBatchSource valid, Machine machine)
    {
        options.Check();
        Model = model;
        Options = options;
        Train = train;
        Valid = valid;
        Machine = machine;
        Evaluator = new Evaluator(model, options.Metrics, options.GroupId, machine);
        Loss = new TrainingLoss(model, options);
        Remedies = new RemedySet(model, options.Remedies);
        CheckRows(train, model.LeastBatchRows);
        options.Monitor.Check(model.LabelsOf());
        FittedCalibration.Check("calibration", options.Calibration, model);
        WatchCheck.Check(model, options);
    }

    /// <summary>The model.</summary>
    public RankingModel Model { get; }

    /// <summary>How it is trained.</summary>
    public TrainingOptions Options { get; }

    /// <summary>Rows to train on.</summary>
    public IBatchSource Train { get; }

    /// <summary>Rows that select the best weights, and that probes sample.</summary>
    public IBatchSource Valid { get; }

    /// <summary>Threads and the precision of batch products.</summary>
    public Machine Machine { get; }

    /// <summary>Measures a split by the metrics of the options.</summary>
    public Evaluator Evaluator { get; }

    /// <summary>What a step minimises.</summary>
    internal TrainingLoss Loss { get; }

    /// <summary>The penalties of the options, bound to the model.</summary>
    internal RemedySet Remedies { get; }

    /// <summary>Steps of an epoch.</summary>
    internal long StepsPerEpoch => (Train.Rows + Train.BatchRows - 1) / Train.BatchRows;

    /// <summary>Steps between two evaluations.</summary>
    internal long EvaluationSteps => Options.EvaluationSteps ?? StepsPerEpoch;

    static void CheckRows(IBatchSource train, int least)
    {
        if (train.Rows == 0)
        {
            throw new InputException("the training split holds no rows");
        }

        var last = (train.Rows - 1) % train.BatchRows + 1;
        if (last < least)
        {
            throw InputException.At(
                "batch_size", $"{train.BatchRows}, which leaves a last batch of {last} of {train.Rows} rows",
                $"a size that leaves more, because batch normalisation needs at least {least} rows");
        }
    }
}
