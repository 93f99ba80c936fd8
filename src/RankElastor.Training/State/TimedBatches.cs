using RankElastor.Data.Rows;

namespace RankElastor.Training.State;

/// <summary>Books the time that steps wait for batches to the phase <c>wait</c>: near zero while reading ahead keeps up.</summary>
static class TimedBatches
{
    public static IEnumerable<Batch> Of(IEnumerable<Batch> batches, TrainingSurroundings around, TrainingState state)
    {
        using var each = batches.GetEnumerator();
        while (Next(each, around, state))
        {
            yield return each.Current;
        }
    }

    static bool Next(IEnumerator<Batch> each, TrainingSurroundings around, TrainingState state)
    {
        var watch = around.Watch();
        var found = each.MoveNext();
        watch.Spend(state, "wait");
        return found;
    }
}
