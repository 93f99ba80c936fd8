using RankElastor.Model;
using RankElastor.Numerics.Threads;
using RankElastor.Training.Alarms;
using RankElastor.Training.Evaluation;
using RankElastor.Training.Options;
using RankElastor.Training.Probes;
using RankElastor.Training.Probes.Health;
using RankElastor.Training.Probes.Residuals;
using RankElastor.Training.Records;
using RankElastor.Training.State;
using static TorchSharp.torch;

namespace RankElastor.Training.Watch;

/// <summary>
/// Looks at a run at its start, at every evaluation and, where asked to, within training steps, judges what it sees by
/// the rules of alarms, and writes both down. Looking changes nothing: a run that is watched ends in the same bits as
/// one that is not, unless an alarm was told to act or the monitor names a rank.
/// </summary>
sealed class RunWatch
{
    readonly TrainingSurroundings _around;
    readonly HealthProbe? _probe;
    readonly StepProbe? _steps;
    readonly TrainingOptions _options;
    readonly AlarmJudge _alarms;
    readonly ProbeBudget _budget;
    readonly ResidualProbe _residuals;
    readonly bool _stepIsRate;
    double _weightSeconds;

    public RunWatch(
        RankingModel model, TrainingOptions options, IBatchSource train, IBatchSource valid, Machine machine,
        TrainingSurroundings around)
    {
        _around = around;
        var stepRows = (double)Math.Min(train.BatchRows, Math.Max(1, train.Rows));
        var rows = options.EvaluationSteps * stepRows ?? train.Rows; // between two evaluations
        _residuals = new ResidualProbe( // forward, and backward to inputs and weights
            valid, train.Rows, machine.Workers, model.Schema, 3.0 * model.ProductsPerRow * rows);
        _budget = new ProbeBudget(options.ProbeBudget);
        _probe = options.ProbeSample > 0
            ? new HealthProbe(model, valid, options.ProbeSample, machine, options.Measures)
            : null;
        _steps = options.ProbeEvery > 0
            ? new StepProbe(
                model, options.ProbeEvery, options.ProbeRows, machine.Workers, around.Time, options.Measures)
            : null;
        _options = options;
        _alarms = new AlarmJudge(options.Alarms, model.Keys, model.Name);
        _stepIsRate = options.Optimiser.Kind.StepsByTheRate;
    }

    public bool IsOn => _probe is not null;

    /// <summary>What training saw last, which every step adds to.</summary>
    public RecentRows Recent => _residuals.Recent;

    /// <summary>
    /// What to show the forward pass of the next step to; null where nothing looks at it, or the budget has no room.
    /// </summary>
    public Action<string, Tensor>? Observer(TrainingState state) =>
        _steps?.Observer(state.Step + 1, _budget.Rows(state));

    /// <summary>
    /// Logs what the step that was just run showed, books it, and returns the seconds that looking took.
    /// </summary>
    public double WriteStep(TrainingState state, double trainLoss)
    {
        if (_steps is null)
        {
            return 0;
        }

        var seconds = _steps.Write(_around.Log, state.PresentEpoch, state.Step + 1, trainLoss);
        state.Spend("probe", seconds);
        _budget.Spent(_steps.Rows, seconds);
        return seconds;
    }

    /// <summary>
    /// Probes the present weights, judges and logs what was seen, and says which alarms are new;
    /// <paramref name="validLoss"/> is their log loss on the validation split, of which they predict <paramref
    /// name="predictions"/>.
    /// </summary>
    public WatchedMoment Look(TrainingState state, double validLoss, Predictions predictions)
    {
        if (_probe is null)
        {
            return WatchedMoment.Unwatched;
        }

        var rate = _stepIsRate ? state.LearningRate : double.NaN;
        var moment = new ProbeMoment(state.Step == 0 ? 0 : state.PresentEpoch, state.Step, validLoss, rate);
        var clock = _around.Watch();
        var reading = _probe.Measure(moment);
        reading = _residuals.AddTo(reading, moment with { ValidLoss = reading.ValidLoss }, predictions);
        if (state.Step == 0)
        {
            WatchCheck.CheckFound(_options, reading.Numbers);
        }

        var alarms = _alarms.Judge(reading, moment.Epoch, moment.Step);
        clock.Spend(state, "probe");
        var weights = Weights(state, moment with { ValidLoss = reading.ValidLoss });
        foreach (var record in reading.Records.Concat(weights).Concat(alarms))
        {
            _around.Log.Write(record);
        }

        foreach (var alarm in alarms.Where(alarm => alarm.State == AlarmRecord.Cleared || alarm.Action != "log"))
        {
            _around.Progress.Note(AlarmLines.Of(alarm));
        }

        return new WatchedMoment(reading, [.. alarms.Where(alarm => alarm.State == AlarmRecord.Raised)]);
    }

    /// <summary>
    /// Spectra of weight matrices, on which nothing acts: at the start, and later as far as the budget goes.
    /// </summary>
    IReadOnlyList<HealthRecord> Weights(TrainingState state, ProbeMoment moment)
    {
        if (state.Step > 0 && !_budget.Allows(state, _weightSeconds))
        {
            return [];
        }

        var clock = _around.Watch();
        IReadOnlyList<HealthRecord> records = [.. _probe!.Weights(moment)];
        _weightSeconds = clock.Spend(state, "probe");
        return records;
    }

    /// <summary>Brings the alarms of a resumed run to where they were, from its log.</summary>
    public void Recall()
    {
        foreach (var seen in LoggedReading.Of(_around.Log.Read()))
        {
            _alarms.Judge(seen.Reading, seen.Epoch, seen.Step);
        }
    }
}

/// <summary>What was seen at one moment of a run, and the alarms that were raised by it.</summary>
sealed record WatchedMoment(ProbeReading Reading, IReadOnlyList<AlarmRecord> Raised)
{
    public static WatchedMoment Unwatched { get; } = new(ProbeReading.None, []);
}
