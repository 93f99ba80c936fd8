using RankElastor.Report.Alarms;
using RankElastor.Report.Reading;
using RankElastor.Training.Records;

namespace RankElastor.Tests.Report.Alarms;

public sealed class AlarmTruthTests
{
    [Fact]
    public void Spans_PairWhatIsRaisedWithWhatClearsIt_BySubject()
    {
        var spans = Run(
            At(1, "a"), At(2, "b"), At(3, "a"), // written again by a resumed run: counts once
            Cleared(4, "b"), At(5, "b"), Cleared(6, "c")).Alarms;
        Assert.Equal(
            [("a", 1, null), ("b", 2, 4), ("b", 5, (int?)null)],
            spans.Select(span => (span.Raised.Subject, span.Raised.Epoch, span.Cleared?.Epoch)));
    }

    [Theory]
    [InlineData("a+", "1 warning.")]
    [InlineData("a+ a-", "1 warning, since cleared.")]
    [InlineData("a+ b+ b-", "2 warnings, 1 of them not cleared.")]
    [InlineData("a+ a- b+ b-", "2 warnings, all cleared since.")]
    [InlineData("a+ b+", "2 warnings.")]
    [InlineData("a+ b+ c+ c-", "3 warnings, 2 of them not cleared.")]
    [InlineData("n*", "No warning and 1 note.")]
    [InlineData("a+ n* m*", "1 warning and 2 notes.")]
    public void TheLead_CountsWarningsNotesAndWhatIsOpen(string script, string lead)
    {
        var set = Scripted.Set([.. Records(script), Scripted.Valid(9, 0.5)]);
        Assert.Equal(lead, FindingsSection.Lead(set, Finding.Of(set)));
    }

    [Theory]
    [InlineData("a+", "The first warning, dead-gate at a, was raised in epoch 1 (step 100) at validation logloss "
        + "0.5000; it was not cleared.")]
    [InlineData("a+ a-", "The first warning, dead-gate at a, was raised in epoch 1 (step 100) at validation logloss "
        + "0.5000; it has cleared.")]
    [InlineData("n* a+ b+ b-",
        "The first warning, dead-gate at a, was raised in epoch 2 (step 200) at validation logloss 0.5000; 2 of 3 "
        + "alarms were not cleared.")]
    [InlineData("a+ a- b+",
        "The first warning, dead-gate at a, was raised in epoch 1 (step 100) at validation logloss 0.5000; 1 of 2 "
        + "alarms was not cleared.")]
    public void TheChart_SaysWhatCameFirst_AndWhatIsOpen(string script, string reading)
    {
        var set = Scripted.Set([.. Records(script), .. Enumerable.Range(1, 9).Select(epoch =>
            Scripted.Valid(epoch, 0.5))]);
        Assert.Equal(reading, AlarmChart.Draw(set)!.Reading);
    }

    [Fact]
    public void Bars_ReachFromRaisingToClearing_OrToTheEndOfTheRun()
    {
        var set = Scripted.Set([
            .. Enumerable.Range(1, 8).Select(epoch => Scripted.Valid(epoch, 0.5, 0.7 - 0.05 * epoch)),
            At(2, "a"), Cleared(5, "a"), At(3, "b")]);
        var plot = new DrawnPlot(AlarmChart.Draw(set)!.Drawing);
        var bars = plot.Bars("fill f1");
        Assert.Equal([(3.0, 8.0), (2.0, 5.0)], bars.Select(bar => (Math.Round(bar.From, 1), Math.Round(bar.To, 1))));
        plot.AssertLine("line s0", [.. Enumerable.Range(1, 8).Select(epoch => ((double)epoch, 0.7 - 0.05 * epoch))]);
    }

    [Fact]
    public void AFinding_IsOpen_WhereOneRunHasNotClearedIt()
    {
        var set = Scripted.Set([
            [Scripted.Manifest(seed: 1), At(1, "a"), Cleared(2, "a")],
            [Scripted.Manifest(seed: 2), At(3, "a")]]);
        var finding = Assert.Single(Finding.Of(set));
        Assert.True(finding.IsOpen);
        Assert.Equal((2, 3), (finding.Runs, finding.Words.Epoch));
        Assert.Equal("1 warning. 2 of 2 runs have a warning.", FindingsSection.Lead(set, Finding.Of(set)));
    }

    [Fact]
    public void EveryWarning_IsListed_HoweverMany()
    {
        using var report = new PlantedReport();
        var alarms = Enumerable.Range(1, 9).Select(i => Scripted.Alarm(1, $"gate{i}")).ToList();
        var html = report.Render(new PlantedLog { Alarms = alarms });
        Assert.All(alarms, alarm => Assert.Contains($"dead-gate at {alarm.Subject}</h3>", html,
            StringComparison.Ordinal));
        Assert.Contains("3 more warnings", html, StringComparison.Ordinal);
    }

    static RunView Run(params RunRecord[] records) => Scripted.Run(records);

    static AlarmRecord At(int epoch, string subject) => Scripted.Alarm(epoch, subject);

    static AlarmRecord Cleared(int epoch, string subject) => Scripted.Alarm(epoch, subject, AlarmRecord.Cleared);

    /// <summary>a+ is raised, a- cleared, n* a note; one an epoch.</summary>
    static IEnumerable<RunRecord> Records(string script) => script.Split(' ').Select((word, i) => word[^1] switch
    {
        '+' => At(i + 1, word[..^1]),
        '-' => Cleared(i + 1, word[..^1]),
        _ => Scripted.Alarm(i + 1, word[..^1], severity: AlarmRecord.Note),
    });
}
