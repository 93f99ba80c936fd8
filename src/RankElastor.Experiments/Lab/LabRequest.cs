using RankElastor.Data.Datasets;
using RankElastor.Numerics.Threads;
using RankElastor.Training.Records;
using RankElastor.Training.State;

namespace RankElastor.Experiments.Lab;

/// <summary>What an experiment is run with: seeds, threads, folders, and how to train.</summary>
public sealed record LabRequest
{
    /// <summary>The first seed; the others follow it.</summary>
    public int FirstSeed { get; init; } = 2019;

    /// <summary>How many seeds.</summary>
    public required int Seeds { get; init; }

    /// <summary>What computes.</summary>
    public required Machine Machine { get; init; }

    /// <summary>Where pages, data and runs go.</summary>
    public required string Out { get; init; }

    /// <summary>Folder of real data sets, or null: what needs them is left out then.</summary>
    public string? DataRoot { get; init; }

    /// <summary>Folder of prepared data.</summary>
    public string Cache { get; init; } = Places.Cache;

    /// <summary>What --config names: a configuration folder or a file; null for nothing.</summary>
    public string? Config { get; init; }

    /// <summary>Threads and native switches, of experiments that are trained.</summary>
    public MachineOptions MachineOptions { get; init; } = new();

    /// <summary>Hears of trainings.</summary>
    public ITrainingProgress Training { get; init; } = new SilentProgress();

    /// <summary>Only the part of the experiment of this name; null for all of it.</summary>
    public string? Only { get; init; }

    /// <summary>Whether runs that were kept are judged again and nothing is trained.</summary>
    public bool JudgesOnly { get; init; }

    /// <summary>The experiments of the configuration folder, where one was given.</summary>
    public IReadOnlyList<string> Experiments { get; init; } = [];

    /// <summary>Trains an experiment with a seed in its <see cref="RunFolder"/>, or reads its result.</summary>
    public Func<string, int, ResultRecord> Train { get; init; } =
        (_, _) => throw new InvalidOperationException("No configuration was given.");

    /// <summary>The data set of an experiment of the configuration.</summary>
    public Func<string, DatasetOptions> Dataset { get; init; } =
        _ => throw new InvalidOperationException("No configuration was given.");

    /// <summary>Receives a line of progress per step of the work.</summary>
    public Action<string> Progress { get; init; } = _ => { };

    /// <summary>The folder of the run of an experiment with a seed.</summary>
    public string RunFolder(string experiment, int seed) => Path.Combine(Out, $"{experiment}_seed{seed}");

    /// <summary>The seeds.</summary>
    public IEnumerable<int> AllSeeds => Enumerable.Range(FirstSeed, Seeds);
}
