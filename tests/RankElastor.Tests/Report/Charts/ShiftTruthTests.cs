using RankElastor.Numerics.Randomness;
using RankElastor.Report.Charts;
using RankElastor.Report.Reading;
using RankElastor.Report.Stages;
using RankElastor.Training.Records;

namespace RankElastor.Tests.Report.Charts;

/// <summary>What is said of a module's shift follows from the rows of the log, whichever way it goes.</summary>
public sealed class ShiftTruthTests
{
    /// <summary>Student's t at 0.975 for 1 … 5 degrees of freedom, from a table.</summary>
    static readonly double[] _t = [12.7062, 4.30265, 3.18245, 2.77645, 2.57058];

    [Theory]
    [InlineData(1.3, "Expanding: tokens ×1.3", "no module clearly contracts", "expands ", +1)]
    [InlineData(0.7, "No module clearly expands; contracting: tokens ×0.7", "", "contracts ", -1)]
    [InlineData(1.0, "No module clearly expands; no module clearly contracts", "", "no clear change ", 0)]
    public void AModule_ExpandsOrContracts_OnlyWhereItsIntervalSaysSo(
        double factor, string reading, string rest, string word, int arrow)
    {
        var set = Shifted(factor, noise: 0.05);
        var text = StageReading.Of(set, Scripted.Rank, StageScale.OfPrevious);
        Assert.StartsWith(reading, text, StringComparison.Ordinal);
        Assert.Contains(rest, text, StringComparison.Ordinal);
        var chart = DensityChart.Draw(set, "embedding", "tokens", Scripted.Rank)!;
        Assert.Contains($">{word}", chart.Drawing, StringComparison.Ordinal);
        var means = new DrawnPlot(chart.Drawing).Lines("mean");
        var drift = means[1][0].X - means[0][0].X; // from the mean before to the mean after
        Assert.Equal(arrow, Math.Abs(drift) < 0.05 ? 0 : Math.Sign(drift));
    }

    [Theory]
    [InlineData(1.01)]
    [InlineData(0.99)]
    public void AModule_WhoseIntervalHoldsOne_DoesNeither(double factor)
    {
        var shift = ModuleShift.Between(Shifted(factor, noise: 2).Runs[0].Trained, "embedding", "tokens",
            Scripted.Rank)!;
        Assert.Equal(factor > 1, shift.Change > 0);
        Assert.True(shift.Low < 0 && shift.High > 0);
        Assert.Equal("No module clearly expands; no module clearly contracts.",
            StageReading.Of(Shifted(factor, noise: 2), Scripted.Rank, StageScale.OfPrevious));
    }

    [Fact]
    public void TheInterval_IsStudentsOverRows_AndOverSeeds()
    {
        float[][] before = [[4, 5, 6, 7], [3, 5, 8, 8], [5, 6, 7, 10]], after = [[5, 7, 6, 9], [4, 5, 9, 9],
            [4, 6, 9, 12]];
        var set = Scripted.Set(before.Zip(after).Select((rows, seed) => (IEnumerable<RunRecord>)
        [
            Scripted.Manifest(seed: seed), Scripted.Valid(1, 0.5, improved: true),
            Scripted.Probe(1, "embedding", rows.First), Scripted.Probe(1, "tokens", rows.Second),
        ]));
        List<double> changes = [];
        for (var seed = 0; seed < 3; seed++)
        {
            var pairs = before[seed].Zip(after[seed], (x, y) => (double)y - x).ToList();
            var start = before[seed].Average();
            var (mean, half) = Interval(pairs);
            var shift = Between(set.Runs[seed].Trained);
            Assert.Equal([mean / start, (mean - half) / start, (mean + half) / start], [shift.Change, shift.Low,
                shift.High], Close);
            changes.Add(mean / start);
        }

        var pooled = ModuleShift.OverSeeds([.. set.Runs.Select(run => Between(run.Trained))]);
        var (all, width) = Interval(changes);
        Assert.Equal([all, all - width, all + width], [pooled.Change, pooled.Low, pooled.High], Close);
        Assert.Equal(after.Average(rows => rows.Average()) / 8, pooled.To.Ratio, 1e-6);
        Assert.Equal(before.Average(rows => rows.Average()) / 8, pooled.From.Ratio, 1e-6);

        static ModuleShift Between(Snapshot? shot) => ModuleShift.Between(shot, "embedding", "tokens", Scripted.Rank)!;
    }

    [Theory]
    [InlineData(1.5, "raises", "from 4.00 to 6.00")]
    [InlineData(0.5, "lowers", "from 4.00 to 2.00")]
    public void TheLargestChange_IsNamed_WhicheverWayItGoes(double factor, string verb, string numbers)
    {
        var set = Scripted.Set([
            Scripted.Manifest(sites: ["embedding", "tokens", "block1/mixing", "block1/ffn"]), Scripted.Valid(1, 0.5,
                improved: true),
            Probe("embedding", 4), Probe("tokens", 4.2), Probe("block1/mixing", 4), Probe("block1/ffn", 4 * factor)]);
        Assert.Equal(
            $"The per-token network (P-FFN) in block 1 {verb} the entropy rank on singular values {numbers} (trained), "
            + "the largest change on the way.",
            StageReading.Strongest(set, set.Groups[0], Scripted.Rank));
        var change = factor > 1 ? "rises from 4.00 at embedding to 6.00 at block1/ffn (+50.0\u00a0%)"
            : "falls from 4.00 at embedding to 2.00 at block1/ffn (−50.0\u00a0%)";
        Assert.EndsWith($"After training it {change}.", StageReading.Of(set, Scripted.Rank, StageScale.Directions),
            StringComparison.Ordinal);

        static ProbeRecord Probe(string site, double rank) => Scripted.Probe(1, site, [(float)rank, (float)rank]);
    }

    [Theory]
    [InlineData("cross2", "Cross layer 2")]
    [InlineData("cin3", "CIN layer 3")]
    [InlineData("block2/attention", "Attention in block 2")]
    [InlineData("fm", "The products of fields (FM)")]
    public void ALayer_IsNamedInWords(string site, string words)
    {
        var set = Scripted.Set([
            Scripted.Manifest(sites: ["embedding", site]), Scripted.Valid(1, 0.5, improved: true),
            Scripted.Probe(1, "embedding", [4, 4]), Scripted.Probe(1, site, [3, 3])]);
        Assert.StartsWith(words + " lowers the", StageReading.Strongest(set, set.Groups[0], Scripted.Rank),
            StringComparison.Ordinal);
    }

    [Fact]
    public void ManyModels_AreCounted_WithTheRangeOfTheirChanges()
    {
        double[] factors = [1.5, 1.2, 0.9, 1.1, 0.5];
        var set = Scripted.Set(factors.Select((factor, i) => (IEnumerable<RunRecord>)
        [
            Scripted.Manifest($"M{i}"), Scripted.Valid(1, 0.5, improved: true),
            Scripted.Probe(1, "embedding", [4, 4]), Scripted.Probe(1, "tokens",
                [(float)(4 * factor), (float)(4 * factor)]),
        ]));
        Assert.Equal(
            "From the first site to the last it rises in 3 and falls in 2 of 5 models, by −50.0 % to +50.0 %.",
            StageReading.Of(set, Scripted.Rank, StageScale.Directions).Replace('\u00a0', ' '));
    }

    [Fact]
    public void Trajectory_HoldsBandsAndBaselines_AndFollowsTheLog()
    {
        var set = Scripted.Set([
            Scripted.Valid(1, 0.5, improved: true), Scripted.Valid(2, 0.4),
            Scripted.Probe(0, "embedding", [3, 4, 5], baseline: 30), Scripted.Probe(0, "tokens", [1, 2, 60]),
            Scripted.Probe(1, "embedding", [4, 5, 6], baseline: 30), Scripted.Probe(1, "tokens", [2, 3, 50]),
            Scripted.Probe(2, "embedding", [7, 7, 7], baseline: 30), Scripted.Probe(2, "tokens", [7, 7, 7])]);
        var chart = TrajectoryChart.Draw(set, Scripted.Rank);
        var plot = new DrawnPlot(chart.Drawing);
        Assert.Equal([5, 55 / 3.0], Assert.Single(plot.Lines("line s0")).Select(point => point.Y),
            Near); // epoch 1 was kept
        Assert.Equal([4, 21.0], Assert.Single(plot.Lines("line start")).Select(point => point.Y), Near);
        plot.AssertInside("line s0", "line start", "band f0", "band start", "rule");
        Assert.Contains(chart.Legend, entry => entry.Name == "trained (kept weights, epoch 1)");

        static bool Near(double a, double b) => Math.Abs(a - b) < 0.3;
    }

    [Fact]
    public void Ratios_OfTheFirstSite_AreOneThere()
    {
        var set = Shifted(1.25, noise: 0);
        var trained = StageLine.Of(set.Groups[0], false, set.Sites, Scripted.Rank, StageScale.OfFirst);
        Assert.Equal([1, 1.25], trained.Select(point => point.Value.Mean), Close);
        Assert.Equal([1.25], StageLine.Of(set.Groups[0], false, set.Sites, Scripted.Rank, StageScale.OfPrevious)
            .Select(point => point.Value.Mean), Close);
        Assert.Equal([6 / 8.0, 6 * 1.25 / 8], StageLine.Of(set.Groups[0], false, set.Sites, Scripted.Rank,
            StageScale.OfBaseline)
            .Select(point => point.Value.Mean), Loosely);
    }

    [Fact]
    public void TheTableOfModules_HasTrainedAndInitialWeightsInTheirColumns()
    {
        using var report = new PlantedReport();
        var folder = Path.Combine(report.Folder, "run0");
        Directory.CreateDirectory(folder);
        using (var log = new RunLog(Path.Combine(folder, "log.jsonl"), append: false))
        {
            RunRecord[] records =
            [
                Scripted.Manifest(), Scripted.Valid(1, 0.5, improved: true),
                Scripted.Probe(0, "embedding", [4, 4, 4]), Scripted.Probe(0, "tokens", [2, 2, 2]),
                Scripted.Probe(1, "embedding", [4, 4, 4]), Scripted.Probe(1, "tokens", [6, 6, 6]),
            ];
            Array.ForEach(records, log.Write);
        }

        var html = System.Net.WebUtility.HtmlDecode(report.Finish(folder)).Replace('\u00a0', ' ');
        Assert.Contains(
            "<tr><th>embedding → tokens</th><td>entropy rank on singular values</td><td>8×8</td><td>4.00 → 6.00</td>"
            + "<td>+50.0 %</td><td>+50.0 % to +50.0 %</td><td>−50.0 %</td><td>0.500 → 0.750</td><td>0.500 → "
                + "0.250</td></tr>",
            html, StringComparison.Ordinal);
    }

    static RunSet Shifted(double factor, double noise)
    {
        var random = new SeededRandom(3);
        float[] before = [.. Enumerable.Range(0, 40).Select(_ => (float)(6 + random.NextNormal()))];
        float[] wobble = [.. before.Select(_ => (float)random.NextNormal())];
        var mean = wobble.Average(); // so that the mean is moved by the factor alone
        float[] after = [.. before.Zip(wobble, (value, off) => (float)(value * factor + noise * (off - mean)))];
        return Scripted.Set([
            Scripted.Valid(1, 0.5, improved: true),
            Scripted.Probe(1, "embedding", before), Scripted.Probe(1, "tokens", after)]);
    }

    static (double Mean, double Half) Interval(List<double> values)
    {
        var mean = values.Average();
        var variance = values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1);
        return (mean, _t[values.Count - 2] * Math.Sqrt(variance / values.Count));
    }

    static bool Close(double a, double b) => Math.Abs(a - b) < 1e-5;

    static bool Loosely(double a, double b) => Math.Abs(a - b) < 0.05;
}
