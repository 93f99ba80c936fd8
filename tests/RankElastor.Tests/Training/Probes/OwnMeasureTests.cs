using RankElastor.Numerics.Threads;
using RankElastor.Tests.Report;
using RankElastor.Training.Alarms;
using RankElastor.Training.Inspection;
using RankElastor.Training.Options;
using RankElastor.Training.Probes.Measures;
using RankElastor.Training.Records;

namespace RankElastor.Tests.Training.Probes;

/// <summary>A measure of a library user's own is one definition and one call.</summary>
[Collection("torch")]
public sealed class OwnMeasureTests
{
    /// <summary>Σσ² / max σ², which the program knows by another name.</summary>
    static readonly Measure _spread = new()
    {
        Name = "my_spread",
        Value = static (singular, _, _) =>
        {
            var (energy, largest) = (0.0, 0.0);
            foreach (var value in singular)
            {
                (energy, largest) = (energy + value * value, Math.Max(largest, value * value));
            }

            return energy / largest;
        },
    };

    static readonly MeasureCatalogue _catalogue = MeasureCatalogue.Default.With(_spread);

    [Fact]
    public void IsInTheLog_TheAlarms_TheMonitorAndTheReport()
    {
        using var run = new TinyRun();
        var rule = new AlarmRule
        {
            Name = RuleName.Parse("mine"),
            Address = Address.Every(SubjectKind.Table, _spread),
            Above = true,
            Limit = 0,
            Cause = Cause.Parse("none"),
            Text = at => $"{at.Subject}",
        };
        run.Train(TinyRun.Options with
        {
            Measures = _catalogue,
            Alarms = [rule],
            Monitor = new MonitorOptions { Terms = [new("my_spread/embedding", 1)] },
        });
        var records = RunLog.Read(run.Log);
        Assert.All(
            records.OfType<ProbeRecord>(), probe => AssertSame(probe.Measures["stable_rank"], probe.Measures[_spread]));
        Assert.All(
            records.OfType<HealthRecord>()
                .Where(health => health.Kind is SubjectKind.Batch or SubjectKind.Table or SubjectKind.Weight),
            health => Assert.Equal(health.Measures["stable_rank"], health.Measures[_spread], 1e-5));
        Assert.Equal(["user", "item"], records.OfType<AlarmRecord>().Select(alarm => alarm.Subject));
        Assert.Contains("My spread", Report(run.Log), StringComparison.Ordinal);
    }

    [Fact]
    public void IsInAnInspection()
    {
        using var model = new TinyModel(TinyModel.Fields, 11);
        var inspector = new ModelInspector(model, "tiny", "here", Machine.Sequential) { Measures = _catalogue };
        var inspection = inspector.OfRows(rows => new MemorySource(TinyData.Rows(64, 2), rows, 5), 32);
        Assert.All(
            inspection.Weights, weight => Assert.Equal(weight.Measures["stable_rank"], weight.Measures[_spread], 1e-9));
        var parts = InspectionPart.Of(inspection).Where(part => part.Measures.Contains(_spread.Name))
            .Select(part => part.Title);
        Assert.Equal(
            [
                "Activations, mean over 32 rows",
                "All rows together, by site",
                "Weight matrices",
                "Embedding tables, padding row left out"],
            parts);
    }

    [Theory]
    [InlineData("stable_rank")]
    [InlineData("my/spread")]
    public void ATakenNameOrASlash_IsRefused(string name) =>
        Assert.Contains(
            name,
            Assert.Throws<ArgumentException>(() => MeasureCatalogue.Default.With(_spread with { Name = name })).Message,
            StringComparison.Ordinal);

    static void AssertSame(MeasureSummary known, MeasureSummary own)
    {
        Assert.Equal(known.Mean, own.Mean, 1e-4);
        Assert.Equal(known.Q95, own.Q95, 1e-4);
        Assert.InRange(own.Baseline / known.Baseline, 0.9, 1.1); // other draws of the same law
    }

    /// <summary>The report of a log, which lacks the manifest that a whole run begins with.</summary>
    static string Report(string log)
    {
        using var planted = new PlantedReport();
        var folder = Path.Combine(planted.Folder, "own");
        new PlantedLog
        {
            Epochs = 0,
            HasProbes = false,
            HasTest = false,
            HasResult = false,
            Sites = ["embedding"],
        }.Write(folder);
        File.AppendAllLines(Path.Combine(folder, "log.jsonl"), File.ReadLines(log));
        return planted.Finish(folder);
    }
}
