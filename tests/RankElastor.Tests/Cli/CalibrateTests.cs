using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using RankElastor.Numerics.Metrics;
using RankElastor.Numerics.Randomness;
using RankElastor.Training.Records;

namespace RankElastor.Tests.Cli;

[Collection("torch")]
public sealed class CalibrateTests : IDisposable
{
    readonly TinyExperiment _tiny = new();

    /// <summary>Rows from which a logistic regression learns: every third user clicks.</summary>
    public CalibrateTests()
    {
        foreach (var (split, rows) in new[] { ("train", 600), ("valid", 100), ("test", 90) })
        {
            var random = new SeededRandom(3).Fork(split);
            var text = new StringBuilder("label,user,item,hour,price\n");
            for (var row = 0; row < rows; row++)
            {
                var (user, item) = (random.NextInt(12), random.NextInt(20));
                var label = random.NextInt(5) < (user % 3 == 0 ? 4 : 1) ? 1 : 0;
                text.Append(CultureInfo.InvariantCulture, $"{label},u{user},i{item},{row % 6},{item * 0.25}\n");
            }

            _tiny.Folder.Write($"data/{split}.csv", text.ToString());
        }

        _tiny.Edit("config/model_config.yaml", "learning_rate: 1.e-2", "learning_rate: 5.e-2");
    }

    string Run => _tiny.RunFolder("LR");

    string Map => Path.Combine(Run, "calibration.json");

    string Test => _tiny.Folder["data/test.csv"];

    public void Dispose() => _tiny.Dispose();

    [Fact]
    public void TheKey_RecalibratesTheRanker_AndNeitherWeightsNorTheRunsOwnMetrics()
    {
        _tiny.Run("LR").Done();
        var weights = File.ReadAllBytes(Path.Combine(Run, "model.safetensors"));
        var (raw, before) = (Scores(), Result());
        Assert.Null(before.Calibration);

        foreach (var method in new[] { "platt", "isotonic" })
        {
            Ask(method);
            Assert.Contains(
                $"recalibrated: {method}, fitted on 100 validation rows", _tiny.Run("LR").Done().Error,
                StringComparison.Ordinal);

            Assert.Equal(weights, File.ReadAllBytes(Path.Combine(Run, "model.safetensors")));
            var result = Result();
            Assert.Equal(before.Test, result.Test);
            Assert.Equal(before.Valid, result.Valid);
            Assert.Equal(100, result.Calibration!.Rows);
            var map = JsonDocument.Parse(File.ReadAllBytes(Map)).RootElement;
            var scores = Scores();
            Assert.NotEqual(raw, scores);
            Assert.All(raw.Zip(scores), pair => Assert.Equal(Said(map, pair.First), pair.Second, 1e-6));
            var test = result.Calibration.Readings.Single(reading => reading.Answers == "recalibrated");
            var labels = File.ReadLines(Test).Skip(1).Select(line => line[0] == '1' ? 1f : 0f).ToArray();
            Assert.Equal(Logloss.Of(scores, labels), test.Metrics["logloss"], 1e-6);
            using var ranker = Ranker.Load(Run);
            Assert.Equal(test.Metrics["logloss"], ranker.Evaluate(Test)["logloss"], 1e-6);
        }

        var page = File.ReadAllText(Path.Combine(Run, "report.html"));
        Assert.Contains("recalibrated (isotonic)", page, StringComparison.Ordinal);
        Assert.Contains("test logloss recalibrated", page, StringComparison.Ordinal);
    }

    [Fact]
    public void InMemory_TheRunsRankerIsRecalibratedToo()
    {
        Ask("platt");
        var experiment = Experiment.Load(_tiny.Config, "LR") with { Cache = _tiny.Cache };
        using var run = experiment.Run(stop: TestContext.Current.CancellationToken);
        Assert.Equal(100, run.Ranker.Calibration!.Rows);
        var reading = run.Result.Calibration!.Readings.Single(reading => reading.Answers == "recalibrated");
        Assert.Equal(reading.Metrics["logloss"], run.Ranker.Evaluate(Test)["logloss"], 1e-6);
        Assert.NotEqual(run.Test["logloss"], reading.Metrics["logloss"]);
    }

    [Fact]
    public void TheVerb_DoesTheSameToAFinishedRun_AndTakesItBack()
    {
        _tiny.Run("LR").Done();
        var raw = Scores();
        var first = Calibrate("--method", "platt", "--json").Json;
        var platt = Scores();
        var lines = Calibrate().Done().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(5, first.GetProperty("readings").GetArrayLength());
        Assert.Equal(["platt", "100"], new[] { "method", "rows" }.Select(name => first.GetProperty(name).ToString()));
        Assert.Equal(7, lines.Length);
        Assert.StartsWith("test   recalibrated", lines[5], StringComparison.Ordinal);
        Assert.StartsWith("isotonic, fitted on 100 validation rows", lines[6], StringComparison.Ordinal);
        Assert.NotEqual(raw, platt);
        Assert.NotEqual(platt, Scores());
        XDocument.Load(Path.Combine(Run, "calibration.svg"));
        Assert.StartsWith(
            "answers,bin,rows,mean_prediction,click_rate,ci95_low,ci95_high",
            File.ReadAllText(Path.Combine(Run, "calibration.csv")), StringComparison.Ordinal);
        Assert.Contains(
            "recalibrated: isotonic, fitted on 100 validation rows",
            CliResult.Of("evaluate", "--run", Run, "--data", Test).Done().Error, StringComparison.Ordinal);
        Assert.Contains(
            "recalibrated: isotonic, fitted on 100 validation rows",
            CliResult.Of("predict", "--run", Run, "--data", Test, "--out", _tiny.Folder["p.txt"]).Done().Error,
            StringComparison.Ordinal);

        Calibrate("--method", "none").Done();
        Assert.Equal(raw, Scores());
        Assert.Empty(Directory.GetFiles(Run, "calibration*"));
        Assert.Contains(
            "no recalibration was there", Calibrate("--method", "none").Done().Output, StringComparison.Ordinal);
    }

    [Fact]
    public void WithoutThePreparedData_ItIsPreparedAnew_IfItIsTheSame()
    {
        _tiny.Run("LR").Done();
        Directory.Delete(_tiny.Cache, recursive: true);
        Calibrate("--data-root", _tiny.Folder["data"]).Done();

        Directory.Delete(_tiny.Cache, recursive: true);
        _tiny.Edit("data/valid.csv", "u1,", "u2,");
        Assert.Contains(
            "tiny: found data with the hash", Calibrate("--data-root", _tiny.Folder["data"]).Complaint(),
            StringComparison.Ordinal);
        Directory.Delete(_tiny.Cache, recursive: true);
        Assert.Contains("nowhere", Calibrate("--data-root", "nowhere").Complaint(), StringComparison.Ordinal);
    }

    [Fact]
    public void ADamagedOrForeignMap_IsOneLine()
    {
        _tiny.Run("LR").Done();
        Calibrate().Done();
        var good = File.ReadAllText(Map);
        Assert.Contains("SHA-256", Refused(good + " "), StringComparison.Ordinal);
        File.Delete(Map + ".sha256");
        Assert.Contains("calibration.json: not what was written", Refused(good[..50]), StringComparison.Ordinal);
        Assert.Contains("found version 7; allowed: version 1",
            Refused(Replaced(good, "\"version\": 1", "\"version\": 7")), StringComparison.Ordinal);
        Assert.Contains("found a map that is none", Refused(Replaced(good, "isotonic", "platt")),
            StringComparison.Ordinal);
        Assert.Contains("found a map that is none",
            Refused(Replaced(good, "\"prediction\": 0.", "\"prediction\": 1.")), StringComparison.Ordinal);
        var weights = good.IndexOf("weights_sha256", StringComparison.Ordinal) + 18;
        Assert.Contains("found a recalibration of other weights",
            Refused(good[..weights] + new string('0', 64) + good[(weights + 64)..]), StringComparison.Ordinal);
        CliResult.Of("inspect", "--run", Run).Done(); // looks at the model alone

        Calibrate().Done(); // fits it anew
        CliResult.Of("evaluate", "--run", Run, "--data", Test).Done();
    }

    [Fact]
    public void Resuming_KeepsAMapOfTheSameWeights_AndDropsOneOfOthers()
    {
        _tiny.Run("LR").Done();
        Calibrate("--method", "platt").Done();
        var map = File.ReadAllText(Map);
        _tiny.Run("LR", "--resume").Done();
        Assert.Equal(map, File.ReadAllText(Map));
        _tiny.Run("LR", "--resume", "--max-epochs", "4").Done();
        Assert.False(File.Exists(Map));
        Ask("isotonic"); // the key is free: the run is continued with it
        _tiny.Run("LR", "--resume", "--max-epochs", "4").Done();
        Assert.Contains("isotonic", File.ReadAllText(Map), StringComparison.Ordinal);
    }

    [Fact]
    public void ValidationRowsThatAreTheTestRows_AreRefused()
    {
        _tiny.Edit("config/dataset_config.yaml", "valid_data: valid.csv", "valid_data: test.csv");
        _tiny.Run("LR").Done();
        Assert.Contains(
            "found validation rows that are the test rows", Calibrate().Complaint(), StringComparison.Ordinal);
        Ask("isotonic");
        Assert.Contains(
            "calibration: found validation rows that are the test rows", _tiny.Run("LR").Complaint(),
            StringComparison.Ordinal);
    }

    [Fact]
    public void ARegression_IsRefused()
    {
        _tiny.Edit("config/model_config.yaml", "LR: {model: LR}",
            "LR: {model: LR, task: regression, metrics: [MSE], monitor: {MSE: -1}}");
        _tiny.Run("LR").Done();
        Assert.Contains(
            "found isotonic for label; allowed: one label of 0 and 1", Calibrate().Complaint(),
            StringComparison.Ordinal);
        _tiny.Edit("config/model_config.yaml", "task: regression", "task: regression, calibration: platt");
        Assert.Contains(
            "calibration: found platt for label; allowed: one label of 0 and 1", _tiny.Run("LR").Complaint(),
            StringComparison.Ordinal);
    }

    [Fact]
    public void AModelThatCannotBeRecalibrated_LosesNoRun()
    {
        _tiny.Folder.Write(
            "data/valid.csv",
            "label,user,item,hour,price\n" + string.Concat(Enumerable.Repeat("1,u1,i1,1,0.25\n", 20)));
        _tiny.Edit("config/model_config.yaml", "monitor: AUC", "monitor: {logloss: -1}");
        Ask("platt");
        var ended = _tiny.Run("LR").Done();
        Assert.Contains("warning: calibration: platt: found validation rows", ended.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(Map));
        Assert.Contains("calibration: platt: found validation rows", Calibrate("--method", "platt").Complaint(),
            StringComparison.Ordinal);
    }

    CliResult Calibrate(params string[] more)
    {
        string[] call = ["calibrate", "--run", Run, "--cache", _tiny.Cache, "--threads", "1", .. more];
        return CliResult.Of(call);
    }

    string Refused(string map)
    {
        File.WriteAllText(Map, map);
        var complaint = CliResult.Of("evaluate", "--run", Run, "--data", Test).Complaint();
        Assert.Equal(
            complaint, CliResult.Of("predict", "--run", Run, "--data", Test, "--out", _tiny.Folder["x"]).Complaint());
        return complaint;
    }

    float[] Scores()
    {
        var file = _tiny.Folder["scores.txt"];
        CliResult.Of("predict", "--run", Run, "--data", Test, "--out", file).Done();
        return [.. File.ReadLines(file).Select(line => float.Parse(line, CultureInfo.InvariantCulture))];
    }

    ResultRecord Result() => (ResultRecord)RunLog.Read(Path.Combine(Run, "log.jsonl"))[^1];

    void Ask(string method)
    {
        var file = _tiny.Folder["config/model_config.yaml"];
        var lines = File.ReadAllLines(file).Where(line => !line.Contains("calibration:", StringComparison.Ordinal));
        File.WriteAllLines(file, lines.SelectMany(line => line.Contains("seed: 1", StringComparison.Ordinal)
            ? [line, $"    calibration: {method}"] : (string[])[line]));
    }

    /// <summary>What the file says of a probability, read by its words alone.</summary>
    static double Said(JsonElement map, float p)
    {
        if (map.GetProperty("method").GetString() == "platt")
        {
            var logit = Math.Log((double)p / (1 - (double)p));
            return 1 / (1 + Math.Exp(
                -map.GetProperty("slope").GetDouble() * logit - map.GetProperty("intercept").GetDouble()));
        }

        var knots = map.GetProperty("knots").EnumerateArray().Select(knot =>
            (P: knot.GetProperty("prediction").GetDouble(), Rate: knot.GetProperty("rate").GetDouble())).ToList();
        var (low, high) = (knots.FindLastIndex(knot => knot.P <= p), knots.FindIndex(knot => knot.P >= p));
        return low < 0 ? knots[0].Rate : high < 0 ? knots[^1].Rate : low >= high ? knots[low].Rate
            : knots[low].Rate
                + (p - knots[low].P) / (knots[high].P - knots[low].P) * (knots[high].Rate - knots[low].Rate);
    }

    static string Replaced(string text, string old, string with)
    {
        Assert.Contains(old, text, StringComparison.Ordinal);
        return text.Replace(old, with, StringComparison.Ordinal);
    }
}
