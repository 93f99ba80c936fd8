using System.Globalization;
using RankElastor.Experiments.Collapse;
using RankElastor.Experiments.Lab;

namespace RankElastor.Experiments.Severity.Runs;

/// <summary>Trains the runs that are not kept yet, those of the same model, rows and seed from one start.</summary>
sealed class RunTraining(LabRequest request, RunStore store)
{
    readonly RowsByName _rows = new(request);

    /// <summary>Trains what is missing of a plan, in its order.</summary>
    /// <exception cref="Training.State.RunInterruptedException">Stopped on request; finished runs are kept.</exception>
    public void Train(IReadOnlyList<PlannedRun> plan, CancellationToken stop)
    {
        foreach (var absent in plan.Select(run => run.Key.Data).Distinct().Where(data => !_rows.Has(data)))
        {
            request.Progress($"{absent}: left out; --data-root names no folder that holds {absent}/train.csv");
        }

        List<PlannedRun> missing =
        [
            .. plan.Where(run => _rows.Has(run.Key.Data)).DistinctBy(run => run.Key)
                .Where(run => !store.Has(run.Key)),
        ];
        var (done, began) = (0, TimeProvider.System.GetTimestamp());
        foreach (var group in missing.GroupBy(run => run.Key.Twin))
        {
            var rows = _rows.Of(group.Key.Data, group.Key.Seed);
            var start = new TrialStart(rows, group.First().Model, group.Key.Seed, request.Machine);
            foreach (var run in group)
            {
                stop.ThrowIfCancellationRequested();
                var trial = start.Continue(run.Plant, stop);
                store.Write(run.Key, trial);
                var left = TimeProvider.System.GetElapsedTime(began) / ++done * (missing.Count - done);
                request.Progress(string.Create(
                    CultureInfo.InvariantCulture, $"{done} of {missing.Count}: {run.Key.File}: AUC "
                    + $"{CollapseRun.Of(run.Key.Seed, trial).Auc:0.0000}, about {left.TotalMinutes:0} min left"));
            }
        }
    }
}
