using System.Net;
using RankElastor.Report.Pages;
using RankElastor.Training.Records;

namespace RankElastor.Tests.Report.Pages;

public sealed class ResultsTruthTests
{
    [Theory]
    [InlineData(0.75, "0.0500 below the best possible (Bayes) AUC 0.8000")]
    [InlineData(0.85, "0.0500 above the best possible (Bayes) AUC 0.8000")]
    public void Verdict_SaysOnWhichSideOfTheBestPossibleItLies(double auc, string words)
    {
        var set = Scripted.Set([
            Scripted.Manifest() with { Options = new Dictionary<string, string> { ["bayes_auc"] = "0.8" } },
            Scripted.Valid(1, 0.6, improved: true), Scripted.Valid(2, 0.5), Scripted.Test(auc)]);
        Assert.Equal(
            $"M reached test AUC {auc:F4} and test logloss 0.5000 with the weights of epoch 1 of 2, {words}. "
            + "The run has no result record: it was interrupted, or it is still going.", ResultsSection.Verdict(set));
    }

    [Theory]
    [InlineData("d", "d", 1, 1, " Each model has one seed only: a small difference may be luck.")]
    [InlineData("d", "e", 1, 1, " The runs do not share their data, so their metrics are not comparable."
        + " Each model has one seed only: a small difference may be luck.")]
    [InlineData("d", "d", 1, 2, "")]
    public void Verdict_WarnsOfOneSeed_AndOfForeignData(string first, string second, int seed, int other, string words)
    {
        var set = Scripted.Set([
            [Scripted.Manifest("A", seed, first), Scripted.Valid(1, 0.7, improved: true)],
            [Scripted.Manifest(seed == other ? "B" : "A", other, second), Scripted.Valid(1, 0.6, improved: true)]]);
        var verdict = ResultsSection.Verdict(set);
        Assert.EndsWith(words.Length == 0 ? "." : words, verdict, StringComparison.Ordinal);
        Assert.Equal(words.Contains("luck", StringComparison.Ordinal), verdict.Contains("luck",
            StringComparison.Ordinal));
    }

    [Fact]
    public void Table_HasMeansWithStudentsIntervals_AndGapsWithTheirSign()
    {
        double[] test = [0.70, 0.72, 0.77];
        var runs = test.Select((auc, i) => (RunRecord[])
        [
            Scripted.Manifest("A", i + 1) with
            {
                Options = new Dictionary<string, string> { ["seed"] = $"{i + 1}", ["bayes_auc"] = "0.75",
                    ["bayes_logloss"] = "0.45" },
            },
            Scripted.Valid(1, auc - 0.1, 0.6, improved: true), Scripted.Test(auc, 0.4 + 0.1 * i),
        ]);
        var html = Html(runs);
        // mean 0.73; squared deviations 9, 1 and 16 times 1e-4 over 2 degrees of freedom; t = 4.302653
        var half = 4.302653 * Math.Sqrt(26e-4 / 2 / 3);
        Assert.Contains(FormattableString.Invariant($"<td>{0.73:F5} ± {half:F5}</td>"), html, StringComparison.Ordinal);
        Assert.Contains("<th>A (3 seeds)</th><td>3</td>", html, StringComparison.Ordinal);
        Assert.All(
            ["−0.05000", "−0.03000", "+0.02000", "−0.05000", "+0.05000", "+0.15000"],
            gap => Assert.Contains($"<td>{gap}</td>", html, StringComparison.Ordinal));
    }

    [Fact]
    public void Seeds_AreOneGroup_UnlessOneComesTwice()
    {
        Assert.Equal(["A (2 seeds)", "B (seed 1)"], Groups(("A", 1), ("A", 2), ("B", 1)));
        Assert.Equal(3, Groups(("A", 1), ("A", 1), ("A", 2)).Count); // which of them would the interval be over?

        static IReadOnlyList<string> Groups(params (string Model, int Seed)[] runs) =>
            [.. Scripted.Set(runs.Select(run => (RunRecord[])[Scripted.Manifest(run.Model, run.Seed)]))
                .Groups.Select(group => group.Label)];
    }

    [Fact]
    public void Sites_OfRunsThatDiffer_KeepTheOrderOfEach()
    {
        var set = Scripted.Set([
            [Scripted.Manifest("A", sites: ["a", "c", "d"]), Probe("a"), Probe("c"), Probe("d")],
            [Scripted.Manifest("B", sites: ["a", "b", "c", "e"]), Probe("a"), Probe("b"), Probe("c"), Probe("e")]]);
        var places = set.Sites.Select((site, i) => (site, i)).ToDictionary(entry => entry.site, entry => entry.i);
        Assert.Equal(5, places.Count);
        foreach (var order in set.Runs.Select(run => run.Sites))
        {
            Assert.All(order.Zip(order.Skip(1)), pair => Assert.True(places[pair.First] < places[pair.Second],
                $"{string.Join(' ', set.Sites)}"));
        }

        static ProbeRecord Probe(string site) => Scripted.Probe(1, site, [1, 2]);
    }

    static string Html(IEnumerable<RunRecord[]> runs)
    {
        using var report = new PlantedReport();
        var folders = runs.Select((records, i) =>
        {
            var folder = Path.Combine(report.Folder, $"run{i}");
            Directory.CreateDirectory(folder);
            using var log = new RunLog(Path.Combine(folder, "log.jsonl"), append: false);
            Array.ForEach(records, log.Write);
            return folder;
        }).ToArray();
        return WebUtility.HtmlDecode(report.Finish(folders));
    }
}
