using RankElastor.Cli.Bench;

namespace RankElastor.Tests.Cli;

[Collection("torch")]
public sealed class RunTests : IDisposable
{
    readonly TinyExperiment _tiny = new();

    public void Dispose() => _tiny.Dispose();

    [Fact]
    public void Prepare_ThenAgain_ReusesTheStore()
    {
        string[] arguments = ["prepare", "--config", _tiny.Config, "--dataset", "tiny", "--cache", _tiny.Cache];
        var first = CliResult.Of([.. arguments, "--json"]).Json;
        Assert.Equal((300, 100, 90), (Rows("train"), Rows("valid"), Rows("test")));
        Assert.Equal((4, false), (first.GetProperty("fields").GetInt32(), first.GetProperty("reused").GetBoolean()));
        Assert.Equal(
            ["dataset", "rows", "fields", "table_rows", "folder", "reused", "seconds", "rows_per_second",
                "shares"],
            first.EnumerateObject().Select(property => property.Name));
        Assert.True(CliResult.Of([.. arguments, "--json"]).Json.GetProperty("reused").GetBoolean());
        var told = CliResult.Of(arguments).Done().Output;
        Assert.Contains("train 300, valid 100, test 90 rows; 4 fields", told, StringComparison.Ordinal);
        Assert.Contains("; 4 fields, ", told, StringComparison.Ordinal);
        Assert.Contains(" table rows; reused in ", told, StringComparison.Ordinal);
        string[] elsewhere = [.. arguments[..^1], _tiny.Folder["other"]];
        Assert.Contains(
            " table rows; prepared in ", CliResult.Of(elsewhere).Done().Output, StringComparison.Ordinal);

        int Rows(string split) => first.GetProperty("rows").GetProperty(split).GetInt32();
    }

    [Fact]
    public void Run_Json_IsOneObjectWithEveryKey()
    {
        var result = _tiny.Run("RankElastor", "--json");
        var json = result.Json;
        Assert.All(
            [
                "run", "model", "dataset", "seed", "epochs", "best_epoch", "valid", "test", "parameters",
                "samples_per_second", "seconds", "peak_rss_mb", "embedding_update", "spectra"],
            key => Assert.True(json.TryGetProperty(key, out _), key));
        Assert.Equal(
            ["AUC", "logloss", "calibration", "ECE", "ECE_null"],
            json.GetProperty("test").EnumerateObject().Select(property => property.Name));
        Assert.Equal(
            ["dense", "embedding"], json.GetProperty("parameters").EnumerateObject().Select(property => property.Name));
        Assert.Equal(
            ["embedding", "tokens", "block1/mixing", "block1/norm", "block1/ffn"],
            json.GetProperty("spectra").EnumerateObject().Select(property => property.Name));
        Assert.All(json.GetProperty("spectra").EnumerateObject(), site => Assert.All(
            ["entropy_rank_sv", "entropy_rank_ev", "stable_rank", "participation_ratio", "baseline_ratio"], key =>
                Assert.True(site.Value.TryGetProperty(key, out _), key)));
        var lines = result.ErrorLines.Where(line => line.StartsWith("[Metrics]", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(lines);
        // FuxiCTR's line, whatever else is recorded
        Assert.All(lines, line => Assert.Matches(@"^\[Metrics\] AUC: \d\.\d{6} - logloss: \d\.\d{6}$", line));
        Assert.DoesNotContain("warning", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("LR")]
    [InlineData("DNN")]
    [InlineData("RankMixer")]
    public void Run_LeavesAWholeFolder(string experiment)
    {
        var result = _tiny.Run(experiment, "--max-epochs", "1", "--seed", "1").Done();
        Assert.Contains($"{experiment} (seed 1): best epoch 1 of 1", result.Output, StringComparison.Ordinal);
        string[] files = [
            "log.jsonl", "manifest.json", "model.safetensors", "report.html", "experiment.json",
            "encoders/encoders.json", "checkpoints/last.ckpt", "checkpoints/best.ckpt"];
        Assert.All(files, file => Assert.True(File.Exists(Path.Combine(_tiny.RunFolder(experiment), file)), file));
        Assert.Empty(Directory.GetFiles(_tiny.Folder.Path, "*.tmp-*", SearchOption.AllDirectories));
    }

    [Fact]
    public void UsingARun_EvaluatePredictInspectReport()
    {
        var test = _tiny.Folder["data/test.csv"];
        var run = _tiny.RunFolder("RankElastor");
        // the split in one batch, as evaluate reads it: products of other shapes round otherwise
        _tiny.Edit("config/model_config.yaml", "batch_size: 64", "batch_size: 100");
        var trained = _tiny.Run("RankElastor", "--json").Json;
        var metrics = CliResult.Of("evaluate", "--run", run, "--data", test, "--json").Json;
        Assert.Equal(trained.GetProperty("test").GetRawText(), metrics.GetRawText());

        var predicted = Predict(test, "p.txt");
        Assert.Equal(90, predicted.Length);
        Assert.All(predicted, line => Assert.InRange(Number(line), 0, 1));
        var unlabelled =
            File.ReadAllLines(test).Select(line => line[(line.IndexOf(',', StringComparison.Ordinal) + 1)..]);
        Assert.Equal(predicted, Predict(_tiny.Folder.Write("data/rows.csv", string.Join('\n', unlabelled)), "q.txt"));
        var head =
            Predict(_tiny.Folder.Write("data/head.csv", string.Join('\n', File.ReadAllLines(test).Take(11))), "r.txt");
        Assert.Equal(10, head.Length);
        // a product of fewer rows may round otherwise
        Assert.All(head.Zip(predicted), pair => Assert.Equal(Number(pair.First), Number(pair.Second), 1e-6));

        string[][] inspections = [["inspect", "--run", run], ["inspect", "--run", run, "--data", test]];
        foreach (var arguments in inspections)
        {
            var inspection = CliResult.Of([.. arguments, "--json"]).Json;
            Assert.Equal(5, inspection.GetProperty("sites").GetArrayLength());
            Assert.Equal(3, inspection.GetProperty("tables").GetArrayLength());
            Assert.Contains("block1/ffn", CliResult.Of(arguments).Done().Output, StringComparison.Ordinal);
        }

        _tiny.Run("RankMixer").Done();
        Assert.Equal(
            Path.Combine(run, "report.html"),
            CliResult.Of("report", run, "--json").Json.GetProperty("report").GetString());
        CliResult.Of("report", run, _tiny.RunFolder("RankMixer"), "--out", _tiny.Folder["compare.html"]).Done();
        Assert.Contains("RankMixer", File.ReadAllText(_tiny.Folder["compare.html"]), StringComparison.Ordinal);

        static double Number(string line) => double.Parse(line, System.Globalization.CultureInfo.InvariantCulture);

        string[] Predict(string data, string file)
        {
            CliResult.Of("predict", "--run", run, "--data", data, "--out", _tiny.Folder[file]).Done();
            return File.ReadAllLines(_tiny.Folder[file]);
        }
    }

    [Fact]
    public void Predict_ToAFullDevice_IsOneLine_AndLeavesTheDevice()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "needs /dev/full");
        _tiny.Run("LR").Done();
        var result = CliResult.Of(
            "predict", "--run", _tiny.RunFolder("LR"), "--data", _tiny.Folder["data/test.csv"], "--out", "/dev/full");
        Assert.Contains("/dev/full: cannot write", result.Complaint(), StringComparison.Ordinal);
        Assert.True(File.Exists("/dev/full"));
    }

    [Fact]
    public void Verify_ReplaysTheCasesBesideTheTests()
    {
        var cases = Path.Combine(AppContext.BaseDirectory, "Reference", "cases");
        var json = CliResult.Of("verify", cases, "--filter", "head_mlp", "--json").Json;
        Assert.Equal((1, 0), (json.GetProperty("passed").GetInt32(), json.GetProperty("failed").GetInt32()));
        Assert.EndsWith(
            "1 passed, 0 failed, 0 skipped\n",
            CliResult.Of("verify", cases, "--filter", "head_mlp").Done().Output,
            StringComparison.Ordinal);
    }

    [Fact]
    public void BenchEmbedding_SaysWhereTheTimeGoes()
    {
        var json = CliResult.Of(
            "bench", "embedding", "--table-rows", "2000", "--seconds", "0.05", "--update", "lazy", "--storage", "int8",
            "--threads", "1", "--json").Json;
        Assert.Equal(4096 * 39, json.GetProperty("lookups").GetInt64());
        Assert.Equal("int8", json.GetProperty("storage").GetString());
        string[] times = ["ms", "gather_ms", "deal_ms", "sum_ms", "update_ms", "stream_gb_per_second"];
        Assert.All(times, time => Assert.True(json.GetProperty(time).GetDouble() > 0, time));
        Assert.True(json.GetProperty("uniform").GetProperty("ms").GetDouble() > 0);
    }

    [Fact]
    public void Run_WithRoundedRows_RecordsThem_AndEvaluatesToTheSameNumbers()
    {
        _tiny.Edit("config/model_config.yaml", "batch_size: 64", "batch_size: 100\n    embedding_storage: int8");
        var result = _tiny.Run("DNN", "--json").Json;
        Assert.Equal("int8", result.GetProperty("embedding_storage").GetString());
        Assert.True(result.GetProperty("embedding_bytes").GetInt64() < 4 * result.GetProperty("parameters")
            .GetProperty("embedding").GetInt64());
        Assert.Contains(
            "\"embedding_storage\": \"int8\"",
            File.ReadAllText(Path.Combine(_tiny.RunFolder("DNN"), "manifest.json")),
            StringComparison.Ordinal);
        var metrics = CliResult.Of(
            "evaluate", "--run", _tiny.RunFolder("DNN"), "--data", _tiny.Folder["data/test.csv"], "--json").Json;
        Assert.Equal(result.GetProperty("test").GetRawText(), metrics.GetRawText());
    }

    [Fact]
    [Trait("kind", "slow")]
    public void BenchGemm_MeasuresEveryShape()
    {
        var json = CliResult.Of("bench", "gemm", "--seconds", "1", "--threads", "1", "--json").Json;
        Assert.Equal(nameof(GemmResult.Threads).ToLowerInvariant(), json.EnumerateObject().First().Name);
        Assert.All(
            json.GetProperty("shapes").EnumerateArray(),
            shape => Assert.True(shape.GetProperty("gflops").GetDouble() > 0.1));
    }
}
