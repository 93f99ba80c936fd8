using RankElastor.Training.Alarms;
using RankElastor.Training.Records;
using RankElastor.Training.Remedies;
using RankElastor.Training.State;

namespace RankElastor.Training.Watch;

/// <summary>
/// Does what the rules of raised alarms ask for, by changing the state of the run; nothing unless a rule says so.
/// </summary>
sealed class AlarmActions(IReadOnlyList<AlarmRule> rules, RemedySet remedies, ITrainingProgress progress)
{
    public void Take(IReadOnlyList<AlarmRecord> raised, TrainingState state)
    {
        foreach (var rule in raised.Select(alarm => rules.First(rule => rule.Name == alarm.Rule)))
        {
            switch (rule.Action)
            {
                case AlarmAction.ReduceLearningRate:
                    state.LearningRate = PlateauRule.Reduce(state.LearningRate);
                    progress.Note(FormattableString.Invariant(
                        $"Learning rate reduced to {state.LearningRate:0.######} by alarm {rule.Name}."));
                    break;
                case AlarmAction.Regularise when remedies.Activate(rule.Remedy!):
                    state.ActivatedRemedies = [.. remedies.Activated];
                    progress.Note($"Remedy {rule.Remedy} is part of the loss from step {state.Step + 1} on.");
                    break;
                case AlarmAction.Stop:
                    state.Stopped = true;
                    progress.Note($"********* Epoch={state.PresentEpoch} stopped by alarm {rule.Name} *********");
                    break;
            }
        }
    }
}
