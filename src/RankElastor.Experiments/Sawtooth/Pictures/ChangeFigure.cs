using RankElastor.Experiments.Pages;
using RankElastor.Report.Drawing;

namespace RankElastor.Experiments.Sawtooth.Pictures;

/// <summary>What each mixing, norm and P-FFN does to the rank: mean change with its interval over seeds.</summary>
static class ChangeFigure
{
    const double Left = 46;
    const double Right = LabFigure.Width - 10;
    const double First = 104;
    const double Tall = 150;
    const double Gap = 40;

    public static LabFigure Draw(DatasetRuns data, IReadOnlyList<string> variants)
    {
        var names = Parts(data.Mixer).Select(module => module.Name).ToList();
        var bottom = First + variants.Count * Tall + (variants.Count - 1) * Gap;
        var height = bottom + PlotArea.RoomForPlaces(names, Right - Left) + 32;
        var title = $"{data.Dataset}: what each module does to the rank";
        var svg = new Svg(LabFigure.Width, height, title);
        var all = Series.Of(data, 0.18);
        svg.Text(8, 20, title, "start", "title");
        Series.Legend(svg, all, 42);
        for (var i = 0; i < variants.Count; i++)
        {
            var top = First + i * (Tall + Gap);
            DrawPlot(svg, all, variants[i], top, i == variants.Count - 1 ? names : []);
        }

        var seeds = Figures.Whole(data.Mixer.Runs.Count);
        var note = $"bars: 95 % over {seeds} seeds; RankMixer's mixing holds its LayerNorm";
        svg.Text(8, height - 10, note, "start", "small");
        return new LabFigure($"sawtooth-{data.Dataset}-changes.svg", LabFigure.Alone(svg, height),
            $"{title}, above zero expands and below contracts (directions)", Reading(data, variants));
    }

    static IEnumerable<SawtoothModule> Parts(ModelRuns runs) =>
        runs.Modules.Where(module => module.Kind is ModuleKind.Mixing or ModuleKind.Norm or ModuleKind.Network);

    static void DrawPlot(Svg svg, IReadOnlyList<Series> all, string variant, double top, List<string> names)
    {
        var parts = Parts(all[0].Runs).ToList();
        var changes = all.SelectMany(series => parts.Select(part => series.Runs.Change(part, variant, series.Trained)));
        var values = changes.SelectMany(change => new[] { change.Mean, change.Low, change.High });
        var y = Axis.Over(values.Append(0), top + Tall, top, 4);
        var plot = new PlotArea(svg, Axis.Places(parts.Count, Left, Right), y);
        plot.DrawY($"change of {variant} (directions)");
        plot.DrawPlaces([.. parts.Select((_, i) => names.Count > 0 ? names[i] : "")]);
        svg.Line(Left, y.At(0), Right, y.At(0), "zero");
        foreach (var series in all)
        {
            for (var i = 0; i < parts.Count; i++)
            {
                var change = series.Runs.Change(parts[i], variant, series.Trained);
                series.Draw(svg, plot, i + series.Shift, change, $"{series.Name}, {parts[i].Name}: {change.Change()}");
            }
        }
    }

    static string Reading(DatasetRuns data, IReadOnlyList<string> variants)
    {
        var trained = data.Models.SelectMany(model => Parts(model).Select(part => (
            Name: $"{model.Model} {part.Name}",
            Change: model.Change(part, variants[0], true),
            IsDisputed: Disagree(model, part, variants)))).ToList();
        var most = trained.MaxBy(module => module.Change.Mean);
        var least = trained.MinBy(module => module.Change.Mean);
        var disputed = trained.Where(module => module.IsDisputed).Select(module => module.Name).ToList();
        return $"After training the largest rise of `{variants[0]}` is {most.Name}'s ({most.Change.Change()}) "
            + $"and the largest fall {least.Name}'s ({least.Change.Change()}); "
            + (disputed.Count == 0 ? "no module clearly rises in one variant and falls in another."
            : $"the variants contradict each other about {string.Join(", ", disputed)}.");
    }

    static bool Disagree(ModelRuns model, SawtoothModule part, IReadOnlyList<string> variants)
    {
        var directions = variants.Select(variant => model.Change(part, variant, true).Direction).ToHashSet();
        return directions.Contains(1) && directions.Contains(-1);
    }
}
