using System.Diagnostics;

namespace RankElastor.Tests.Cli;

/// <summary>Data out of a pipe, which is read once, gives what the same data in a file gives.</summary>
[Collection("torch")]
public sealed class OnceReadableTests : IDisposable
{
    readonly TinyExperiment _tiny = new();

    public OnceReadableTests() => Assert.SkipWhen(OperatingSystem.IsWindows(), "makes named pipes");

    public void Dispose() => _tiny.Dispose();

    string RunFolder => _tiny.RunFolder("DNN");

    string Test => _tiny.Folder["data/test.csv"];

    [Fact]
    public void PredictEvaluateAndInspect_ReadAPipe()
    {
        _tiny.Run("DNN").Done();
        foreach (var from in (string[])[Test, ""])
        {
            var predicted = _tiny.Folder[$"p{from.Length}"];
            CliResult.Of("predict", "--run", RunFolder, "--data", Source(from), "--out", predicted).Done();
        }

        Assert.Equal(File.ReadAllText(_tiny.Folder[$"p{Test.Length}"]), File.ReadAllText(_tiny.Folder["p0"]));
        Assert.Equal(Verb("evaluate", Test), Verb("evaluate", Source("")));
        Assert.Equal(
            Verb("inspect", Test, "--against", RunFolder), Verb("inspect", Source(""), "--against", RunFolder));

        string Source(string from) => from.Length > 0 ? from : Pipe(Test);
        string Verb(string name, string data, params string[] more) => CliResult.Of(
            [name, "--run", RunFolder, "--data", data, .. more, "--json"]).Json.ToString();
    }

    [Fact]
    public void TrainData_OfAPipe_TrainsTheSame()
    {
        var whole = _tiny.Run("DNN", "--json").Json.GetProperty("valid").ToString();
        var pipe = Pipe(_tiny.Folder["data/train.csv"]);
        _tiny.Edit("config/dataset_config.yaml", "train_data: train.csv", $"train_data: {pipe}");
        Directory.Delete(_tiny.Cache, recursive: true);
        Assert.Equal(whole, _tiny.Run("DNN", "--json").Json.GetProperty("valid").ToString());
    }

    [Fact]
    public void BadRow_OfAPipe_IsOneLine_AndNoCopyIsLeft()
    {
        _tiny.Run("DNN").Done();
        File.AppendAllText(Test, "1,2\n");
        var pipe = Pipe(Test);
        var before = Copies();
        var complaint = CliResult.Of("evaluate", "--run", RunFolder, "--data", pipe).Complaint();
        Assert.Contains("found 2 values; allowed: 5", complaint, StringComparison.Ordinal);
        Assert.Contains("pipe", complaint, StringComparison.Ordinal);
        Assert.Empty(Copies().Except(before));

        static string[] Copies() => Directory.GetFiles(Path.GetTempPath(), "*pipe*", new EnumerationOptions
        {
            RecurseSubdirectories = true,
            IgnoreInaccessible = true,
            MaxRecursionDepth = 1,
        });
    }

    /// <summary>A named pipe into which the file is written once.</summary>
    string Pipe(string file)
    {
        var pipe = _tiny.Folder[$"pipe{Guid.NewGuid():N}"];
        using var make = Process.Start("mkfifo", [pipe]);
        make.WaitForExit();
        new Thread(() => File.WriteAllBytes(pipe, File.ReadAllBytes(file))) { IsBackground = true }.Start();
        return pipe;
    }
}
