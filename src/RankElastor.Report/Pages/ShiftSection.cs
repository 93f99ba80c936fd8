using RankElastor.Report.Charts;
using RankElastor.Report.Drawing;
using RankElastor.Report.Reading;
using RankElastor.Training.Records;

namespace RankElastor.Report.Pages;

/// <summary>What each module does to the rank: distributions before and after, then a table of all variants.</summary>
static class ShiftSection
{
    const int MostTables = 6;

    static string[] Header { get; } =
    [
        "module", "variant", "shape", "before → after", "change, trained", "95 % interval",
        "change, initial", "ratio, trained", "ratio, initial",
    ];

    public static void Write(Html html, RunSet set)
    {
        var modules = set.Runs.SelectMany(Modules).Distinct()
            .OrderBy(module => (IndexOf(set.Sites, module.After), IndexOf(set.Sites, module.Before))).ToList();
        if (modules.Count == 0)
        {
            return;
        }

        var key = set.Variants.Contains(Variant.Primary) ? Variant.Primary : set.Variants[0];
        html.Section("shifts", "What each module does to the rank", Explanations.Shifts);
        foreach (var (before, after) in modules)
        {
            if (DensityChart.Draw(set, before, after, key) is { } chart)
            {
                html.Card(chart);
            }
        }

        html.Raw($"""</div><h3>Every module, every variant</h3><p class="note">{Explanations.ShiftTable}</p>""");
        html.Data(Everything(set));
        foreach (var run in set.Runs.Where(run => run.Sites.Count > 1).Take(MostTables))
        {
            var rows = Modules(run).SelectMany(module => run.Variants.Select(variant => Row(run, module, variant)));
            html.Fold($"{run.Label}: {Losses(run)}", set.IsSingle);
            html.Table(Header, rows.OfType<string[]>()).Raw($"</details>");
        }

        html.Raw($"</section>");
    }

    static IEnumerable<(string Before, string After)> Modules(RunView run) => SiteWay.Modules(run.Sites);

    static Csv Everything(RunSet set)
    {
        var csv = new Csv("shifts", "run", "variant", "before", "after", "weights", "mean_before", "mean_after",
            "change", "ci95_rows_low", "ci95_rows_high", "ratio_before", "ratio_after", "valid_logloss");
        foreach (var (run, module) in set.Runs.SelectMany(run => Modules(run).Select(module => (run, module))))
        {
            foreach (var variant in run.Variants)
            {
                Add(variant, run.Initial, "initial");
                Add(variant, run.Trained, "trained");
            }

            void Add(string variant, Snapshot? shot, string weights)
            {
                if (ModuleShift.Between(shot, module.Before, module.After, variant) is { } shift)
                {
                    csv.Add(run.Label, variant, module.Before, module.After, weights, shift.From.Mean, shift.To.Mean,
                        shift.Change, shift.Low, shift.High, shift.From.Ratio, shift.To.Ratio, shot!.ValidLoss);
                }
            }
        }

        return csv;
    }

    static string Losses(RunView run)
    {
        string? Of(string weights, Snapshot? shot) =>
            shot is null ? null : $"validation logloss {weights} {Figures.Score(shot.ValidLoss)}";
        return string.Join(", ", new[] { Of("trained", run.Trained), Of("initial", run.Initial) }.OfType<string>());
    }

    static string[]? Row(RunView run, (string Before, string After) module, string variant)
    {
        var trained = ModuleShift.Between(run.Trained, module.Before, module.After, variant);
        var initial = ModuleShift.Between(run.Initial, module.Before, module.After, variant);
        if ((trained ?? initial) is not { } known)
        {
            return null;
        }

        string Shape(ProbeRecord probe) => $"{Figures.Whole(probe.Rows)}×{Figures.Whole(probe.Columns)}";
        return
        [
            $"{module.Before} → {module.After}",
            Variant.Of(variant).Name,
            (known.Reshapes ? Shape(known.Before) + " → " : "") + Shape(known.After),
            Cell(trained, shift => $"{Figures.Short(shift.From.Mean)} → {Figures.Short(shift.To.Mean)}"),
            Cell(trained, shift => Figures.Percent(shift.Change)),
            Cell(trained, Interval),
            Cell(initial, shift => Figures.Percent(shift.Change)),
            Cell(trained, Ratios),
            Cell(initial, Ratios),
        ];
    }

    static string Cell(ModuleShift? shift, Func<ModuleShift, string> text) =>
        shift is null ? Figures.Missing : text(shift);

    static string Interval(ModuleShift shift) => double.IsFinite(shift.Low)
        ? $"{Figures.Percent(shift.Low)} to {Figures.Percent(shift.High)}" : Figures.Missing;

    static string Ratios(ModuleShift shift) => $"{Figures.Short(shift.From.Ratio)} → {Figures.Short(shift.To.Ratio)}";

    static int IndexOf(IReadOnlyList<string> sites, string site) => sites.TakeWhile(other => other != site).Count();
}
