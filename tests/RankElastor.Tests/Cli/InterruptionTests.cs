namespace RankElastor.Tests.Cli;

/// <summary>However a run is stopped, resuming it ends in the same bytes as never stopping it.</summary>
[Trait("kind", "slow")]
public sealed class InterruptionTests(PlantedExperiment planted) : IClassFixture<PlantedExperiment>
{
    const int Killed = 128 + 9;

    [Theory]
    [InlineData("kill-0", 0)] // before the first checkpoint
    [InlineData("kill-8", 8)]
    [InlineData("kill-51", 51)]
    [InlineData("kill-117", 117)]
    [InlineData("kill-203", 203)]
    public void Kill_ThenResume_GivesTheSameBytes(string folder, int step)
    {
        using (var first = planted.Start(folder))
        {
            planted.WaitForStep(first, folder, step);
            Thread.Sleep(step % 7); // anywhere within a step
            first.Kill();
            Assert.Equal(Killed, first.Wait());
        }

        Assert.False(File.Exists(Path.Combine(planted.RunFolder(folder), "model.safetensors")));
        Resumes(folder);
    }

    [Fact]
    public void Kill_Twice_ThenResume_GivesTheSameBytes()
    {
        foreach (var step in (int[])[40, 150])
        {
            using var part = planted.Start("twice", resume: step > 40);
            planted.WaitForStep(part, "twice", step);
            part.Kill();
            Assert.Equal(Killed, part.Wait());
        }

        Resumes("twice");
    }

    [Fact]
    public void Interrupt_SavesSaysHowToResume_AndResumesToTheSameBytes()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "sends SIGINT");
        using (var first = planted.Start("int"))
        {
            planted.WaitForStep(first, "int", 33);
            first.Interrupt();
            Assert.Equal(130, first.Wait());
            Assert.Matches(
                "interrupted after step [0-9]+; checkpoint .*last.ckpt written; " +
                "the same command with --resume continues",
                first.Error);
        }

        Resumes("int");
    }

    [Fact]
    public void Twice_Unprobed_AndProbedEveryStep_GiveTheSameBytes()
    {
        Assert.Equal(planted.Whole, planted.Uninterrupted("again"));
        Assert.Equal(planted.Whole, planted.Uninterrupted("unprobed", "Unprobed"));
        Assert.Equal(planted.Whole, planted.Uninterrupted("every", "EveryStep"));
        var log = File.ReadAllText(Path.Combine(planted.RunFolder("every", "EveryStep"), "log.jsonl"));
        Assert.Contains(
            "\"type\":\"step_probe\",\"epoch\":1,\"step\":1,\"site\":\"tokens\"", log, StringComparison.Ordinal);
        Assert.Matches("\"probe_overhead\":0\\.[0-9]+", log);
    }

    void Resumes(string folder)
    {
        using var rest = planted.Start(folder, resume: true);
        Assert.True(rest.Wait() == 0, rest.Error);
        Assert.Equal(planted.Whole, planted.Weights(folder));
        Assert.Empty(Directory.GetFiles(planted.RunFolder(folder), "*.tmp-*", SearchOption.AllDirectories));
    }
}
