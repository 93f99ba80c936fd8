using System.Diagnostics;
using System.Text.RegularExpressions;

namespace RankElastor.Tests.Cli;

/// <summary>What was measured is what is used: files that were swapped or changed by hand are refused.</summary>
[Collection("torch")]
public sealed class BindingTests : IDisposable
{
    const string Cut = "cut behind its last whole line";
    readonly TinyExperiment _tiny = new();

    public BindingTests() => _tiny.Run("LR").Done();

    string Entry => Assert.Single(Directory.GetDirectories(_tiny.Cache));

    string RunFolder => _tiny.RunFolder("LR");

    public void Dispose() => _tiny.Dispose();

    [Fact]
    public void TokensSwapped_InACachedVocabulary_AreRefused()
    {
        SwapTokens(Path.Combine(Entry, "feature_vocab.json"));
        Assert.Contains("feature_vocab.json: found other bytes", _tiny.Run("LR").Complaint(), StringComparison.Ordinal);
    }

    [Fact]
    public void TokensSwapped_InARunsVocabulary_AreRefused_AlsoWithANewChecksumFile()
    {
        var vocabulary = Path.Combine(RunFolder, "encoders", "feature_vocab.json");
        SwapTokens(vocabulary);
        Assert.Contains("feature_vocab.json: found other bytes", Evaluate().Complaint(), StringComparison.Ordinal);
        File.Delete(Path.Combine(RunFolder, "encoders", "encoders.sha256"));
        Assert.Contains(
            "encoders: found other encoders than those that the weights were trained with", Evaluate().Complaint(),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("test", "valid")]
    [InlineData("valid", "test")]
    [InlineData("valid", "train")]
    public void Split_CopiedOverAnother_IsRefused(string from, string to)
    {
        foreach (var file in Directory.GetFiles(Path.Combine(Entry, from)))
        {
            File.Copy(file, Path.Combine(Entry, to, Path.GetFileName(file)), overwrite: true);
        }

        Assert.Contains(
            $"{to}{Path.DirectorySeparatorChar}manifest.json: the rows of another split", _tiny.Run("LR").Complaint(),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Entry_CopiedOverThatOfOtherData_IsRefused()
    {
        var first = Entry;
        File.AppendAllText(_tiny.Folder["data/train.csv"], "1,u1,i1,1,0.25\n");
        _tiny.Run("LR").Done();
        var second = Directory.GetDirectories(_tiny.Cache).Single(entry => entry != first);
        Directory.Delete(second, recursive: true);
        Directory.Move(first, second);
        Assert.Contains("another split, data set", _tiny.Run("LR").Complaint(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(-40)]
    public void FlippedBit_OfTheWeights_IsRefusedByEveryVerb(int at)
    {
        var weights = Path.Combine(RunFolder, "model.safetensors");
        var bytes = File.ReadAllBytes(weights);
        bytes[^-at] ^= 1;
        File.WriteAllBytes(weights, bytes);
        var said = $"{weights}: found other bytes than those whose SHA-256 is in {weights}.sha256";
        string[] data = ["--data", _tiny.Folder["data/test.csv"]];
        Assert.Contains(said, Evaluate().Complaint(), StringComparison.Ordinal);
        Assert.Contains(
            said, CliResult.Of(["predict", "--run", RunFolder, .. data, "--out", _tiny.Folder["p"]]).Complaint());
        Assert.Contains(said, CliResult.Of(["inspect", "--run", RunFolder, .. data]).Complaint());
        Assert.Contains(said, CliResult.Of([
            "inspect", "--checkpoint", weights, "--config", _tiny.Config, "--expid", "LR", "--cache", _tiny.Cache,
            .. data]).Complaint());
        File.Delete(weights + ".sha256"); // another program's weights have none
        Evaluate().Done();
    }

    [Fact]
    public void ChangedWeights_ThatAreNotFinite_AreSaidToBeBoth()
    {
        var weights = Path.Combine(RunFolder, "model.safetensors");
        var bytes = File.ReadAllBytes(weights);
        BitConverter.GetBytes(float.NaN).CopyTo(bytes, bytes.Length - sizeof(float));
        File.WriteAllBytes(weights, bytes);
        var said = Evaluate().Complaint();
        Assert.Contains("found other bytes than those whose SHA-256", said, StringComparison.Ordinal);
        Assert.Contains("; it holds NaN or infinite weights in ", said, StringComparison.Ordinal);
        Assert.Contains("(1 of ", said, StringComparison.Ordinal);
    }

    [Fact]
    public void Checksums_AreThoseOfSha256Sum()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs sha256sum");
        foreach (var (folder, text) in new[]
        {
            (RunFolder, "model.safetensors.sha256"), (Path.Combine(RunFolder, "encoders"), "encoders.sha256"),
            (Entry, "encoders.sha256"),
        })
        {
            using var check = Process.Start(
                new ProcessStartInfo("sha256sum", ["--check", "--strict", "--quiet", text])
                {
                    WorkingDirectory = folder,
                })!;
            check.WaitForExit();
            Assert.Equal(0, check.ExitCode);
        }
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.02)]
    [InlineData(0)]
    public void LogCutByACrash_IsMended_AndReportAndGateGoOn(double share)
    {
        var log = Path.Combine(RunFolder, "log.jsonl");
        using (var file = new FileStream(log, FileMode.Open))
        {
            file.SetLength((long)(share * file.Length));
        }

        var resumed = _tiny.Run("LR", "--resume").Done();
        Assert.Single(resumed.ErrorLines, line => line.Contains(Cut, StringComparison.Ordinal));
        CliResult.Of("report", RunFolder).Done();
        CliResult.Of("gate", "--run", RunFolder, "--baseline", RunFolder).Done();
        var page = File.ReadAllText(Path.Combine(RunFolder, "report.html"));
        Assert.Contains(Cut, page, StringComparison.Ordinal);
    }

    [Fact]
    public void Resume_OfAFinishedRunWithoutCheckpoints_IsRefused_AndChangesNothing()
    {
        Directory.Delete(Path.Combine(RunFolder, "checkpoints"), recursive: true);
        var before = Directory.GetFiles(RunFolder, "*", SearchOption.AllDirectories)
            .ToDictionary(file => file, File.GetLastWriteTimeUtc);
        Assert.Contains(
            "LR_seed1: found a finished run without its checkpoint", _tiny.Run("LR", "--resume").Complaint(),
            StringComparison.Ordinal);
        Assert.Equal(before, Directory.GetFiles(RunFolder, "*", SearchOption.AllDirectories)
            .ToDictionary(file => file, File.GetLastWriteTimeUtc));
    }

    [Theory]
    [InlineData("../../LR")]
    [InlineData("a/LR")]
    [InlineData("..\\LR")]
    public void Names_ThatLeaveTheirFolder_AreRefused(string name)
    {
        _tiny.Edit("config/model_config.yaml", "LR: {", $"'{name}': {{");
        var complaint = _tiny.Run(name).Complaint();
        Assert.Contains("model_config.yaml: ", complaint, StringComparison.Ordinal);
        Assert.Contains($"expid: found '{name}'", complaint, StringComparison.Ordinal);
        _tiny.Edit("config/model_config.yaml", $"'{name}': {{", "LR: {");
        _tiny.Edit("config/dataset_config.yaml", "tiny:", $"tiny:\n    dataset_id: '{name}'");
        Assert.Contains(
            $"dataset_config.yaml: tiny: dataset_id: found '{name}'", _tiny.Run("LR").Complaint(),
            StringComparison.Ordinal);
        Assert.Contains(
            "dataset_id", CliResult.Of(
                "prepare", "--config", _tiny.Config, "--dataset", "tiny", "--cache", _tiny.Cache).Complaint());
    }

    CliResult Evaluate() => CliResult.Of("evaluate", "--run", RunFolder, "--data", _tiny.Folder["data/test.csv"]);

    /// <summary>Gives two tokens of a vocabulary each other's id: the file is as well-formed as before.</summary>
    static void SwapTokens(string file)
    {
        var text = File.ReadAllText(file);
        var tokens = Regex.Matches(text, "\"(u[0-9]+)\"");
        var (first, second) = (tokens[0].Groups[1], tokens[1].Groups[1]);
        File.WriteAllText(file, text[..first.Index] + second.Value + text[(first.Index + first.Length)..second.Index]
            + first.Value + text[(second.Index + second.Length)..]);
    }
}
