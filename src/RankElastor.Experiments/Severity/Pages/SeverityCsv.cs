using RankElastor.Experiments.Collapse;
using RankElastor.Experiments.Severity.Judging;
using RankElastor.Experiments.Severity.Runs;
using RankElastor.Report.Drawing;

namespace RankElastor.Experiments.Severity.Pages;

/// <summary>Every evaluation of every run, for each rule that its plant is meant for.</summary>
sealed class SeverityCsv
{
    const string Left = "left_";
    readonly List<Row> _rows = [];
    readonly SortedSet<string> _left = new(StringComparer.Ordinal);
    readonly HashSet<(string Sweep, RunKey Key)> _seen = [];

    /// <summary>Adds a run of a sweep; twins that several degrees share are added once.</summary>
    public void Add(Sweep sweep, PlantedModel at, RunKey key, JudgedRun run)
    {
        if (!_seen.Add((sweep.Id, key)))
        {
            return;
        }

        var (quantities, left) = (run.Quantities(sweep.InBook, sweep.AddressOf(at)), run.OfModel(Left));
        for (var i = 0; i < Math.Min(run.Evaluations.Count, quantities.Count); i++)
        {
            _left.UnionWith(left[i].Keys);
            var metrics = run.Evaluations[i].Metrics;
            _rows.Add(new Row(
                sweep, key, i + 1, metrics["AUC"], metrics["logloss"], quantities[i],
                run.IsUp(sweep.Rule, at.Subject, i + 1), left[i]));
        }
    }

    /// <summary>The table.</summary>
    public override string ToString()
    {
        var csv = new Csv("severity",
        [
            "rule", "data", "plant", "model", "severity", "seed", "evaluation", "AUC", "logloss", "quantity",
            "raised", .. _left.Select(name => new Csv.Cell(name)),
        ]);
        foreach (var row in _rows)
        {
            csv.Add(
            [
                row.Sweep.Rule.ToString(), row.Key.Data, row.Sweep.Plant.Name, row.Key.Model,
                row.Key.Plant.Length == 0 ? "none" : GradedPlant.Text(row.Key.Degree), row.Key.Seed, row.Evaluation,
                row.Auc, row.Logloss, row.Quantity, row.Raised ? 1 : 0,
                .. _left.Select(name => new Csv.Cell(
                    row.Left.TryGetValue(name, out var value) ? Figures.Exact(value) : "")),
            ]);
        }

        return csv.ToString();
    }

    sealed record Row(
        Sweep Sweep, RunKey Key, int Evaluation, double Auc, double Logloss, double Quantity, bool Raised,
        IReadOnlyDictionary<string, double> Left);
}
