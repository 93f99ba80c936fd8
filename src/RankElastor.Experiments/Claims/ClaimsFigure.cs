using RankElastor.Experiments.Pages;
using RankElastor.Report.Drawing;

namespace RankElastor.Experiments.Claims;

/// <summary>
/// Every claim on a scale of its own: where its value must lie, where it lay with each seed, and where that of its
/// false twin lay.
/// </summary>
static class ClaimsFigure
{
    /// <summary>The file's name.</summary>
    public const string File = "claims.svg";

    const double Left = 16, Right = LabFigure.Width - 180, Row = 40, Top = 62;
    const int Longest = 58;

    /// <summary>An SVG document.</summary>
    public static string Draw(IReadOnlyList<JudgedClaim> claims)
    {
        var height = Top + Row * claims.Count;
        const string Title = "Where each value lies, and where it must";
        var svg = new Svg(LabFigure.Width, height, Title);
        svg.Text(8, 20, Title, "start", "title");
        svg.Line(8, 40, 28, 40, "line s2");
        svg.Text(33, 44, "allowed", "start", "name");
        svg.Dot(118, 40, 3.5, "f0", "the claim, one dot a seed");
        svg.Text(128, 44, "claim", "start", "name");
        svg.Dot(198, 40, 3.5, "f1", "its false twin");
        svg.Text(208, 44, "false twin; each has its own scale", "start", "name");
        for (var i = 0; i < claims.Count; i++)
        {
            One(svg, claims[i], Top + i * Row);
        }

        return LabFigure.Alone(svg, height);
    }

    static void One(Svg svg, JudgedClaim claim, double top)
    {
        var (rule, reading) = (claim.Of.Rule, $"{claim.Of.Id}  {claim.Of.Reading.TrimEnd('.')}");
        svg.Text(
            8, top + 12, reading.Length > Longest ? reading[..Longest] + "…" : reading, "start", "name");
        svg.Text(LabFigure.Width - 8, top + 28, claim.Said, "end", "small");
        double[] all =
        [
            .. claim.Values, .. claim.ControlValues, .. ((double[])[rule.Low, rule.High]).Where(double.IsFinite),
        ];
        var (low, high) = (all.Min(), all.Max());
        var height = top + 24;
        double At(double value) => high > low
            ? Left + (Right - Left) * (0.04 + 0.92 * (value - low) / (high - low)) : (Left + Right) / 2;
        var (from, to) = (double.IsInfinity(rule.Low) ? Left : At(rule.Low), double.IsInfinity(rule.High) ? Right
            : At(rule.High));
        svg.Line(Left, height, Right, height, "gridline");
        svg.Line(from - 1, height, to + 1, height, "line s2");
        foreach (var (values, style, what) in ((IReadOnlyList<double>, string, string)[])
            [(claim.ControlValues, "f1", claim.Of.Control), (claim.Values, "f0", claim.Of.Value)])
        {
            foreach (var value in values.Distinct())
            {
                svg.Dot(At(value), height, 3.5, style, $"{what}: {ClaimsPage.Number(value)}");
            }
        }
    }
}
