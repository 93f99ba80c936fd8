using RankElastor.Experiments.Pages;
using RankElastor.Report.Drawing;

namespace RankElastor.Experiments.Epochs;

/// <summary>
/// Ratios to the first model in time and memory: a dot for each round, the geometric mean with its interval.
/// </summary>
static class EpochsFigure
{
    /// <summary>The file's name.</summary>
    public const string File = "epochs.svg";

    const double Left = 36, Right = LabFigure.Width - 36, Row = 40, Head = 26, Foot = 56, Top = 30;

    /// <summary>An SVG document.</summary>
    public static string Draw(EpochTable table)
    {
        var panel = Head + Row * (table.Models.Count - 1) + Foot;
        var height = Top + 2 * panel;
        const string Title = "Time and memory of an epoch, as ratios";
        var svg = new Svg(LabFigure.Width, height, Title);
        svg.Text(8, 20, Title, "start", "title");
        DrawPanel(svg, table, EpochRatio.Time, Top);
        DrawPanel(svg, table, EpochRatio.Memory, Top + panel);
        return LabFigure.Alone(svg, height);
    }

    static void DrawPanel(Svg svg, EpochTable table, string quantity, double top)
    {
        var ratios = table.Ratios.Where(ratio => ratio.Quantity == quantity).ToList();
        var (first, last) = (top + Head, top + Head + Row * ratios.Count);
        var axis = Axis.Over(
            ratios.SelectMany(ratio => InRounds(table, ratio).Concat([ratio.Low, ratio.High])).Append(1), Left, Right);
        var plot = new PlotArea(svg, axis, Axis.Over([0, 1], last, first));
        svg.Text(8, top + 14, $"{quantity}, against {Level(table.Models[0], quantity)}", "start", "axis");
        foreach (var tick in axis.Ticks)
        {
            svg.Line(axis.At(tick), first, axis.At(tick), last, "gridline");
        }

        svg.Line(axis.At(1), first, axis.At(1), last, "zero");
        plot.DrawX($"{quantity} / {quantity} of {table.Models[0].Experiment} in the same round");
        for (var i = 0; i < ratios.Count; i++)
        {
            DrawRow(svg, table, axis, i, ratios[i], first + i * Row);
        }
    }

    static void DrawRow(Svg svg, EpochTable table, Axis axis, int place, EpochRatio ratio, double top)
    {
        var (dots, mean) = (top + 23, top + 32);
        var rounds = InRounds(table, ratio).ToList();
        svg.Text(Left, top + 14, Level(table.Models[place + 1], ratio.Quantity), "start", "name");
        svg.Text(Right, top + 14, ratio.Text, "end", "small");
        for (var i = 0; i < rounds.Count; i++)
        {
            var tip = $"round {Figures.Whole(table.Rounds[i].Round)}: {Figures.Fixed(rounds[i], 3)}";
            svg.Dot(axis.At(rounds[i]), dots, 2.5, "f1", tip);
        }

        if (double.IsFinite(ratio.Low + ratio.High))
        {
            svg.Line(axis.At(ratio.Low), mean, axis.At(ratio.High), mean, "line s0");
        }

        svg.Dot(axis.At(ratio.Ratio), mean, 3.5, "f0", $"{ratio.Experiment} / {ratio.Against}: {ratio.Text}");
    }

    static IEnumerable<double> InRounds(EpochTable table, EpochRatio ratio) =>
        EpochRatio.InRounds(ratio.Quantity, ratio.Experiment, ratio.Against, table.Rounds);

    static string Level(EpochModel model, string quantity) => quantity == EpochRatio.Time
        ? $"{model.Experiment}, {Figures.Short(model.Seconds)} s"
        : $"{model.Experiment}, {Figures.Count(model.PeakRssMb)} MB";
}
