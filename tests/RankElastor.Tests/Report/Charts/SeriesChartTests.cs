using RankElastor.Report.Charts;
using RankElastor.Report.Drawing;
using RankElastor.Report.Forms;
using RankElastor.Training.Records;

namespace RankElastor.Tests.Report.Charts;

/// <summary>Lines over steps and epochs, of training, of sites and of several runs.</summary>
public sealed class SeriesChartTests
{
    [Theory]
    [InlineData(1.0, 0.5, "The loss falls from 1.0000 at step 10 to 0.5000 at step 2,060.")]
    [InlineData(0.5, 1.0, "The loss rises from 0.5000 at step 10 to 1.0000 at step 2,060.")]
    public void Steps_AreThinned_ButNeverTheLast(double first, double last, string reading)
    {
        const int Count = 206; // drawn are every second one and the last
        var records = Enumerable.Range(0, Count).Select(i => new StepRecord(
            1, 10 * (i + 1), i == 0 ? first : i == Count - 1 ? last : 0.7, 1e-3, 100));
        var chart = StepChart.Draw(Scripted.Set([.. records]));
        Assert.Equal(reading, chart.Reading);
        var plot = new DrawnPlot(chart.Drawing);
        var line = Assert.Single(plot.Lines("thin s0"));
        Assert.Equal((10.0, 2060.0), (Math.Round(line[0].X), Math.Round(line[^1].X)));
        Assert.Equal((first, last), (Math.Round(line[0].Y, 2), Math.Round(line[^1].Y, 2)));
        plot.AssertInside("thin s0");
    }

    [Fact]
    public void Site_IsDrawnWhereEveryRunHasIt_WithItsIntervalInside()
    {
        // seed 2 was not probed at epoch 2
        var set = Scripted.Set([
            [Scripted.Manifest("A", 1), Probe(0, 2), Probe(1, 3), Probe(2, 30), Probe(3, 5)],
            [Scripted.Manifest("A", 2), Probe(0, 4), Probe(1, 6), Probe(3, 9)],
            [Scripted.Manifest("B", 1), Probe(0, 4), Probe(1, 3.5f)]]);
        var chart = SiteChart.DrawSite(set, "tokens", Scripted.Rank);
        Assert.Equal("A (2 seeds) rises from 3.00 to 7.00; B (seed 1) falls from 4.00 to 3.50.", chart.Reading);
        var plot = new DrawnPlot(chart.Drawing);
        plot.AssertLine("line s0", (0, 3), (1, 4.5), (3, 7));
        plot.AssertLine("line s1", (0, 4), (1, 3.5));
        plot.AssertInside("line s0", "line s1", "band f0");
        var rows = chart.Data.ToString().Split('\n')[1..^1].Select(row => row.Split(',')).ToList();
        Assert.Equal(["A (2 seeds)", "2", "3", "7"], rows[2][..4]);
        // t of one degree of freedom, times the standard deviation 2.828 of 5 and 9, over the root of 2
        Assert.Equal([7 - 12.7062 * 2, 7 + 12.7062 * 2], rows[2][4..].Select(end => double.Parse(end)), Close);

        static ProbeRecord Probe(int epoch, float rank) => Scripted.Probe(epoch, "tokens", [rank, rank]);
    }

    [Theory]
    [InlineData("3 4", "2 1", "",
        "it rises at 1 and falls at 1 of 2 sites; it moves most at s2, where it falls from 2.00 to 1.00.")]
    [InlineData("3 4", "1 2", "", "it rises at all 2 sites; it moves most at s2, where it rises from 1.00 to 2.00.")]
    [InlineData("4 3", "2 1", "", "it falls at all 2 sites; it moves most at s2, where it falls from 2.00 to 1.00.")]
    [InlineData("4 4", "2 1", "",
        "it rises at 0 and falls at 1 of 2 sites; it moves most at s2, where it falls from 2.00 to 1.00.")]
    [InlineData("4 4", "2 3", "",
        "it rises at 1 and falls at 0 of 2 sites; it moves most at s2, where it rises from 2.00 to 3.00.")]
    [InlineData("4 4", "2 2", "", "it stays as it is at all 2 sites.")]
    [InlineData("100 110", "1 2", "7 7",
        "it rises at 2 and falls at 0 of 3 sites; it moves most at s2, where it rises from 1.00 to 2.00.")]
    [InlineData("3 4", "", "", "it rises from 3.00 to 4.00 at s1.")]
    [InlineData("4 3 3.5", "", "", "it falls from 4.00 to 3.50 at s1.")]
    public void Lines_AreSummedUp(string first, string second, string third, string reading)
    {
        TimeLine[] lines = [Line("s1", first), Line("s2", second), Line("s3", third)];
        Assert.Equal(reading, TimeLine.Reading(lines, "it", "sites"));

        static TimeLine Line(string name, string values) => TimeLine.Plain(
            name, values.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select((value, i) =>
                ((double)i, double.Parse(value))));
    }

    [Fact]
    public void ATimeLine_EndsAtItsLastNumber() =>
        Assert.Equal(5, TimeLine.Plain("s", [(0, 3), (1, 5), (2, double.NaN)]).Last);

    [Fact]
    public void ATimeForm_HoldsBandsAndLosses_AndMarksTheKeptEpoch()
    {
        var svg = new TimeForm
        {
            Description = "",
            Values = "rank",
            Time = "epoch",
            Loss = "loss",
            Lines = [new TimeLine("s", [(0, 4, 1, 9), (1, 5, 2, 12), (2, 6, 0.5, 7)])],
            Losses = [(0, 0.7), (1, 0.5), (2, 0.6)],
            Kept = 1,
        }.Draw();
        var band = new DrawnPlot(svg).Paths("band fcurrent", 0);
        Assert.All(band, point => Assert.InRange(point.Y, 30, 236)); // the upper of the two plots
        Assert.Contains("kept", new DrawnPlot(svg).Words);
    }

    [Theory]
    [InlineData("3 4 5", "5 6 7",
        "Nine of ten rows lie between 3.00 and 5.00 at step 100, and between 5.00 and 7.00 at step 200.")]
    [InlineData("5 6 7", "3 4 5",
        "Nine of ten rows lie between 5.00 and 7.00 at step 100, and between 3.00 and 5.00 at step 200.")]
    public void Spread_IsThatOfTheFirstAndTheLastStep(string first, string last, string reading)
    {
        var chart = StepProbeChart.DrawSpread(
            Scripted.Run(Step(100, first, 0.7), Step(200, last, 0.6)), "tokens", Scripted.Rank);
        Assert.Equal(reading + " Over the same time training loss falls from 0.7000 to 0.6000.", chart.Reading);

        static StepProbeRecord Step(long step, string values, double loss)
        {
            var summary = Scripted.Summary([.. values.Split(' ').Select(float.Parse)]);
            var measures = new Dictionary<string, MeasureSummary> { [Scripted.Rank] = summary };
            return new(1, step, "tokens", 8, 8, 3, loss, measures);
        }
    }

    [Fact]
    public void Costs_AreBarsThatFollowEachOther_AndTheLargestIsNamed()
    {
        var costs = new Dictionary<string, double> { ["train"] = 60, ["evaluate"] = 30, ["probe"] = 10, ["wait"] = 20 };
        var chart = CostChart.Draw(Scripted.Set([Scripted.Valid(1, 0.5), Result(costs, 200)]))!;
        Assert.Equal("The run spent 50 % of its time in train, and trained on 1,234 samples per second.",
            chart.Reading);
        var plot = new DrawnPlot(chart.Drawing);
        (double, double)[] expected = [(0, 60), (60, 90), (90, 100), (100, 120)];
        var bars = Enumerable.Range(0, 4).Select(i => Assert.Single(plot.Bars(Paint.Fill(i)))).ToList();
        Assert.All(bars.Zip(expected), pair =>
        {
            Assert.Equal(pair.Second.Item1, pair.First.From, 0.1);
            Assert.Equal(pair.Second.Item2, pair.First.To, 0.1);
        });
    }

    static bool Close(double a, double b) => Math.Abs(a - b) < 1e-3;

    static ResultRecord Result(Dictionary<string, double> costs, double seconds) => new()
    {
        Run = "r",
        Model = "M",
        Experiment = "M",
        Dataset = "d",
        Seed = 1,
        Epochs = 1,
        BestEpoch = 1,
        Valid = new Dictionary<string, double>(),
        Test = new Dictionary<string, double>(),
        Parameters = new Dictionary<string, long>(),
        SamplesPerSecond = 1234,
        Seconds = seconds,
        Costs = costs,
        PeakRssMb = 1,
        EmbeddingUpdate = "lazy",
        Spectra = new Dictionary<string, IReadOnlyDictionary<string, double>>(),
    };
}
