using RankElastor.Report.Charts;
using RankElastor.Report.Drawing;
using RankElastor.Report.Reading;

namespace RankElastor.Report.Pages;

/// <summary>What each module does to the rank: distributions before and after, then the table of every variant.</summary>
static class ShiftSection
{
    const int MostTables = 6;

    public static void Write(Html html, RunSet set)
    {
        var modules = set.Runs.SelectMany(run => run.Sites.Zip(run.Sites.Skip(1))).Distinct()
            .OrderBy(module => IndexOf(set.Sites, module.Second)).ThenBy(module => IndexOf(set.Sites, module.First)).ToList();
        if (modules.Count == 0)
        {
            return;
        }

        var key = set.Variants.Contains(Variant.Primary) ? Variant.Primary : set.Variants[0];
        html.Section("shifts", "What each module does to the rank", Explanations.Shifts);
        foreach (var chart in modules.Select(module => DensityChart.Draw(set, module.First, module.Second, key)).OfType<Chart>())
        {
            html.Card(chart);
        }

        html.Raw($"</div><h3>Every module, every variant</h3><p class=\"note\">{Html.Text(Explanations.ShiftTable)}</p>");
        html.Data(Everything(set));
        foreach (var run in set.Runs.Where(run => run.Sites.Count > 1).Take(MostTables))
        {
            html.Raw($"<details class=\"group\"{(set.IsSingle ? " open" : "")}>")
                .Raw($"<summary>{Html.Text(run.Label)}: {Html.Text(Losses(run))}</summary>");
            html.Table(
                ["module", "variant", "shape", "before → after", "change, trained", "95 % interval", "change, initial", "ratio, trained", "ratio, initial"],
                run.Sites.Zip(run.Sites.Skip(1))
                    .SelectMany(module => run.Variants.Select(variant => Row(run, module.First, module.Second, variant)))
                    .OfType<IReadOnlyList<string>>());
            html.Raw("</details>");
        }

        html.Raw("</section>");
    }

    static Csv Everything(RunSet set)
    {
        var csv = new Csv("shifts", "run", "variant", "before", "after", "weights", "mean_before", "mean_after", "change", "ci95_low", "ci95_high", "ratio_before", "ratio_after", "valid_logloss");
        foreach (var (run, module) in set.Runs.SelectMany(run => run.Sites.Zip(run.Sites.Skip(1)).Select(module => (run, module))))
        {
            foreach (var (variant, shot, name) in run.Variants.SelectMany(variant => new[] { (variant, run.Initial, "initial"), (variant, run.Trained, "trained") }))
            {
                if (ModuleShift.Between(shot, module.First, module.Second, variant) is { } shift)
                {
                    csv.Add(run.Label, variant, module.First, module.Second, name, Figures.Exact(shift.From.Mean), Figures.Exact(shift.To.Mean), Figures.Exact(shift.Change),
                        Figures.Exact(shift.Low), Figures.Exact(shift.High), Figures.Exact(shift.From.Ratio), Figures.Exact(shift.To.Ratio), Figures.Exact(shot!.ValidLoss));
                }
            }
        }

        return csv;
    }

    static string Losses(RunView run) => string.Join(", ", new[] { (run.Trained, "trained"), (run.Initial, "initial") }
        .Where(pair => pair.Item1 is not null).Select(pair => $"validation logloss {pair.Item2} {Figures.Score(pair.Item1!.ValidLoss)}"));

    static string[]? Row(RunView run, string before, string after, string variant)
    {
        var trained = ModuleShift.Between(run.Trained, before, after, variant);
        var initial = ModuleShift.Between(run.Initial, before, after, variant);
        return (trained ?? initial) is not { } any ? null :
        [
            $"{before} → {after}",
            Variant.Of(variant).Name,
            any.Reshapes
                ? $"{Figures.Whole(any.Before.Rows)}×{Figures.Whole(any.Before.Columns)} → {Figures.Whole(any.After.Rows)}×{Figures.Whole(any.After.Columns)}"
                : $"{Figures.Whole(any.After.Rows)}×{Figures.Whole(any.After.Columns)}",
            trained is null ? Figures.Missing : $"{Figures.Short(trained.From.Mean)} → {Figures.Short(trained.To.Mean)}",
            trained is null ? Figures.Missing : Figures.Percent(trained.Change),
            trained is null || !double.IsFinite(trained.Low) ? Figures.Missing : $"{Figures.Percent(trained.Low)} to {Figures.Percent(trained.High)}",
            initial is null ? Figures.Missing : Figures.Percent(initial.Change),
            Ratios(trained),
            Ratios(initial),
        ];
    }

    static string Ratios(ModuleShift? shift) =>
        shift is null ? Figures.Missing : $"{Figures.Short(shift.From.Ratio)} → {Figures.Short(shift.To.Ratio)}";

    static int IndexOf(IReadOnlyList<string> sites, string site) => sites.TakeWhile(other => other != site).Count();
}
