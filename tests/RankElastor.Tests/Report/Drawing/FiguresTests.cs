using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace RankElastor.Tests.Report.Drawing;

public sealed class FiguresTests : IDisposable
{
    readonly PlantedReport _report = new(withFiles: true);

    public void Dispose() => _report.Dispose();

    [Theory]
    [InlineData(1.3, "raises the entropy rank on singular values")]
    [InlineData(0.7, "lowers the entropy rank on singular values")]
    public void TheSentenceUnderATrajectory_NamesTheModuleAndItsDirection(double factor, string words)
    {
        var html = Decoded(new PlantedLog { Factor = site => site == "block2/mixing" ? factor : 1 });
        Assert.Contains("Mixing in block 2 " + words, html, StringComparison.Ordinal);
    }

    [Fact]
    public void RatiosPerModule_SayWhichExpandAndWhichContract()
    {
        var html =
            Decoded(new PlantedLog { Factor = site => site == "block1/mixing" ? 1.2 : site == "block2/ffn" ? 0.8 : 1 });
        Assert.Matches("Expanding: [^;]*block1/mixing ×1\\.[12]", html);
        Assert.Matches("contracting: [^.]*block2/ffn ×0\\.8", html);
    }

    [Fact]
    public void Seeds_AreOneLineWithTheirMeanAndInterval()
    {
        _report.Render([.. Enumerable.Range(1, 4).Select(seed => new PlantedLog { Seed = seed })]);
        var rows = Table("trajectory-entropy_rank_sv.csv").Where(row =>
            row["weights"] == "trained" && row["site"] == "block1/mixing").ToList();
        var row = Assert.Single(rows);
        var means = Table("shifts.csv").Where(row =>
            row["variant"] == "entropy_rank_sv" && row["after"] == "block1/mixing" && row["weights"] == "trained")
            .Select(row => Number(row["mean_after"])).ToList();
        var mean = means.Average();
        var error = Math.Sqrt(means.Sum(value => (value - mean) * (value - mean)) / 3 / 4);
        Assert.Equal("4", row["seeds"]);
        Assert.Equal(mean, Number(row["mean"]), 1e-4);
        Assert.Equal(mean - 3.182 * error, Number(row["ci95_seeds_low"]), 3e-3 * mean);
        Assert.Equal("NaN", row["ci95_rows_low"]);
        Assert.NotEqual(row["ci95_seeds_low"], row["ci95_seeds_high"]);
    }

    [Fact]
    public void ModelsOfDifferentLayers_StandOnOneAxisOfDepth()
    {
        var html = WebUtility.HtmlDecode(_report.Render(
            new PlantedLog { Model = "DCNv2", Sites = ["embedding", "cross1", "cross2", "cross3"], Factor = _ => 0.9 },
            new PlantedLog { Model = "xDeepFM", Sites = ["embedding", "cin1"], Factor = _ => 1.1 }));
        Assert.Contains("at cross3; it falls at 3 of 3 steps.", html, StringComparison.Ordinal);
        Assert.Contains("at cin1; it falls at 0 of 1 steps.", html, StringComparison.Ordinal);
        var depth = Table("depth-entropy_rank_sv.csv").Where(row => row["weights"] == "trained")
            .ToDictionary(row => (row["model"], row["depth"]));
        Assert.Equal(6, depth.Count);
        Assert.Equal("cross2", depth[("DCNv2", "2")]["site"]);
        Assert.Equal("cin1", depth[("xDeepFM", "1")]["site"]);
        Assert.All(Table("trajectory-entropy_rank_sv.csv").Where(row => row["weights"] == "trained"), row =>
            Assert.Single(depth.Values, at => (at["model"], at["site"], at["mean"], at["ci95_rows_low"])
                == (row["model"], row["site"], row["mean"], row["ci95_rows_low"])));
        Assert.DoesNotContain("By depth", Decoded(new PlantedLog()), StringComparison.Ordinal);
    }

    [Fact]
    public void SetsOfTables_AreWaysOfTheirOwn()
    {
        string[] sites = ["set1/embedding", "set1/cross1", "set2/embedding", "set2/cross1"];
        _report.Render(
            new PlantedLog { Model = "DCNv2", Sites = sites }, new PlantedLog { Sites = ["embedding", "tokens"] });
        Assert.Equal(
            [("embedding", "tokens"), ("set1/embedding", "set1/cross1"), ("set2/embedding", "set2/cross1")],
            Table("shifts.csv").Select(row => (row["before"], row["after"])).Distinct().Order());
        Assert.Equal(
            ["set1/cross1", "set2/cross1", "tokens"],
            Table("trajectory-entropy_rank_sv-per-module.csv").Select(row => row["site"]).Distinct().Order());
        Assert.Equal(
            [("0", "set1/embedding"), ("0", "set2/embedding"), ("1", "set1/cross1"), ("1", "set2/cross1")],
            Table("depth-entropy_rank_sv.csv").Where(row => row["model"] == "DCNv2")
                .Select(row => (row["depth"], row["site"])).Distinct().Order());
    }

    [Fact]
    public void TheIntervalOfOneRun_IsThatOfTheMeanOverRows()
    {
        _report.Render(new PlantedLog());
        var row = Table("trajectory-entropy_rank_sv.csv").Single(row =>
            row["weights"] == "initial" && row["site"] == "tokens");
        var half = Number(row["ci95_rows_high"]) - Number(row["mean"]);
        Assert.InRange(half, 0.02, 0.3); // deviation of about 0.8 over 256 rows: 0.1
        Assert.True(Number(row["q95"]) > Number(row["ci95_rows_high"]));
    }

    [Fact]
    public void EveryFigure_HasItsDataAndItsPicture()
    {
        var html = _report.Render(
            new PlantedLog { HasHealth = true, HasStepProbes = true, Alarms = [PlantedHealth.DeadGate(3)] });
        var figures = Regex.Count(html, "<figure ");
        Assert.Equal(figures, Directory.GetFiles(_report.Svg, "*.svg").Length);
        Assert.Equal(figures + 2, Directory.GetFiles(_report.Csv, "*.csv").Length);
        Assert.All(Directory.GetFiles(_report.Svg), path =>
        {
            var picture = File.ReadAllText(path);
            Assert.Equal("svg", XDocument.Parse(picture).Root!.Name.LocalName);
            Assert.DoesNotContain("var(", picture, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void HealthAndAlarms_ComeBackFromTheirTables()
    {
        _report.Render(new PlantedLog { HasHealth = true, Alarms = [PlantedHealth.DeadGate(3)] });
        var dead = Table("health.csv").Single(row =>
            row["epoch"] == "4" && row["measure"] == "dead_share" && row["subject"] == "block2/ffn/gate1");
        Assert.Equal(0.6, Number(dead["value"]), 1e-6);
        Assert.Equal(
            "16 eigenvalues, fewer than 50", Table("health.csv").First(row => row["measure"] == "alpha")["refused"]);
        var alarm = Assert.Single(Table("alarms.csv"));
        Assert.Equal(
            ("dead-gate", "raised", "a smaller learning_rate; a gate that does not die"),
            (alarm["rule"], alarm["state"], alarm["remedies"]));
    }

    [Fact]
    public void ARefusedMeasure_IsShownWithItsReason()
    {
        var html = Decoded(new PlantedLog { HasHealth = true });
        Assert.Contains("alpha: 16 eigenvalues, fewer than 50", html, StringComparison.Ordinal);
    }

    [Fact]
    public void EveryDrawing_HasAReadingForWhoCannotSeeIt()
    {
        var html = _report.Render(new PlantedLog { HasHealth = true, HasStepProbes = true });
        Assert.All(Regex.Matches(html, "<figure .*?</figure>", RegexOptions.Singleline), figure =>
        {
            var label = Regex.Match(figure.Value, "role=\"img\" aria-label=\"([^\"]*)\"").Groups[1].Value;
            Assert.True(label.Length > 30, label);
            Assert.Matches("<p class=\"reading\">[^<]{20,}</p>", figure.Value);
        });
    }

    [Fact]
    public void TwentyModels_AreToldApartByColourAndMark()
    {
        var html = _report.Render([.. Enumerable.Range(0, 20).Select(i =>
            new PlantedLog { Model = "Model" + i, Epochs = 1, BestEpoch = 1, Values = 16 })]);
        var chart = Regex.Match(
            html,
            "<h3>Entropy rank on singular values through the model</h3>.*?</figure>",
            RegexOptions.Singleline).Value;
        var swatches = Regex.Matches(
            chart,
            "<li>(<svg class=\"swatch\".*?</svg>)Model",
            RegexOptions.Singleline).Select(match => match.Groups[1].Value).ToList();
        Assert.Equal(20, swatches.Count);
        Assert.Equal(20, swatches.Distinct().Count());
    }

    string Decoded(PlantedLog log) => WebUtility.HtmlDecode(_report.Render(log));

    static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    List<Dictionary<string, string>> Table(string name)
    {
        var rows = File.ReadAllLines(Path.Combine(_report.Csv, name)).Select(line => Regex.Matches(
            line, "(?<=^|,)(?:\"((?:[^\"]|\"\")*)\"|([^,\"]*))")
            .Select(cell => (cell.Groups[1].Value + cell.Groups[2].Value).Replace("\"\"", "\"")).ToList()).ToList();
        return [.. rows.Skip(1).Select(row => rows[0].Zip(row).ToDictionary(pair => pair.First, pair => pair.Second))];
    }
}
