using RankElastor.Experiments.Pages;
using RankElastor.Report.Drawing;

namespace RankElastor.Experiments.Tokens;

/// <summary>What is left of a row's rank from the embedding to the last block: a panel for each data set.</summary>
static class TokensFigure
{
    /// <summary>The file's name.</summary>
    public const string File = "tokens.svg";

    const double Left = 46;
    const double Right = LabFigure.Width - 10;
    const double Tall = 190;
    const double Gap = 58;
    const double Row = 18;
    const int Colours = 6;

    /// <summary>An SVG document.</summary>
    public static string Draw(IReadOnlyList<TokenSet> sets)
    {
        List<string> names = [.. sets.SelectMany(set => set.Models).Select(model => model.Name).Distinct()];
        var first = 58 + Row * ((names.Count + 2) / 3) + 24;
        var height = first + sets.Count * (Tall + Gap) + 12;
        const string Title = "Rank of a row's tokens, site by site";
        var svg = new Svg(LabFigure.Width, height, Title);
        svg.Text(8, 20, Title, "start", "title");
        for (var i = 0; i < names.Count; i++)
        {
            var (x, y) = (8 + 150 * (i % 3), 44 + Row * (i / 3));
            svg.Line(x, y - 4, x + 22, y - 4, $"line s{Figures.Whole(i % Colours)}");
            svg.Text(x + 28, y, names[i], "start", "name");
        }

        for (var i = 0; i < sets.Count; i++)
        {
            DrawSet(svg, sets[i], names, first + i * (Tall + Gap));
        }

        const string Note = "trained weights, mean over seeds; 1: a matrix without structure";
        svg.Text(8, height - 8, Note, "start", "small");
        return LabFigure.Alone(svg, height);
    }

    static void DrawSet(Svg svg, TokenSet set, List<string> names, double top)
    {
        var values = set.Models.SelectMany(Points).Select(point => point.Y).Where(double.IsFinite);
        var plot = new PlotArea(
            svg, Axis.Over([0, 1], Left, Right), Axis.Over(values.Append(1), top + Tall, top, 4));
        plot.DrawY($"{set.Data}: entropy rank on singular values / baseline");
        svg.Text(Left, top + Tall + 18, "embedding", "start", "axis");
        svg.Text(Right, top + Tall + 18, "last block", "end", "axis");
        foreach (var model in set.Models)
        {
            var colour = Figures.Whole(names.IndexOf(model.Name) % Colours);
            plot.Line(Points(model).Select(point => (point.X, point.Y)), $"line s{colour}");
            plot.Dots(Points(model), 3, $"f{colour}");
        }
    }

    static IEnumerable<(double X, double Y, string Tip)> Points(TokenModel model) =>
        model.Sites.Select((site, i) =>
        {
            var ratio = model.Arm.At(site, TokenModel.Ratio).Mean;
            var rank = Figures.Fixed(model.Arm.At(site, TokenModel.Rank).Mean, 2);
            return (model.Depth(i), ratio,
                $"{model.Name}, {site}: rank {rank}, ratio {Figures.Fixed(ratio, 3)}");
        });
}
