using RankElastor.Experiments.Collapse;
using RankElastor.Experiments.Severity.Runs;

namespace RankElastor.Experiments.Severity.Judging;

/// <summary>Reads runs that were kept and judges them by the rules of the book, as often as one likes.</summary>
sealed class SeverityJudge(RunStore store, IReadOnlyList<int> seeds)
{
    readonly Dictionary<RunKey, JudgedRun> _twins = [];
    readonly HashSet<string> _commits = [];

    /// <summary>Runs without a plant, as far as they were asked for.</summary>
    public IReadOnlyDictionary<RunKey, JudgedRun> Twins => _twins;

    /// <summary>Commits at which the runs were trained.</summary>
    public IReadOnlyCollection<string> Commits => _commits;

    /// <summary>Judges a sweep, and shows each run with its key to a listener; curves without runs are empty.</summary>
    public SweepResult Judge(Sweep sweep, Action<Sweep, PlantedModel, RunKey, JudgedRun> listener) =>
        new(sweep, [.. sweep.Plant.Models.Select(at => Curve(sweep, at, listener))]);

    ModelCurve Curve(Sweep sweep, PlantedModel at, Action<Sweep, PlantedModel, RunKey, JudgedRun> listener)
    {
        var (outcomes, twins) = (new List<Outcome>(), new List<Outcome>());
        foreach (var seed in seeds)
        {
            var key = new RunKey(sweep.Data, at.Model.Name, sweep.Plant.Name, 0, seed);
            if (!store.Has(key.Twin))
            {
                continue;
            }

            var twin = Twin(key.Twin);
            listener(sweep, at, key.Twin, twin);
            twins.Add(Outcome.Of(sweep, at, key.Twin, twin, twin));
            foreach (var planted in sweep.Plant.Degrees.Select(degree => key with { Degree = degree }).Where(store.Has))
            {
                var run = Read(planted);
                listener(sweep, at, planted, run);
                outcomes.Add(Outcome.Of(sweep, at, planted, twin, run));
            }
        }

        return new ModelCurve(at, new DegreeResult(0, twins),
        [
            .. sweep.Plant.Degrees.Select(degree => new DegreeResult(
                degree, [.. outcomes.Where(outcome => outcome.Key.Degree == degree)]))
                .Where(degree => degree.Outcomes.Count > 0),
        ]);
    }

    JudgedRun Twin(RunKey key)
    {
        if (!_twins.TryGetValue(key, out var run))
        {
            _twins[key] = run = Read(key);
        }

        return run;
    }

    JudgedRun Read(RunKey key)
    {
        var (trial, commit) = store.Read(key);
        _commits.Add(commit);
        return new JudgedRun(trial);
    }
}
