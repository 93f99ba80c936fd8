using RankElastor.Data.Files;
using RankElastor.Model.Interchange;

namespace RankElastor.Tests.Cli;

/// <summary>Weights that are NaN or infinite, in every verb that opens a run.</summary>
[Collection("torch")]
public sealed class NonFiniteWeightsTests : IDisposable
{
    const string Table = "embedding_layer.embedding_layer.embedding_layers.user.weight";
    readonly TinyExperiment _tiny = new();

    public void Dispose() => _tiny.Dispose();

    [Theory]
    [InlineData(float.NaN, 3)]
    [InlineData(float.PositiveInfinity, 1)]
    [InlineData(float.NegativeInfinity, 56)]
    public void EveryVerb_SaysWhichTensorAndHowManyValues(float value, int count)
    {
        _tiny.Run("DNN").Done();
        var run = _tiny.RunFolder("DNN");
        var data = _tiny.Folder["data/test.csv"];
        Poison(run, value, (Table, count));
        var what = $"found NaN or infinite weights in {Table} ({count} of 56 values); allowed: finite weights";
        var scores = _tiny.Folder["scores.txt"];
        foreach (var verb in (string[][])[
            ["evaluate", "--run", run, "--data", data],
            ["predict", "--run", run, "--data", data, "--out", scores],
            ["gate", "--run", run, "--baseline", run]])
        {
            Assert.Contains(what, CliResult.Of(verb).Complaint(), StringComparison.Ordinal);
        }

        Assert.False(File.Exists(scores));
        Assert.Contains(what, Assert.Throws<InputException>(() => Ranker.Load(run)).Message, StringComparison.Ordinal);
        var report = CliResult.Of("report", run).Done();
        Assert.Contains($"NaN or infinite weights in {Table} ({count} of 56", report.Error, StringComparison.Ordinal);
        foreach (var inspect in (string[][])[
            ["--run", run], ["--run", run, "--data", data],
            [
                "--checkpoint", Path.Combine(run, "model.safetensors"), "--config", _tiny.Config, "--expid", "DNN",
                "--cache", _tiny.Cache,
            ]])
        {
            var inspection = CliResult.Of(["inspect", .. inspect]).Done().Output;
            Assert.Contains(
                $"broken: a diverged training, or a damaged file: non-finite-weights at {Table}", inspection,
                StringComparison.Ordinal);
            Assert.Contains(
                $"{count} of the 56 values of {Table} are NaN or infinite", inspection, StringComparison.Ordinal);
            var finding = Assert.Single(
                CliResult.Of(["inspect", .. inspect, "--json"]).Json.GetProperty("findings").EnumerateArray());
            Assert.Equal(
                (Table, (double)count),
                (finding.GetProperty("subject").GetString(), finding.GetProperty("value").GetDouble()));
        }
    }

    [Fact]
    public void ManyTensors_AreCounted_AndSoundOnesAreNotNamed()
    {
        _tiny.Run("DNN").Done();
        var run = _tiny.RunFolder("DNN");
        var tensors = Safetensors.Read(Path.Combine(run, "model.safetensors")).Tensors;
        var names = tensors.Select(entry => entry.Name).ToList();
        Poison(run, float.NaN, [.. names.Where(name => name != Table).Select(name => (name, 1))]);
        var complaint = CliResult.Of("evaluate", "--run", run, "--data", _tiny.Folder["data/test.csv"]).Complaint();
        Assert.Contains($" and {names.Count - 4} tensors more; allowed", complaint, StringComparison.Ordinal);
        Assert.DoesNotContain(Table, complaint, StringComparison.Ordinal);
    }

    [Fact]
    public void ModelOpenedToInspect_DoesNotScore()
    {
        _tiny.Run("DNN").Done();
        Poison(_tiny.RunFolder("DNN"), float.NaN, (Table, 2));
        using var ranker = Ranker.Load(_tiny.RunFolder("DNN"), toInspect: true);
        Assert.Equal([new NonFiniteTensor(Table, 2, 56)], ranker.NonFinite);
        var data = _tiny.Folder["data/test.csv"];
        Assert.Throws<InputException>(() => ranker.Evaluate(data));
        Assert.Throws<InputException>(() => ranker.Predict(data, _ => { }));
        Assert.Throws<InputException>(() => ranker.Score([new { user = "u1", item = "i1", hour = "1", price = 1.0 }]));
    }

    /// <summary>Puts a value over the last numbers of some tensors.</summary>
    static void Poison(string run, float value, params (string Name, int Count)[] tensors)
    {
        var path = Path.Combine(run, "model.safetensors");
        var file = Safetensors.Read(path);
        Safetensors.Write(path, file with
        {
            Tensors = [.. file.Tensors.Select(entry =>
            {
                var bytes = entry.Data.ToArray();
                var count = tensors.FirstOrDefault(tensor => tensor.Name == entry.Name).Count;
                for (var i = 1; i <= count; i++)
                {
                    BitConverter.TryWriteBytes(bytes.AsSpan(bytes.Length - 4 * i), value);
                }

                return entry with { Data = bytes };
            })],
        });
    }
}
