using RankElastor.Report.Drawing;

namespace RankElastor.Experiments.Pages;

/// <summary>A figure of a page: its SVG file, title and reading.</summary>
/// <param name="File">Name with its ending.</param>
/// <param name="Text">An SVG document that carries its own colours, on white.</param>
/// <param name="Title">What is drawn.</param>
/// <param name="Reading">One sentence, computed from the numbers.</param>
sealed record LabFigure(string File, string Text, string Title, string Reading)
{
    /// <summary>Width of every drawing in its own units; the page shows it half as wide again.</summary>
    public const double Width = 460;

    const string Style = """
        svg {
          background: #fff; font-family: system-ui, -apple-system, "Segoe UI", Roboto, Helvetica, Arial, sans-serif
        }
        text { font-size: 13px; fill: #444 } text.axis, text.name { fill: #111 } text.small { font-size: 12px }
        text.title { font-size: 14.5px; font-weight: 600; fill: #111 }
        path { fill: none } .gridline { stroke: #e3e6ea } .base { stroke: #8a929b }
        .zero { stroke: #444; stroke-width: 1.2 }
        .line { stroke-width: 2.4; stroke-linejoin: round } .thin { stroke-width: 1.4 }
        .faint { stroke-width: 0.8; stroke-opacity: 0.4 } .bar { stroke-width: 1.6 }
        .dashed { stroke-dasharray: 5 3 } .limit { stroke: #111; stroke-width: 1.4; stroke-dasharray: 4 3 }
        .null { stroke-width: 1.4; stroke-dasharray: 2 2.5 } .hollow { fill: #fff; stroke-width: 1.6 }
        .s0 { stroke: #0072b2 } .s1 { stroke: #d55e00 } .f0 { fill: #0072b2 } .f1 { fill: #d55e00 }
        .s2 { stroke: #009e73 } .s3 { stroke: #cc79a7 } .s4 { stroke: #e69f00 } .s5 { stroke: #56b4e9 }
        .f2 { fill: #009e73 } .f3 { fill: #cc79a7 } .f4 { fill: #e69f00 } .f5 { fill: #56b4e9 }
        """;

    public static string Alone(Svg svg, double height)
    {
        var text = svg.ToString();
        var body = text.IndexOf('>') + 1;
        var attributes = text["<svg".Length..(body - 1)];
        var (wide, tall) = (Figures.At(Width * 1.5), Figures.At(height * 1.5));
        return $"""
            <svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{tall}"{attributes}>
            <style>
            {Style}
            </style>
            <path d="M0 0H{Figures.At(Width)}V{Figures.At(height)}H0Z" style="fill: #fff"/>
            {text[body..]}

            """;
    }

    /// <summary>A line and a mark for each name, below the title.</summary>
    public static void Legend(Svg svg, IReadOnlyList<string> names, int columns)
    {
        const double Row = 18, First = 44, Margin = 8;
        foreach (var (i, name) in names.Index())
        {
            var (x, y) = (Margin + (Width - 2 * Margin) / columns * (i % columns), First + Row * (i / columns));
            svg.Line(x, y - 4, x + 22, y - 4, "line s" + Figures.Whole(i));
            svg.Mark(x + 11, y - 4, 3.5, i, "f" + Figures.Whole(i), "");
            svg.Text(x + 28, y, name, "start", "name");
        }
    }
}
