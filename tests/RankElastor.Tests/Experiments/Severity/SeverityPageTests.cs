using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using RankElastor.Experiments.Severity.Judging;
using RankElastor.Experiments.Severity.Pages;

namespace RankElastor.Tests.Experiments.Severity;

public sealed partial class SeverityPageTests
{
    // ten seeds each; Student's t(9) = 2.262157: ± 2.262157 · .01 / √10 = .00715 where half are .01 above the mean …
    static readonly double[] _ten = [-0.01, 0.01, -0.01, 0.01, -0.01, 0.01, -0.01, 0.01, -0.01, 0.01];

    static readonly SweepResult _result = new(MadeRuns.DeadGate,
    [
        new ModelCurve(MadeRuns.Dnn, MadeRuns.Degree(0, 0.1, 0, 0, 0),
        [
            MadeRuns.Degree(0.5, 0.5, 0, [.. _ten]),
            MadeRuns.Degree(0.75, 0.75, 8, [.. _ten.Select(noise => 0.04 + noise)]),
            MadeRuns.Degree(0.9, 0.9, 9, [.. _ten.Select(noise => 0.10 + noise)]),
            MadeRuns.Degree(1, 1, 10, [.. _ten.Select(noise => 0.37 + noise)]),
        ]),
    ]);

    [Fact]
    public void Sentence_NamesTheLeastSeverityFoundInNineOfTen_AndTheWorstMissed()
    {
        // standard deviation of ten values ±.01: .01 · √(10 / 9) = .010541; half = 2.262157 · .010541 / √10 = .0075
        Assert.Equal(
            "dead-gate (dead-units), generated, DNN: the least severity that is found in ≥ 90 % of runs (0.9) costs "
            + "+0.1000 [+0.0925, +0.1075] AUC; the worst that is not (0.75) costs +0.0400 [+0.0325, +0.0475].",
            SeverityTable.Sentences(_result).Single());
    }

    [Fact]
    public void Sentence_SaysSo_WhereNothingIsFound()
    {
        var blind = _result with
        {
            Curves = [_result.Curves[0] with { Degrees = [MadeRuns.Degree(1, 0.7, 0, 0.3, 0.3)] }],
        };
        Assert.Equal(
            "dead-gate (dead-units), generated, DNN: no severity is found in ≥ 90 % of runs; the worst that is not (1) "
            + "costs +0.3000 [+0.3000, +0.3000].",
            SeverityTable.Sentences(blind).Single());
    }

    [Fact]
    public void Table_HasARowPerDegree_AfterTheTwins()
    {
        var rows = SeverityTable.Of(_result).Split('\n');
        Assert.Equal("| DNN | none | 0.1 |  | 0 of 2 | 0 of 2 | – | contraction at embedding (1) |", rows[2]);
        Assert.Equal(
            "| DNN | 0.75 | 0.75 | +0.0400 [+0.0325, +0.0475] | 8 of 10 | 8 of 10 | 2 | contraction at embedding (1) |",
            rows[4]);
    }

    [Fact]
    public void Summary_SaysFromWhereItIsFound_AndFromWhereItCosts() => Assert.Equal(
        "| dead-gate | dead-units | generated | DNN | 0.5 | 0.1 | 0.9 | 0.75 | +0.3700 [+0.3625, +0.3775] |",
        SeverityTable.Summary([_result]).Split('\n')[2]);

    [Fact]
    public void LimitLine_StandsWhereTheNumbersOfTheAxisSay()
    {
        var svg = XDocument.Parse(SeverityFigure.Draw(_result));
        var limits = Elements(svg, "path", "limit").Select(Coordinates).ToList();
        Assert.Equal(2, limits.Count); // one per plot
        var ticks = Elements(svg, "text", "tick").Where(text => (string?)text.Attribute("text-anchor") == "middle")
            .Select(text => (X: Number((string)text.Attribute("x")!), Value: Number(text.Value))).ToList();
        var (first, last) = (ticks[0], ticks[^1]);
        double At(double value) =>
            first.X + (value - first.Value) / (last.Value - first.Value) * (last.X - first.X);
        var expected = At(0.5);
        Assert.All(limits, limit => Assert.Equal((expected, expected), (limit[0], limit[2]), Near));
        var points = Elements(svg, "circle", "f0").Select(dot => Number((string)dot.Attribute("cx")!)).ToList();
        Assert.Equal(2, points.Count(x => x > At(0.7) && x < At(0.8)));
    }

    static bool Near((double, double) first, (double, double) second) =>
        Math.Abs(first.Item1 - second.Item1) < 0.2 && Math.Abs(first.Item2 - second.Item2) < 0.2;

    static IEnumerable<XElement> Elements(XDocument svg, string name, string style) => svg.Descendants()
        .Where(element => element.Name.LocalName == name && (string?)element.Attribute("class") == style);

    static double[] Coordinates(XElement path) =>
        [.. Numbers().Matches((string)path.Attribute("d")!).Select(match => Number(match.Value))];

    static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex("[0-9.]+")]
    private static partial Regex Numbers();
}
