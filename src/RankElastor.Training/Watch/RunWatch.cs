using RankElastor.Model;
using RankElastor.Training.Loop;
using RankElastor.Training.Options;
using RankElastor.Training.Probes;

namespace RankElastor.Training.Watch;

/// <summary>
/// Looks at a run at its start and at every evaluation, and writes down what it sees. Looking changes nothing: a run that is watched ends in the same bits as one that is
/// not, unless an alarm was told to act.
/// </summary>
sealed class RunWatch
{
    readonly TrainingSurroundings _around;
    readonly HealthProbe? _probe;

    public RunWatch(RankingModel model, TrainingOptions options, TrainingSurroundings around)
    {
        _around = around;
        _probe = options.ProbeSample > 0 ? new HealthProbe(model, around.Valid, options.ProbeSample, around.Workers) : null;
    }

    /// <summary>Whether anything is looked at.</summary>
    public bool IsOn => _probe is not null;

    /// <summary>Probes the present weights and logs what was seen; <paramref name="validLoss"/> is their log loss on the validation split.</summary>
    public ProbeReading Look(TrainingState state, double validLoss)
    {
        if (_probe is null)
        {
            return ProbeReading.None;
        }

        var watch = _around.Watch();
        var reading = _probe.Measure(new ProbeMoment(state.Step == 0 ? 0 : state.PresentEpoch, state.Step, validLoss, state.LearningRate), weights: state.Step == 0);
        watch.Spend(state, "probe");
        foreach (var record in reading.Records)
        {
            _around.Log.Write(record);
        }

        return reading;
    }
}
