using RankElastor.Data.Rows;
using RankElastor.Training.Records;
using RankElastor.Training.State;

namespace RankElastor.Training.Loop;

/// <summary>
/// Counts steps, rows, losses and seconds of training in the run's state, and tells listener and log how far it is.
/// </summary>
sealed class EpochMeter(TrainingState state, TrainingPlan plan, TrainingSurroundings around)
{
    /// <summary>Moves on to the next batch, if there is one; the time until it is there is booked as waiting.</summary>
    public bool Next(IEnumerator<Batch> batches)
    {
        var clock = around.Watch();
        var found = batches.MoveNext();
        clock.Spend(state, "wait");
        return found;
    }

    public void Count(Batch batch, double loss, double seconds)
    {
        state.Step++;
        state.StepInEpoch++;
        state.Rows += batch.Rows;
        state.LossSum += loss;
        state.LossSteps++;
        state.WindowLossSum += loss;
        state.WindowSteps++;
        state.EpochRows += batch.Rows;
        state.EpochSeconds += seconds;
        around.Progress.Advance(new StepProgress(
            state.PresentEpoch, state.StepInEpoch, plan.StepsPerEpoch, loss, state.EpochRate));
        if (state.Step % plan.Options.LogSteps == 0)
        {
            var mean = state.WindowLossSum / state.WindowSteps;
            around.Log.Write(new StepRecord(state.PresentEpoch, state.Step, mean, state.LearningRate, state.EpochRate));
            state.WindowLossSum = 0;
            state.WindowSteps = 0;
        }
    }

    /// <summary>The mean loss of the steps since the last evaluation.</summary>
    public double TakeTrainLoss()
    {
        var loss = state.LossSum / state.LossSteps;
        (state.LossSum, state.LossSteps) = (0, 0);
        return loss;
    }

    public void EndEpoch()
    {
        state.EpochRates.Add(state.EpochRate);
        state.Epoch++;
        state.StepInEpoch = 0;
        state.EpochRows = 0;
        state.EpochSeconds = 0;
    }
}
