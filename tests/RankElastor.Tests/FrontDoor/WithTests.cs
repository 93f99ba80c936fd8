using RankElastor.Tests.Cli;

namespace RankElastor.Tests.FrontDoor;

[Collection("torch")]
public sealed class WithTests
{
    [Fact]
    public void With_ChangesWhatIsNamed_AndKeepsTheRest()
    {
        using var tiny = new TinyExperiment();
        var machine = new MachineOptions { Threads = 1 };
        var plain = Experiment.Load(tiny.Config, "LR") with { DataRoot = "a", Out = "b", Machine = machine };
        var changed = plain.With(seed: 5, epochs: 7, dataRoot: "c", output: "d", threads: 2);
        Assert.Equal(
            (5, 7, "c", "d", (int?)2),
            (changed.Training.Seed, changed.Training.Epochs, changed.DataRoot, changed.Out, changed.Machine.Threads));
        Assert.Equal(5UL, changed.Training.Optimiser.Seed);
        var same = plain.With();
        Assert.Equal(
            (1, 2, "a", "b", (int?)1),
            (same.Training.Seed, same.Training.Epochs, same.DataRoot, same.Out, same.Machine.Threads));
    }

    [Fact]
    public void AMachine_WithoutANumberOfThreads_HasOnePerProcessor() =>
        Assert.Equal(Environment.ProcessorCount, new MachineOptions().Start().Workers.Threads);
}
