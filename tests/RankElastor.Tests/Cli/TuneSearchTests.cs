using System.Text.Json;

namespace RankElastor.Tests.Cli;

/// <summary>tune with a search: real trainings on a few rows.</summary>
[Collection("torch")]
public sealed class TuneSearchTests : IDisposable
{
    const string Space = """
        base_config: ./config
        base_expid: DNN
        dataset_id: tiny
        search: {method: METHOD, epochs: 12, seed: 1, start: base, first_epochs: 1, reduction: 2, random_points: 2}
        tuner_space:
            hidden_units: [[8, 4], [6], [8]]
            net_dropout: {from: 0, to: 0.5}
            learning_rate: {from: 1.e-3, to: 1.e-1, log: True}
            min_categr_count: {from: 1, to: 2}
            epochs: 4
        """;

    readonly TinyExperiment _tiny = new();

    public void Dispose() => _tiny.Dispose();

    [Theory]
    [InlineData("random")]
    [InlineData("halving")]
    [InlineData("tpe")]
    public void Search_UsesItsBudget_AndTheChosenSettingsGiveTheChosenRun(string method)
    {
        var file = Tuner("a.yaml", method);
        var first = Tune("tuned", file, "--json");
        var search = Assert.Single(first.Json.EnumerateArray());
        Assert.Equal(12, search.GetProperty("epochs").GetInt32());
        var points = search.GetProperty("points").EnumerateArray().ToList();
        Assert.Equal(12, points.Sum(point => point.GetProperty("epochs").GetInt32()));
        var monitors = points.Select(point => point.GetProperty("monitor").GetDouble()).ToList();
        Assert.Equal(monitors.OrderDescending(), monitors);
        Assert.Equal(
            monitors[0] - Of(points, 1).GetProperty("monitor").GetDouble(),
            search.GetProperty("gain").GetDouble(), 1e-12);
        Assert.Equal("0.1", Of(points, 1).GetProperty("values").GetProperty("net_dropout").GetString()); // the base's

        string[] files = ["a.csv", "tune.md", "tune.svg", "chosen/model_config.yaml", "chosen/dataset_config.yaml"];
        var written = files.Select(name => File.ReadAllText(_tiny.Folder[$"tuned/{name}"])).ToList();
        var again = Tune("tuned", file, "--json");
        Assert.Equal(first.Output, again.Output);
        Assert.DoesNotContain(again.ErrorLines, line => line.StartsWith("==== a ", StringComparison.Ordinal));
        Assert.Equal(written, files.Select(name => File.ReadAllText(_tiny.Folder[$"tuned/{name}"])));

        if (method == "halving") // the chosen run was continued, and is compared with one in one go
        {
            Assert.Matches($"{points[0].GetProperty("id").GetString()},[12],", written[0]);
        }

        var chosen = CliResult.Of(
            "run", "--config", _tiny.Folder["tuned/chosen"], "--expid", "DNN", "--out", _tiny.Folder["again"],
            "--cache", _tiny.Cache, "--threads", "1", "--json").Json;
        Assert.Equal(points[0].GetProperty("valid").ToString(), chosen.GetProperty("valid").ToString());
        Assert.Equal(points[0].GetProperty("test").ToString(), chosen.GetProperty("test").ToString());
        Assert.Equal(
            Weights($"tuned/a/{points[0].GetProperty("id").GetString()}_seed1"), Weights("again/DNN_seed1"));
    }

    [Fact]
    [Trait("kind", "slow")]
    public void Interrupted_TheSameCommandContinues_ToTheSame()
    {
        var files = (string[])[Tuner("a.yaml", "tpe"), Tuner("b.yaml", "halving")];
        Tune("whole", files).Done();
        var interruptions = 0;
        for (var after = 10; ; after += 25) // hears every line, and stops at a later one each time
        {
            var (code, error) = Stopped("parts", after, files);
            if (code == 0)
            {
                break;
            }

            Assert.Equal(130, code);
            Assert.EndsWith("the same command continues", error.TrimEnd());
            interruptions++;
        }

        Assert.InRange(interruptions, 2, 200);
        AssertSame("whole", "parts");
    }

    [Fact]
    [Trait("kind", "slow")]
    public void SeveralProcesses_GiveTheSamePage()
    {
        var files = (string[])[Tuner("a.yaml", "tpe"), Tuner("b.yaml", "halving"), Tuner("c.yaml", "random")];
        Tune("alone", files).Done();
        var children = Enumerable.Range(0, 3).Select(_ => ChildProcess.Start(
            ["tune", "--config", .. files, "--out", _tiny.Folder["shared"], "--cache", _tiny.Cache, "--threads", "1"]))
            .ToList();
        Assert.All(children, child => Assert.True(child.Wait() == 0, child.Error));
        children.ForEach(child => child.Dispose());
        AssertSame("alone", "shared");
    }

    [Fact]
    public void DivergingPoints_AreRecorded_AndTheSearchGoesOn()
    {
        var text = Space.Replace("METHOD", "random", StringComparison.Ordinal)
            .Replace("1.e-3, to: 1.e-1", "1.e-2, to: 1.e+38", StringComparison.Ordinal);
        _tiny.Folder.Write("a.yaml", text);
        var search = Assert.Single(Tune("tuned", _tiny.Folder["a.yaml"], "--json").Json.EnumerateArray());
        var points = search.GetProperty("points").EnumerateArray().ToList();
        var failed = points.Where(point => point.GetProperty("failure").ValueKind == JsonValueKind.String).ToList();
        Assert.NotEmpty(failed);
        Assert.All(failed, point =>
        {
            Assert.Matches("^(loss|.*) is .* at step [0-9]+$", point.GetProperty("failure").GetString());
            Assert.InRange(point.GetProperty("epochs").GetInt32(), 1, 4);
        });
        Assert.Equal(12, points.Sum(point => point.GetProperty("epochs").GetInt32()));
        Assert.Equal(points.Skip(points.Count - failed.Count), failed); // last
    }

    [Theory]
    [InlineData("{from: 0, to: 0.5}", "{from: 0.6, to: 0.5}",
        "tuner_space: net_dropout: found from 0.6 to 0.5; allowed: from <= to")]
    [InlineData("from: 1.e-3", "from: 0", "learning_rate: found log from 0; allowed: log: True with from > 0")]
    [InlineData("{from: 0, to: 0.5}", "{from: 0, to: 1.5}", "net_dropout: found 1.5; allowed:")]
    [InlineData("{from: 0, to: 0.5}", "{from: 0, too: 0.5}",
        "net_dropout: found 'too'; allowed: a range of from, to, log, whole; did you mean 'to'?")]
    [InlineData("{from: 0, to: 0.5}", "{from: 0}", "net_dropout: found a range without to; allowed: both ends")]
    [InlineData("{from: 0, to: 0.5}", "{from: a, to: 0.5}", "net_dropout: from: found 'a'; allowed: a finite number")]
    [InlineData("net_dropout:", "net_dropuot:", "unknown key 'net_dropuot'; did you mean 'net_dropout'?")]
    [InlineData("net_dropout:", "Token_dim:", "a.yaml: tuner_space: Token_dim: found a key that nothing reads")]
    [InlineData("net_dropout:", "no.such:", "a.yaml: tuner_space: no.such: found a key that nothing reads")]
    [InlineData("[8, 4]", "[8, -4]", "hidden_units: found [8, -4]")]
    [InlineData("epochs: 4", "epochs: [4, 5]", "epochs: found 4, 5; allowed: one value")]
    [InlineData("epochs: 12,", "", "search: epochs: found nothing; allowed: a whole number >= 1, here or")]
    [InlineData("epochs: 12,", "epochs: 0,", "search: epochs: found 0; allowed: a whole number >= 1")]
    [InlineData("first_epochs: 1", "first_epochs: 13", "search: epochs: found 12; allowed: a whole number >= 13, here")]
    [InlineData("first_epochs", "first_epoch", "search: found 'first_epoch'; allowed: method, epochs, seed, start, ")]
    [InlineData("reduction: 2", "reduction: 1", "search: reduction: found 1; allowed: a whole number >= 2")]
    [InlineData("METHOD", "tree", "search: method: found 'tree'; allowed: grid | random | halving | tpe")]
    [InlineData("epochs: 4", "proj: {deep: {from: 1, to: 2}}",
        "proj: found a range inside a mapping; allowed: a dotted key, proj.KEY: {from, to}")]
    public void WrongSpace_IsOneLine_BeforeAnythingIsTrained(string old, string text, string expected)
    {
        _tiny.Folder.Write(
            "a.yaml",
            Space.Replace(old, text, StringComparison.Ordinal).Replace("METHOD", "tpe", StringComparison.Ordinal));
        Assert.Contains(expected, Tune("tuned", _tiny.Folder["a.yaml"]).Complaint(), StringComparison.Ordinal);
        Assert.False(Directory.Exists(_tiny.Folder["tuned"]));
    }

    [Fact]
    public void WrongCommands_AreOneLine()
    {
        var (a, b) = (Tuner("a.yaml", "tpe"), Tuner("b/a.yaml", "tpe"));
        Assert.Contains("files with different names", Tune("tuned", a, b).Complaint(), StringComparison.Ordinal);
        Assert.Contains(
            "--search: found 'best'", Tune("tuned", a, "--search", "best").Complaint(), StringComparison.Ordinal);
        Assert.Contains("without a search, and others", Tune("tuned", a, Tuner("c.yaml", "grid")).Complaint(),
            StringComparison.Ordinal);
        Assert.Contains("--tag: found 'x'", Tune("tuned", a, "--tag", "x").Complaint(), StringComparison.Ordinal);
        _tiny.Folder.Write("tuned/a.csv", "of somebody\n");
        Assert.Contains(
            "a.csv: found a file that no search wrote", Tune("tuned", a).Complaint(), StringComparison.Ordinal);
    }

    string Tuner(string name, string method)
    {
        _tiny.Folder.Write(name, Space.Replace("METHOD", method, StringComparison.Ordinal)
            .Replace("./config", _tiny.Config, StringComparison.Ordinal));
        return _tiny.Folder[name];
    }

    string[] Arguments(string output, params IEnumerable<string> more) =>
    [
        "tune", "--out", _tiny.Folder[output], "--cache", _tiny.Cache, "--threads", "1", "--config", .. more,
    ];

    CliResult Tune(string output, params string[] more) => CliResult.Of(Arguments(output, more));

    (int Code, string Error) Stopped(string output, int lines, string[] files)
    {
        using var source = new CancellationTokenSource();
        using var error = new StoppingWriter(source, lines);
        var code = RankElastor.Cli.Application.Run(
            Arguments(output, files), TextWriter.Null, error, () => source.Token);
        return (code, error.ToString());
    }

    static JsonElement Of(IEnumerable<JsonElement> points, int number) =>
        points.Single(point => point.GetProperty("number").GetInt32() == number);

    /// <summary>The tensors; the file's head also names what encoded the rows.</summary>
    byte[] Weights(string run)
    {
        var bytes = File.ReadAllBytes(_tiny.Folder[$"{run}/model.safetensors"]);
        return bytes[(8 + (int)BitConverter.ToInt64(bytes, 0))..];
    }

    /// <summary>All but seconds, and the folder in the command.</summary>
    void AssertSame(string one, string other)
    {
        foreach (var name in (string[])["tune.md", "tune.svg", "chosen/model_config.yaml"])
        {
            Assert.Equal(
                File.ReadAllText(_tiny.Folder[$"{one}/{name}"]), File.ReadAllText(_tiny.Folder[$"{other}/{name}"]));
        }
    }

    /// <summary>Cancels when so many lines were written to it.</summary>
    sealed class StoppingWriter(CancellationTokenSource source, int lines) : StringWriter
    {
        int _lines;

        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            if (++_lines == lines)
            {
                source.Cancel();
            }
        }
    }
}
