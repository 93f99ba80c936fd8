using RankElastor.Cli;

namespace RankElastor.Tests.Cli;

[Collection("torch")]
public sealed class SteadyWriterTests : IDisposable
{
    readonly TinyExperiment _tiny = new();

    public void Dispose() => _tiny.Dispose();

    [Fact]
    public void FullStderr_DoesNotEndATraining()
    {
        using var output = new StringWriter();
        using var error = new Full();
        Assert.Equal(0, Run(output, error));
        Assert.Contains("\"best_epoch\":", output.ToString(), StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(_tiny.RunFolder("LR"), "model.safetensors")));
    }

    [Fact]
    public void FullStdout_EndsInOneLine_AfterTheWork()
    {
        using var output = new Full();
        using var error = new StringWriter();
        Assert.Equal(2, Run(output, error));
        Assert.EndsWith("rankelastor: stdout: cannot write: no room\n", error.ToString(), StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(_tiny.RunFolder("LR"), "model.safetensors")));
    }

    int Run(TextWriter output, TextWriter error) => Application.Run(
        ["run", "--config", _tiny.Config, "--expid", "LR", "--out", _tiny.Out, "--cache", _tiny.Cache, "--json"],
        output, error, () => TestContext.Current.CancellationToken);

    sealed class Full : StringWriter
    {
        public override void Write(char value) => throw new IOException("no room");

        public override void Write(string? value) => throw new IOException("no room");

        public override void WriteLine(string? value) => throw new IOException("no room");
    }
}
