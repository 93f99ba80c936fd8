using System.Text.RegularExpressions;
using System.Xml.Linq;
using RankElastor.Data.Files;
using RankElastor.Report;

namespace RankElastor.Tests.Report;

public sealed partial class RunReportTests : IDisposable
{
    readonly PlantedReport _report = new();

    string Folder => _report.Folder;

    public void Dispose() => _report.Dispose();

    [Fact]
    public void OneRun_EveryDrawingIsWellFormedAndEverySiteIsNamed()
    {
        var html = Render(new PlantedLog());
        var drawings = Drawing().Matches(html);
        Assert.True(drawings.Count > 15);
        var words = drawings.SelectMany(match =>
            XElement.Parse(match.Value).Descendants("text")).Select(text => text.Value).ToHashSet();
        Assert.All(PlantedLog.RankMixerSites, site => Assert.Contains(site, words));
    }

    [Theory]
    [InlineData("entropy rank on singular values")]
    [InlineData("entropy rank on eigenvalues")]
    [InlineData("stable rank")]
    [InlineData("participation ratio")]
    public void OneRun_AxesSayWhichVariant(string variant) =>
        Assert.Contains($">{variant} (directions)<", Render(new PlantedLog()), StringComparison.Ordinal);

    [Fact]
    public void Report_NeedsNoNetwork()
    {
        var html = Render(new PlantedLog(), new PlantedLog { Model = "RankElastor" });
        Assert.DoesNotMatch("https?://|@import|url\\(|<link rel=\"stylesheet|src=", html);
    }

    [Fact]
    public void Report_EscapesWhatUsersWrote()
    {
        const string Evil = "<script>alert('x')</script><b>&\"";
        var log = new PlantedLog
        {
            Model = Evil,
            Dataset = Evil,
            Sites = ["tokens", Evil],
            Warnings = [Evil],
            HasStepProbes = true,
            HasHealth = true,
            Alarms = [PlantedHealth.DeadGate(4, action: Evil) with { Subject = Evil, Text = Evil, Remedies = [Evil] }],
        };
        var html = Render(log) + Render(log, log with { Seed = 1 });
        Assert.DoesNotContain("<script>alert", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>&", html, StringComparison.Ordinal);
        Assert.All(Drawing().Matches(html), match => XElement.Parse(match.Value));
        Assert.Contains("&lt;script&gt;", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Report_OfTheSameLogs_IsTheSameBytes() =>
        Assert.Equal(Render(new PlantedLog()), Render(new PlantedLog()));

    [Fact]
    public void Drawings_HoldNoBrokenNumber()
    {
        var html = Render(
            new PlantedLog(), new PlantedLog { Model = "RankElastor", Sites = ["tokens", "block1/mixing", "head"] });
        Assert.All(Drawing().Matches(html), match => Assert.DoesNotMatch("NaN|∞|Infinity", match.Value));
    }

    [Fact]
    public void SeveralRuns_AreAllNamedAndKeepTheirColour()
    {
        var html = Render(
            new PlantedLog { Skill = 0.785 },
            new PlantedLog
            {
                Model = "RankElastor",
                Skill = 0.795,
                Factor = site => site.EndsWith("mixing", StringComparison.Ordinal) ? 1.12 : 1.03,
            });
        Assert.Contains("Highest test AUC: RankElastor with", html, StringComparison.Ordinal);
        var legends =
            Regex.Matches(html, "<path class=\"line s(\\d)\" d=\"M1 7L27 7\"/></svg>(RankMixer|RankElastor)<");
        Assert.True(legends.Count > 10);
        Assert.All(
            legends, match => Assert.Equal(match.Groups[2].Value == "RankMixer" ? "0" : "1", match.Groups[1].Value));
    }

    [Theory]
    [InlineData(1.15, "rises from 5.55 at embedding", "block2/ffn expands by +1")]
    [InlineData(0.85, "falls from 5.55 at embedding", "block2/ffn contracts by −1")]
    public void Readings_TakeTheirDirectionFromTheData(double factor, string trajectory, string shift)
    {
        var html = System.Net.WebUtility.HtmlDecode(Render(new PlantedLog { Factor = _ => factor }));
        Assert.Contains("After training it " + trajectory, html, StringComparison.Ordinal);
        Assert.Contains("Trained, " + shift, html, StringComparison.Ordinal);
        Assert.Contains("with initial weights it shows no clear change", html, StringComparison.Ordinal);
        Assert.Contains("validation logloss falls from 0.6930", html, StringComparison.Ordinal);
    }

    [Fact]
    public void SeveralRuns_WithTheSameModel_AreToldApart()
    {
        var html = Render(new PlantedLog { Seed = 1 }, new PlantedLog { Seed = 2 });
        Assert.Contains("RankMixer, seed 1", html, StringComparison.Ordinal);
        Assert.Contains("RankMixer, seed 2", html, StringComparison.Ordinal);
    }

    [Fact]
    public void TwentyRuns_StayBelowThreeMegabytes()
    {
        var logs = Enumerable.Range(0, 20).Select(i => new PlantedLog
        {
            Model = "Model" + i,
            Skill = 0.78 + 0.001 * i,
            Factor = site => site.EndsWith("mixing", StringComparison.Ordinal) ? 1 + 0.01 * i : 1 - 0.01 * i,
            Values = 256,
            HasHealth = true,
            HasStepProbes = true,
            Alarms = [PlantedHealth.DeadGate(4)],
        });
        Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(Render([.. logs])), 1, 3_000_000);
    }

    [Fact]
    public void AModelWithoutAMatrixPerRow_IsSaidToHaveNone() => Assert.Contains(
        "No site holds a matrix per row", Render(new PlantedLog { Sites = [], HasProbes = false }),
        StringComparison.Ordinal);

    [Theory]
    [InlineData(true, true, true, 1)]
    [InlineData(false, true, true, 8)]
    [InlineData(true, false, true, 8)]
    [InlineData(true, true, false, 8)]
    [InlineData(false, false, false, 1)]
    [InlineData(true, false, false, 0)]
    [InlineData(false, false, false, 0)]
    public void Report_OfAThinLog_StillSaysWhatIsThere(bool probes, bool test, bool result, int epochs)
    {
        var html = Render(new PlantedLog
        {
            HasProbes = probes,
            HasTest = test && epochs > 0,
            HasResult = result,
            Epochs = epochs,
            BestEpoch = Math.Min(6, Math.Max(1, epochs)),
        });
        Assert.All(
            Drawing().Matches(html),
            match => Assert.DoesNotContain("NaN", XElement.Parse(match.Value).ToString(), StringComparison.Ordinal));
        Assert.Equal(!probes, html.Contains("No probe was recorded", StringComparison.Ordinal));
        Assert.Equal(epochs == 0, html.Contains("interrupted before its first evaluation", StringComparison.Ordinal));
        Assert.Equal(epochs > 0 && !result, html.Contains("has no result record", StringComparison.Ordinal));
    }

    [Fact]
    public void Report_WithoutValuesOfRows_StillComparesMeans()
    {
        new PlantedLog().Write(Folder);
        var path = Path.Combine(Folder, "log.jsonl");
        File.WriteAllText(path, Regex.Replace(File.ReadAllText(path), "\"values\":\\[[^]]*\\]", "\"values\":null"));
        var html = _report.Finish(Folder);
        Assert.Contains(
            "block1/mixing → block1/norm", System.Net.WebUtility.HtmlDecode(html), StringComparison.Ordinal);
        Assert.DoesNotContain("Distribution", html, StringComparison.Ordinal);
    }

    [Fact]
    public void MissingLog_IsOneLine()
    {
        var error = Assert.Throws<InputException>(() => RunReport.Write([Folder], Path.Combine(Folder, "report.html")));
        Assert.Contains("log.jsonl", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        Assert.False(File.Exists(Path.Combine(Folder, "report.html")));
    }

    [Fact]
    public void LogWithoutManifest_IsOneLine()
    {
        File.WriteAllText(Path.Combine(Folder, "log.jsonl"), "{\"type\":\"warning\",\"text\":\"x\"}\n");
        Assert.Contains(
            "manifest",
            Assert.Throws<InputException>(() => RunReport.Write([Folder], Path.Combine(Folder, "r.html"))).Message,
            StringComparison.Ordinal);
    }

    string Render(params PlantedLog[] logs) => _report.Render(logs);

    [GeneratedRegex("<svg .*?</svg>", RegexOptions.Singleline)]
    private static partial Regex Drawing();
}
