using System.Net;
using RankElastor.Training.Records;

namespace RankElastor.Tests.Report;

public sealed class FindingsTests : IDisposable
{
    readonly PlantedReport _report = new();

    public void Dispose() => _report.Dispose();

    [Fact]
    public void AnAlarm_IsToldWithCauseRemediesActionAndTime()
    {
        var findings = Findings(new PlantedLog { HasHealth = true, Alarms = [PlantedHealth.DeadGate(3)] });
        Assert.Contains("1 warning.", findings, StringComparison.Ordinal);
        Assert.Contains("dead-gate at block2/ffn/gate1", findings, StringComparison.Ordinal);
        Assert.Contains("90 % of the units of block2/ffn/gate1 gave zero", findings, StringComparison.Ordinal);
        Assert.Contains("<dt>Likely cause</dt><dd>dead gates</dd>", findings, StringComparison.Ordinal);
        Assert.Contains(
            "<li>a smaller learning_rate</li><li>a gate that does not die</li>", findings, StringComparison.Ordinal);
        Assert.Contains("The run reduced its learning rate.", findings, StringComparison.Ordinal);
        Assert.Contains(
            "Raised in epoch 3 (step 300) at validation logloss 0.4500; not cleared.",
            findings,
            StringComparison.Ordinal);
    }

    [Fact]
    public void TheVerdict_OpensTheFindings_InItsOwnWords()
    {
        var verdict = new VerdictRecord(HealthState.LookHere, "dead gates", "look here: dead gates: dead-gate at g.");
        Assert.Contains(verdict.Sentence, Findings(new PlantedLog { Verdict = verdict }), StringComparison.Ordinal);
        Assert.DoesNotContain("look here", Findings(new PlantedLog()), StringComparison.Ordinal);
    }

    [Fact]
    public void AnAlarmThatCleared_SaysSo()
    {
        var findings = Findings(new PlantedLog
        {
            HasHealth = true,
            Alarms = [PlantedHealth.DeadGate(3), PlantedHealth.DeadGate(5, AlarmRecord.Cleared)],
        });
        Assert.Contains("1 warning, since cleared.", findings, StringComparison.Ordinal);
        Assert.Contains("△ Warning, cleared", findings, StringComparison.Ordinal);
        Assert.Contains("cleared in epoch 5 (step 500)", findings, StringComparison.Ordinal);
    }

    [Fact]
    public void ANote_IsNoWarning()
    {
        var findings = Findings(new PlantedLog { HasHealth = true, Alarms = [PlantedHealth.LowCardinality] });
        Assert.Contains("No warning and 1 note.", findings, StringComparison.Ordinal);
        Assert.Contains("● Note", findings, StringComparison.Ordinal);
        Assert.DoesNotContain("▲", findings, StringComparison.Ordinal);
    }

    [Fact]
    public void WithoutAlarms_ItSaysWhatWasWatched()
    {
        var findings = Findings(new PlantedLog { HasHealth = true });
        Assert.Contains(
            "No alarm was raised: 8 sites, 3 embedding tables, 2 gates, 1 attention layer and 1 weight matrix " +
            "were watched at 9 moments.",
            findings,
            StringComparison.Ordinal);
        Assert.DoesNotContain("chip", findings, StringComparison.Ordinal);
    }

    [Fact]
    public void AnOldLog_DoesNotClaimToHaveBeenWatched()
    {
        var findings = Findings(new PlantedLog());
        Assert.Contains("health and alarms were not recorded", findings, StringComparison.Ordinal);
        Assert.DoesNotContain("No alarm was raised", findings, StringComparison.Ordinal);
    }

    [Fact]
    public void TheSameAlarmInSeveralRuns_IsOneFinding()
    {
        var findings = Findings([.. Enumerable.Range(1, 3).Select(seed =>
            new PlantedLog { Seed = seed, Alarms = seed < 3 ? [PlantedHealth.DeadGate(3)] : [] })]);
        Assert.Single(System.Text.RegularExpressions.Regex.Matches(findings, "dead-gate at block2/ffn/gate1</h3>"));
        Assert.Contains("in 2 of 3 runs.", findings, StringComparison.Ordinal);
    }

    [Fact]
    public void CollapsedFields_AreNamed() => Assert.Contains(
        "1 of 3 fields uses fewer than half of the directions that the table could use: country (3.60 of 16).",
        Findings(new PlantedLog { HasHealth = true }), StringComparison.Ordinal);

    [Fact]
    public void Findings_ComeFirst()
    {
        var html = _report.Render(new PlantedLog { Alarms = [PlantedHealth.DeadGate(3)] });
        Assert.True(html.IndexOf(
            "id=\"findings\"", StringComparison.Ordinal) < html.IndexOf("id=\"results\"", StringComparison.Ordinal));
    }

    string Findings(params PlantedLog[] logs)
    {
        var html = WebUtility.HtmlDecode(_report.Render(logs));
        var start = html.IndexOf("<section id=\"findings\">", StringComparison.Ordinal);
        return html[start..html.IndexOf("</section>", start, StringComparison.Ordinal)];
    }
}
