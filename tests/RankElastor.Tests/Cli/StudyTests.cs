using System.Text.Json;
using RankElastor.Experiments.Studies;
using RankElastor.Numerics.Metrics;

namespace RankElastor.Tests.Cli;

/// <summary>The verb study on a small data set: verdicts, tables; units that are read, resumed and shared.</summary>
[Collection("torch")]
public sealed class StudyTests : IDisposable
{
    static readonly string[] _pages = ["study.md", "study.svg", "study.csv", "pairs.csv"];

    readonly TinyExperiment _tiny = new();

    public void Dispose() => _tiny.Dispose();

    [Fact]
    public void Study_ComparesEveryExperimentWithTheFirst_SeedBySeed()
    {
        _tiny.Edit("config/model_config.yaml", "monitor: AUC", "monitor: AUC\n    group_id: user");
        var result = Study("out", "--expid", "LR", "DNN", "RankMixer", "--json");
        var verdicts = Assert.Single(result.Json.EnumerateArray()).GetProperty("verdicts").EnumerateArray().ToList();
        Assert.Equal(
            [
                "AUC DNN LR", "AUC RankMixer LR", "logloss DNN LR", "logloss RankMixer LR", "gAUC DNN LR",
                "gAUC RankMixer LR",
            ],
            verdicts.Select(verdict => $"{verdict.GetProperty("metric")} {verdict.GetProperty("experiment")} "
                + $"{verdict.GetProperty("against")}"));
        var auc = (string name) => Enumerable.Range(1, 2).Average(seed => Test(name, seed, "AUC"));
        Assert.Equal(auc("DNN") - auc("LR"), verdicts[0].GetProperty("difference").GetDouble(), 1e-9);
        Assert.Contains(
            result.ErrorLines, line => line == "Study: 6 units (3 experiments x 2 seeds), 0 finished; 2 pairs.");
        Assert.Contains(result.ErrorLines, line => line.StartsWith(
            "With 2 seeds and 2 pairs the minimal detectable effect", StringComparison.Ordinal));

        var page = Text("out", "study.md");
        Assert.Contains(
            $"`rankelastor study --config {_tiny.Config} --expid LR DNN RankMixer --seeds 2 --seed 1`",
            page, StringComparison.Ordinal);
        Assert.Contains("## gAUC: more is better", page, StringComparison.Ordinal);
        Assert.Contains("| RankMixer | ", page, StringComparison.Ordinal);
        Assert.Contains("90 test rows", page, StringComparison.Ordinal);
        Assert.Equal(1 + 6, Text("out", "study.csv").Split('\n').Length - 1);
        Assert.Equal(1 + 6 * 3, Text("out", "pairs.csv").Split('\n').Length - 1); // all seeds, and each of two
    }

    [Fact]
    public void Scores_AreTheRunsOwn_AndASecondCallTrainsNothing()
    {
        Study("out", "--expid", "LR", "DNN").Done();
        var labels = NpyFile.Read<float>(_tiny.Folder["out/test_rows/labels.npy"]);
        var scores = NpyFile.Read<float>(_tiny.Folder["out/DNN_seed1/test_scores.npy"]);
        Assert.Equal(Test("DNN", 1, "AUC"), Auc.Of(scores, labels), 1e-9);
        Assert.Equal(Test("DNN", 1, "logloss"), Logloss.Of(scores, labels), 1e-7);

        var pages = Pages("out");
        var costs = Text("out", "costs.csv");
        var again = Study("out", "--expid", "LR", "DNN").Done();
        Assert.DoesNotContain(again.ErrorLines, line => line.StartsWith("====", StringComparison.Ordinal));
        Assert.Contains(again.ErrorLines, line => line.Contains("4 finished", StringComparison.Ordinal));
        Assert.Equal(pages, Pages("out"));
        Assert.Equal(costs, Text("out", "costs.csv"));

        File.Delete(_tiny.Folder["out/DNN_seed2/test_scores.npy"]); // trained, but killed before it was scored
        Study("out", "--expid", "LR", "DNN").Done();
        Assert.Equal(costs, Text("out", "costs.csv"));
        var changed = Study("out", "--expid", "LR", "DNN", "--max-epochs", "1").Done(); // other options: trained anew
        Assert.Equal(4, changed.ErrorLines.Count(line => line.StartsWith("====", StringComparison.Ordinal)));
    }

    [Fact]
    public void Interrupted_GoesOnToTheSamePage()
    {
        Study("whole", "--expid", "LR", "DNN").Done();
        using var error = new StringWriter();
        var code = RankElastor.Cli.Application.Run(
            Arguments("parts", "--expid", "LR", "DNN"), TextWriter.Null, error, () => new CancellationToken(true));
        Assert.Equal(130, code);
        Assert.EndsWith("the same command continues", error.ToString().TrimEnd(), StringComparison.Ordinal);

        Study("parts", "--expid", "LR", "DNN").Done();
        Assert.Equal(Pages("whole"), Pages("parts"));
    }

    [Fact]
    [Trait("kind", "slow")]
    public void TwoProcesses_ShareTheUnits_AndWriteTheSamePage()
    {
        Study("alone", "--expid", "LR", "DNN").Done();
        using var first = ChildProcess.Start(Arguments("shared", "--expid", "LR", "DNN"));
        using var second = ChildProcess.Start(Arguments("shared", "--expid", "LR", "DNN"));
        Assert.True(first.Wait() == 0, first.Error);
        Assert.True(second.Wait() == 0, second.Error);
        Assert.Equal(Pages("alone"), Pages("shared"));
        Assert.Equal(4, Units(first).Concat(Units(second)).Distinct().Count());
        Assert.Equal(4, Directory.GetDirectories(_tiny.Folder["shared"], "*_seed*").Length); // none moved aside
        Assert.Empty(Directory.GetFiles(_tiny.Folder["shared"], "*.lock"));
    }

    [Fact]
    [Trait("kind", "slow")]
    public void KilledProcess_IsTakenOver_ToTheSamePage()
    {
        Study("alone", "--expid", "DNN", "RankMixer").Done();
        using var killed = ChildProcess.Start(Arguments("shared", "--expid", "DNN", "RankMixer"));
        var claim = _tiny.Folder["shared/DNN_seed1.unit.lock"];
        while (!File.Exists(claim))
        {
            Assert.False(killed.HasExited, killed.Error);
            Thread.Sleep(5);
        }

        killed.Kill();
        killed.Wait();
        Assert.True(File.Exists(claim), "the claim of a killed process stays behind");
        Study("shared", "--expid", "DNN", "RankMixer").Done();
        Assert.Equal(Pages("alone"), Pages("shared"));
    }

    [Fact]
    public void File_ComparesOnSeveralDataSets_WithAContrast()
    {
        var fields = File.ReadAllText(_tiny.Folder["config/dataset_config.yaml"]);
        _tiny.Folder.Write("config/dataset_config.yaml", fields + "\n" + fields.Replace("tiny:", "again:"));
        _tiny.Edit("config/model_config.yaml", "LR: {model: LR}", """
            LR: {model: LR}
            LR_again: {model: LR, dataset_id: again}
            DNN_again: {model: DNN, hidden_units: [8], net_dropout: 0.1, dataset_id: again}
            """);
        _tiny.Folder.Write("config/table.yaml", """
            experiments: [LR, DNN]
            seeds: 2
            seed: 1
            contrasts: {twice: 2 DNN - 2 LR}
            """);
        var result = CliResult.Of([
            "study", "--config", _tiny.Folder["config/table.yaml"], "--out", _tiny.Folder["out"], "--cache",
            _tiny.Cache, "--threads", "1", "--json"]);
        var sets = result.Json.EnumerateArray().ToList();
        Assert.Equal(["tiny", "again"], sets.Select(set => set.GetProperty("dataset").GetString()));
        foreach (var set in sets)
        {
            var auc = set.GetProperty("verdicts").EnumerateArray().Take(2)
                .Select(verdict => verdict.GetProperty("difference").GetDouble()).ToList();
            Assert.Equal(2 * auc[0], auc[1], 1e-12);
        }

        var page = Text("out", "tables.md");
        Assert.Contains("[again](again/study.md)", page, StringComparison.Ordinal);
        Assert.Contains("| model | tiny | again |", page, StringComparison.Ordinal);
        Assert.Contains("| twice: 2 DNN − 2 LR |", page, StringComparison.Ordinal);
        Assert.Contains("| twice: 2 DNN − 2 LR |", Text("out", "tiny/study.md"), StringComparison.Ordinal);
        Assert.Contains("twice,2 DNN − 2 LR,all,", Text("out", "tiny/pairs.csv"), StringComparison.Ordinal);
    }

    [Fact]
    public void OtherTestRows_AreRefused()
    {
        Study("out", "--expid", "LR", "DNN").Done();
        var rows = File.ReadAllLines(_tiny.Folder["data/test.csv"]);
        rows[1] = (rows[1][0] == '0' ? "1" : "0") + rows[1][1..];
        File.WriteAllLines(_tiny.Folder["data/test.csv"], rows);
        Assert.Contains(
            "90 test rows with other labels", Study("out", "--expid", "LR", "DNN", "--seeds", "3").Complaint(),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--seeds: found 1; allowed: 2 or more", "--seeds", "1")]
    [InlineData("--expid: found LR; allowed: two", "--expid", "LR")]
    [InlineData("'DNM'; allowed: LR | DNN | RankElastor | RankMixer; did you mean 'DNN'?", "--expid", "DNM")]
    [InlineData("--baseline: found 'DNN'; allowed: LR | RankMixer", "--expid", "LR", "RankMixer", "--baseline", "DNN")]
    [InlineData("--margin: found 0; allowed: above 0", "--margin", "0")]
    [InlineData("--pairs: found 'some'; allowed: baseline | all", "--pairs", "some")]
    public void WrongRequest_IsOneLine(string expected, params string[] options)
    {
        Assert.Contains(expected, Study("out", options).Complaint(), StringComparison.Ordinal);
        Assert.False(Directory.Exists(_tiny.Folder["out"]));
    }

    CliResult Study(string folder, params string[] options) => CliResult.Of([.. Arguments(folder, options)]);

    string[] Arguments(string folder, params string[] options) =>
    [
        "study", "--config", _tiny.Config, "--out", _tiny.Folder[folder], "--cache", _tiny.Cache, "--threads", "1",
        "--seed", "1", .. options.Contains("--seeds") ? options : [.. options, "--seeds", "2"],
    ];

    string Text(string folder, string file) => File.ReadAllText(Path.Combine(_tiny.Folder[folder], file));

    List<string> Pages(string folder) => [.. _pages.Select(file => Text(folder, file))];

    double Test(string experiment, int seed, string metric) => JsonDocument.Parse(
        File.ReadLines(_tiny.Folder[$"out/{experiment}_seed{seed}/log.jsonl"]).Last()).RootElement
        .GetProperty("test").GetProperty(metric).GetDouble();

    static IEnumerable<string> Units(ChildProcess process) =>
        process.Error.Split('\n').Where(line => line.StartsWith("====", StringComparison.Ordinal));
}
