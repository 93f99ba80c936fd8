using RankElastor.Report.Health;
using RankElastor.Report.Reading;
using RankElastor.Training.Records;

namespace RankElastor.Tests.Report.Health;

public sealed class HealthTruthTests
{
    [Theory]
    [InlineData(SubjectKind.Gate, "dead_share", "0.1 0.4", "0.2 0.3",
        "At the end the highest is 0.400 at s1; at the start they were 0.100 to 0.200.")]
    [InlineData(SubjectKind.Gate, "dead_share", "0.1 0.3", "0.2 0.4",
        "At the end the highest is 0.400 at s2; at the start they were 0.100 to 0.200.")]
    [InlineData(SubjectKind.Tokens, "residual_share", "0.9 0.4", "0.8 0.3",
        "At the end the lowest is 0.300 at s2; at the start they were 0.800 to 0.900.")]
    [InlineData(SubjectKind.Tokens, "residual_share", "0.9 0.2", "",
        "At the end it is 0.200; at the start it was 0.900.")]
    public void Reading_NamesTheWorst(SubjectKind kind, string measure, string first, string second, string reading)
    {
        var chart = HealthChart.Draw(Scripted.Set([Scripted.Valid(1, 0.5), .. Series(kind, measure, ("s1", first),
            ("s2", second))]), Of(kind, measure))!;
        Assert.StartsWith(reading, chart.Reading, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SubjectKind.Gate, "dead_share", "Highest after training: 0.400 at s2 of B.")]
    [InlineData(SubjectKind.Tokens, "residual_share", "Lowest after training: 0.100 at s1 of A.")]
    public void Comparison_NamesTheWorst_AndWhereItIs(SubjectKind kind, string measure, string reading)
    {
        var set = Scripted.Set([
            [Scripted.Manifest("A"), Scripted.Valid(1, 0.5, improved: true), .. Series(kind, measure, ("s1", "0.3 0.1"),
                ("s2", "0.3 0.2"))],
            [Scripted.Manifest("B"), Scripted.Valid(1, 0.5, improved: true), .. Series(kind, measure, ("s1", "0.3 0.3"),
                ("s2", "0.3 0.4"))]]);
        Assert.StartsWith(reading, HealthChart.Draw(set, Of(kind, measure))!.Reading, StringComparison.Ordinal);
    }

    [Fact]
    public void View_TakesTheLastOfAnEpoch_AndTheLastEpochWhereOneIsMissing()
    {
        var run = Scripted.Run(
            Scripted.Health(1, SubjectKind.Gate, "g", ("rms", 1)) with { Step = 50 },
            Scripted.Health(1, SubjectKind.Gate, "g", ("rms", 2)) with { Step = 90 },
            Scripted.Health(1, SubjectKind.Gate, "g", ("rms", 3)) with { Step = 70 }, // out of order
            Scripted.Health(3, SubjectKind.Gate, "g", ("rms", 4)));
        Assert.Equal([2, 4], run.Health.Series(SubjectKind.Gate, "g").Select(record => record.Measures["rms"]));
        Assert.Equal((2, 4, 4), (At(1), At(2), At(3)));

        double At(int epoch) => run.Health.At(SubjectKind.Gate, "g", epoch)!.Measures["rms"];
    }

    [Fact]
    public void Fields_AreCountedByTheShareOfWhatTheirTableCouldUse()
    {
        var run = Scripted.Run(
            Scripted.Valid(1, 0.5, improved: true), Table("low", 2, 8), Table("high", 5, 8), Table("half", 4, 8),
                Table("single", 0.2, 1));
        var fields = FieldUse.Of(run, run.BestEpoch);
        Assert.Equal([true, false, false, false], fields.Select(field => field.IsCollapsed));
        Assert.Equal([0.25, 0.625, 0.5, 0.2], fields.Select(field => field.Share));
        Assert.Equal(
            "1 of 4 fields uses fewer than half of the directions that the table could use: low (2.00 of 8).",
            FieldChart.Reading(fields));
        var bars = new DrawnPlot(FieldChart.Draw(new RunSet([run]))!.Drawing);
        Assert.Equal(0.25, Assert.Single(bars.Bars("fill f1")).To, 2e-3);
        Assert.Equal([0.2, 0.5, 0.625], bars.Bars("fill f0").Select(bar => Math.Round(bar.To, 3)));

        static HealthRecord Table(string field, double rank, double attainable) => Scripted.Health(
            1, SubjectKind.Table, field, ("entropy_rank_ev", rank), ("attainable_rank", attainable));
    }

    [Fact]
    public void Steps_BeforeTheKeptEpoch_AreNotTakenForIt()
    {
        var run = Scripted.Run(
            Scripted.Valid(1, 0.5), Scripted.Valid(2, 0.7, improved: true), Scripted.Valid(3, 0.6),
            Scripted.Probe(0, "tokens", [1, 1]), Scripted.Probe(1, "tokens", [2, 2]), Scripted.Probe(2, "tokens",
                [3, 3]),
            Scripted.Probe(3, "tokens", [4, 4]));
        Assert.Equal((0, 2), (run.Initial!.Epoch, run.Trained!.Epoch));
    }

    static HealthMeasure Of(SubjectKind kind, string measure) =>
        HealthMeasure.Drawn.Single(drawn => (drawn.Kind, drawn.Key) == (kind, measure));

    /// <summary>The values of each subject at epochs 0, 1 …</summary>
    static IEnumerable<RunRecord> Series(SubjectKind kind, string measure, params (string Subject,
        string Values)[] subjects) =>
        subjects.SelectMany(subject => subject.Values.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select((value, epoch) => Scripted.Health(epoch, kind, subject.Subject, (measure, double.Parse(value)))));
}
