using System.Globalization;
using RankElastor.Experiments.Collapse;
using RankElastor.Experiments.Lab;
using RankElastor.Experiments.Severity.Runs;

namespace RankElastor.Experiments.Cures;

/// <summary>Trains the runs that are not kept yet: those of a model and seed share their start.</summary>
sealed class CureTraining(LabRequest request, RunStore store)
{
    /// <summary>Trains what is missing.</summary>
    /// <exception cref="Training.State.RunInterruptedException">Stopped on request; finished runs are kept.</exception>
    public void Train(IReadOnlyList<CureCase> cases, CancellationToken stop)
    {
        foreach (var seed in request.AllSeeds)
        {
            var rows = new Lazy<Collapse.Rows.TrialRows>(() => CureCase.Rows(seed));
            foreach (var ofModel in cases.GroupBy(planted => planted.At.Model))
            {
                var start = new Lazy<TrialStart>(
                    () => new TrialStart(rows.Value, ofModel.Key, seed, request.Machine));
                var healthy = new Lazy<TrialStart>(() => start.Value.Then(null, CureCase.ReleaseEvaluation));
                foreach (var one in ofModel)
                {
                    var planted = new Lazy<TrialStart>(() => start.Value.Then(
                        one.Plant.At(one.At, one.Degree), CureCase.ReleaseEvaluation));
                    foreach (var cure in one.Arms)
                    {
                        Keep(one.Healthy(cure, seed), healthy, cure, stop);
                        Keep(one.Planted(cure, seed), planted, cure, stop);
                    }
                }
            }
        }
    }

    void Keep(RunKey key, Lazy<TrialStart> from, Cure cure, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        if (!store.Has(key))
        {
            var trial = from.Value.Continue(null, stop, cure.Change);
            store.Write(key, trial);
            request.Progress(string.Create(
                CultureInfo.InvariantCulture,
                $"{key.File}: AUC {CollapseRun.Of(key.Seed, trial).Auc:0.0000}, {trial.Seconds:0.0} s"));
        }
    }
}
