using RankElastor.Cli;
using RankElastor.Cli.Shell;
using RankElastor.Tests.Data;

namespace RankElastor.Tests.Cli;

[Collection("torch")]
public sealed class CrashFileTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void EachTrace_HasAFileOfItsOwn_ThatTheLineNames()
    {
        var crash = new InvalidOperationException("a wheel came off");
        string[] lines = [.. Enumerable.Range(0, 3).Select(_ => CrashFile.Write(_folder.Path, ["run", "--x"], crash))];
        var files = Directory.GetFiles(_folder.Path);
        Assert.Equal(3, files.Length);
        Assert.All(lines, line => Assert.Contains(files, file => line.Contains(file, StringComparison.Ordinal)));
        Assert.All(lines, line => Assert.StartsWith(
            "internal error (InvalidOperationException: a wheel came off); ", line, StringComparison.Ordinal));
        Assert.All(files, file => Assert.Contains(
            "run --x\n\nSystem.InvalidOp", File.ReadAllText(file), StringComparison.Ordinal));
    }

    [Fact]
    public void WhatNobodyForesaw_IsOneLine_AndExitCode70()
    {
        using var output = new Broken();
        using var error = new StringWriter();
        var code = Application.Run(
            ["lab", "list", "--out", _folder.Path], output, error, () => TestContext.Current.CancellationToken);
        Assert.Equal(70, code);
        Assert.Equal(
            "rankelastor: internal error (InvalidOperationException: a wheel came off); its trace is in "
            + $"{Assert.Single(Directory.GetFiles(_folder.Path))}: please report it\n",
            error.ToString());
    }

    [Fact]
    public void WithoutSuchAFolder_TheTemporaryOneTakesIt()
    {
        var line = CrashFile.Write(_folder["none"], [], new InvalidOperationException("x"));
        var file = line.Split("its trace is in ")[1].Split(": please")[0];
        Assert.StartsWith(Path.GetTempPath(), file, StringComparison.Ordinal);
        File.Delete(file);
        Assert.False(Directory.Exists(_folder["none"]));
    }

    sealed class Broken : StringWriter
    {
        public override void WriteLine(string? value) => throw new InvalidOperationException("a wheel came off");
    }
}
