namespace RankElastor.Tests.Cli;

[Collection("torch")]
public sealed class DamagedFileTests : IDisposable
{
    const string Experiment = "DNN";
    readonly TinyExperiment _tiny = new();

    public DamagedFileTests() => _tiny.Run(Experiment).Done();

    string RunFolder => _tiny.RunFolder(Experiment);

    public void Dispose() => _tiny.Dispose();

    [Theory]
    [InlineData("truncated")]
    [InlineData("flipped")]
    public void StoreColumn_IsNamed_AndNoRunBegins(string how)
    {
        var column =
            Directory.GetFiles(_tiny.Cache, "*.i32", SearchOption.AllDirectories).Order(StringComparer.Ordinal).First();
        Damage(column, how, -5);
        var complaint = _tiny.Run("LR").Complaint();
        Assert.Contains(column, complaint, StringComparison.Ordinal);
        Assert.Contains("delete the cache folder and prepare the data again", complaint, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_tiny.RunFolder("LR")));
    }

    [Theory]
    [InlineData("truncated", -1)]
    [InlineData("truncated", -200)]
    [InlineData("truncated", 40)]
    [InlineData("truncated", 3)]
    [InlineData("flipped", 0)]
    [InlineData("flipped", 9)]
    [InlineData("flipped", 15)]
    [InlineData("flipped", 17)]
    [InlineData("flipped", 18)]
    [InlineData("flipped", 60)]
    [InlineData("flipped", 900)]
    [InlineData("flipped", -100)]
    [InlineData("flipped", -1)]
    public void Checkpoint_OnResume_IsNamed_AndNothingElseChanges(string how, int at)
    {
        var checkpoint = Path.Combine(RunFolder, "checkpoints", "last.ckpt");
        Damage(checkpoint, how, at);
        var before = Contents();
        Assert.Contains(checkpoint, _tiny.Run(Experiment, "--resume").Complaint(), StringComparison.Ordinal);
        Assert.Equal(before, Contents());
    }

    [Fact]
    public void Checkpoint_OfOtherOptions_IsRefused_AndNothingChanges()
    {
        var before = Contents();
        _tiny.Edit("config/model_config.yaml", "learning_rate: 1.e-2", "learning_rate: 2.e-2");
        Assert.Contains(
            "last.ckpt: found a checkpoint written with other options, data or model",
            _tiny.Run(Experiment, "--resume").Complaint(),
            StringComparison.Ordinal);
        Assert.Equal(before, Contents());
    }

    [Theory]
    [InlineData("truncated", -3)]
    [InlineData("truncated", 100)]
    [InlineData("truncated", 2)]
    [InlineData("flipped", 3)]
    [InlineData("flipped", 12)]
    public void Weights_AreNamed(string how, int at)
    {
        var weights = Path.Combine(RunFolder, "model.safetensors");
        Damage(weights, how, at);
        string[] arguments = ["--run", RunFolder, "--data", _tiny.Folder["data/test.csv"]];
        Assert.Contains(weights, CliResult.Of(["evaluate", .. arguments]).Complaint(), StringComparison.Ordinal);
        Assert.Contains(
            weights,
            CliResult.Of(["predict", .. arguments, "--out", _tiny.Folder["p.txt"]]).Complaint(),
            StringComparison.Ordinal);
        Assert.False(File.Exists(_tiny.Folder["p.txt"]));
    }

    [Theory]
    [InlineData("experiment.json")]
    [InlineData("encoders/encoders.json")]
    [InlineData("encoders/feature_vocab.json")]
    public void OtherFilesOfARun_AreNamed(string file)
    {
        var path = Path.Combine(RunFolder, file);
        Damage(path, "truncated", -20);
        Assert.Contains(path, Evaluate(), StringComparison.Ordinal);
        File.Delete(path);
        Assert.Contains(path, Evaluate(), StringComparison.Ordinal);

        string Evaluate() =>
            CliResult.Of("evaluate", "--run", RunFolder, "--data", _tiny.Folder["data/test.csv"]).Complaint();
    }

    [Theory]
    [InlineData("{\"epoch\": 1}", "log.jsonl:2: not a run record")]
    [InlineData("null", "log.jsonl:2: not a run record")]
    [InlineData("{\"type\": \"dance\"}", "log.jsonl:2: not a run record")]
    [InlineData("{", "log.jsonl:2: not a run record")]
    public void Log_WithABrokenLine_IsNamed(string line, string named)
    {
        var path = Path.Combine(RunFolder, "log.jsonl");
        var lines = File.ReadAllLines(path);
        lines[1] = line;
        File.WriteAllLines(path, lines);
        Assert.Contains(named, CliResult.Of("report", RunFolder).Complaint(), StringComparison.Ordinal);
        Assert.Contains(named, CliResult.Of("inspect", "--run", RunFolder).Complaint(), StringComparison.Ordinal);
    }

    /// <summary>
    /// Cuts a file, or flips one bit of it, at a place counted from the start or (negative) from the end.
    /// </summary>
    static void Damage(string path, string how, int at)
    {
        var bytes = File.ReadAllBytes(path);
        var place = at < 0 ? bytes.Length + at : at;
        bytes[place] ^= 4;
        File.WriteAllBytes(path, how == "truncated" ? bytes[..place] : bytes);
    }

    SortedDictionary<string, string> Contents() => new(
        Directory.GetFiles(RunFolder, "*", SearchOption.AllDirectories).ToDictionary(
            file => file,
            file => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file)))),
        StringComparer.Ordinal);
}
