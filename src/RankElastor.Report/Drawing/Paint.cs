using System.Globalization;

namespace RankElastor.Report.Drawing;

/// <summary>Okabe and Ito (2008) without yellow; the eighth run has the first colour, another dash and mark.</summary>
static class Paint
{
    public const int Colours = 7;

    public static string Line(int run) => $"line s{Figures.Whole(run % Colours)}{Dash(run)}";

    public static string ThinLine(int run) => $"thin s{Figures.Whole(run % Colours)}{Dash(run)}";

    public static string Whisker(int run) => $"thin s{Figures.Whole(run % Colours)}";

    public static string Dot(int run) => $"dot f{Figures.Whole(run % Colours)}";

    public static string Ring(int run) => $"ring s{Figures.Whole(run % Colours)}";

    public static string Band(int run) => $"band f{Figures.Whole(run % Colours)}";

    public static string Fill(int run) => $"fill f{Figures.Whole(run % Colours)}";

    /// <summary>The colour of a site by its depth: blue at the input, through mauve, to orange at the output.</summary>
    public static string Depth(int place, int count)
    {
        var at = count < 2 ? 0 : 2.0 * place / (count - 1);
        var (from, to) = at < 1 ? ((0x1F, 0x78, 0xC1), (0xA8, 0x76, 0xA6)) : ((0xA8, 0x76, 0xA6), (0xE0, 0x7B, 0x00));
        var part = at < 1 ? at : at - 1;
        int Mix(int a, int b) => (int)Math.Round(a + (b - a) * part);
        return string.Create(CultureInfo.InvariantCulture,
            $"#{Mix(from.Item1, to.Item1):x2}{Mix(from.Item2, to.Item2):x2}{Mix(from.Item3, to.Item3):x2}");
    }

    static string Dash(int run) => (run / Colours % 3) switch { 0 => "", 1 => " dash1", _ => " dash2" };
}
