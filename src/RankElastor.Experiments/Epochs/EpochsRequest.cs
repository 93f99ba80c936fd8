using System.Security.Cryptography;
using System.Text;
using RankElastor.Data.Files;
using RankElastor.Training.State;

namespace RankElastor.Experiments.Epochs;

/// <summary>Experiments whose epochs are timed against each other, how often, and where that is kept.</summary>
public sealed record EpochsRequest
{
    /// <summary>The part of the setting that says who is compared.</summary>
    internal const string Names = "experiments";

    /// <summary>
    /// At least two of one data set, each for one epoch; the first is what the others are compared with.
    /// </summary>
    public required IReadOnlyList<Experiment> Experiments { get; init; }

    /// <summary>How often each is trained, 2 or more.</summary>
    public required int Rounds { get; init; }

    /// <summary>Trains one epoch in a process of its own.</summary>
    public required Func<Experiment, CancellationToken, EpochCost> Train { get; init; }

    /// <summary>Folder of rounds, page, picture and table.</summary>
    public required string Out { get; init; }

    /// <summary>The command, for the page.</summary>
    public required string Command { get; init; }

    /// <summary>Hears a line for each training.</summary>
    public ITrainingProgress Progress { get; init; } = new SilentProgress();

    /// <summary>Says what is wrong, before anything is prepared.</summary>
    /// <exception cref="InputException">Fewer than two experiments or rounds, or options that do not fit.</exception>
    public void Check()
    {
        if (Experiments.Count < 2)
        {
            throw InputException.At(
                "--expid", string.Join(", ", Experiments.Select(experiment => experiment.Id)),
                "two experiments or more to compare");
        }

        if (Rounds < 2)
        {
            throw InputException.At("--rounds", $"{Rounds}", "2 or more: one round says nothing of the spread");
        }

        foreach (var experiment in Experiments)
        {
            experiment.Check();
        }
    }

    /// <summary>The value of <c>model</c>; empty where the experiment was built in code.</summary>
    internal static string ModelOf(Experiment experiment) => experiment.Config.Text("model") ?? "";

    /// <summary>What rounds must agree in to be compared: program, machine, data and options.</summary>
    internal SortedDictionary<string, string> Setting(IReadOnlyList<string> dataHashes)
    {
        var (about, machine) = (MachineInfo.Describe(), Experiments[0].Machine);
        var all = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            [Names] = string.Join(", ", Experiments.Select(experiment => experiment.Id)),
            ["commit"] = MachineInfo.Commit(),
            ["cpu"] = $"{about["cpu"]}, {about["cores"]} cores",
            ["threads"] = machine.Threads is { } threads ? $"{threads}" : "as many as a step is worth",
            ["keep_memory"] = $"{machine.KeepMemory}",
            ["onednn_products"] = $"{machine.OneDnnProducts}",
            ["bf16_products"] = $"{machine.Bf16Products}",
        };
        foreach (var (experiment, hash) in Experiments.Zip(dataHashes))
        {
            var options = RunRequest.DescribeOptions(experiment.Config.Flatten(), experiment.Training);
            var text = string.Join('\n', options.Select(option => $"{option.Key}={option.Value}").Append(hash));
            all[$"options and data of {experiment.Id}"] =
                Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];
        }

        return all;
    }
}
