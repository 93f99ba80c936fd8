using System.Xml.Linq;
using RankElastor.Numerics.Metrics;
using RankElastor.Report;
using RankElastor.Report.Charts;
using RankElastor.Tests.Data;
using RankElastor.Training.Records;

namespace RankElastor.Tests.Report.Charts;

public sealed class ReliabilityChartTests : IDisposable
{
    static readonly ReliabilityBin[] _tooHigh =
        [new(1000, 100, 50, 90), new(1000, 300, 240, 210), new(1000, 800, 700, 160)];

    static readonly ReliabilityBin[] _right =
        [new(1000, 50, 50, 47.5), new(1000, 240, 241, 182), new(1000, 700, 698, 210)];

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Reading_SaysWhetherTheErrorIsMoreThanChance()
    {
        var chart = ReliabilityChart.Draw(Record("test"));
        Assert.Equal("Reliability on the test rows, platt", chart.Title);
        // ECE: (50 + 60 + 100) / 3000; by the formula sqrt(2 / pi) (sqrt 90 + sqrt 210 + sqrt 160) / 3000 = 0.00974
        Assert.Contains("Raw: ECE 0.07000; calibrated predictions read 0.00974 on average", chart.Reading,
            StringComparison.Ordinal);
        Assert.Contains("more than chance (p < 0.001). Recalibrated: ECE 0.00100;", chart.Reading,
            StringComparison.Ordinal);
        Assert.EndsWith("no more than chance may do (p = 0.994).", chart.Reading, StringComparison.Ordinal);
    }

    [Fact]
    public void Table_HasEveryBin_WithWilsonsInterval()
    {
        var table = ReliabilityChart.Table(Record("test")).ToString();
        var lines = table.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(7, lines.Length);
        // (r + z²/2n ± z sqrt(r (1 − r)/n + z²/4n²)) / (1 + z²/n) for r = .05, n = 1000, z = 1.96
        Assert.Equal("test raw,1,1000,0.1,0.05,0.0381303,0.0653138", lines[1]);
    }

    [Fact]
    public void Drawing_HasAMarkForEachBin_AndTheDiagonal()
    {
        var drawing = XElement.Parse(ReliabilityChart.Draw(Record("valid")).Drawing);
        Assert.Equal(6, drawing.Descendants("circle").Count());
        Assert.Single(drawing.Descendants("path"), path => path.Attribute("class")!.Value == "rule");
        Assert.Contains("1,000 rows, prediction 0.10000, click rate 0.05000 (0.03813 … 0.06531)",
            drawing.Descendants("title").First().Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Report_DrawsIt_WhereTheLogHasBins_AndReadsLogsWithout()
    {
        var (old, now) = (_folder["old"], _folder["new"]);
        new PlantedLog().Write(old);
        new PlantedLog { Reliability = _tooHigh }.Write(now);
        Assert.DoesNotContain("Reliability on", Page(old), StringComparison.Ordinal);
        Assert.Contains("Reliability on the test rows", Page(now), StringComparison.Ordinal);
        Assert.Contains("Reliability on the test rows", Page(old, now), StringComparison.Ordinal);
        var test = RunLog.Read(Path.Combine(now, "log.jsonl")).OfType<EvaluationRecord>().Last();
        Assert.Equal(_tooHigh, test.Reliability);

        string Page(params string[] runs)
        {
            RunReport.Write(runs, _folder["page.html"]);
            return File.ReadAllText(_folder["page.html"]);
        }
    }

    static CalibrationRecord Record(string split)
    {
        var none = new Dictionary<string, double>();
        var after = split == "test" ? "recalibrated" : "cross-fitted";
        return new("platt", 3000, [new(split, "raw", none, _tooHigh), new(split, after, none, _right)]);
    }
}
