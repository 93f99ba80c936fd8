using RankElastor.Numerics.Threads;
using RankElastor.Training.Records;

namespace RankElastor.Experiments.Lab;

/// <summary>What an experiment may use.</summary>
public sealed record LabRequest
{
    /// <summary>The first seed; the others follow it.</summary>
    public int FirstSeed { get; init; } = 2019;

    /// <summary>How many.</summary>
    public required int Seeds { get; init; }

    /// <summary>What computes.</summary>
    public required Machine Machine { get; init; }

    /// <summary>Where pages, data and runs go.</summary>
    public required string Out { get; init; }

    /// <summary>The experiments of the configuration folder, where one was given.</summary>
    public IReadOnlyList<string> Experiments { get; init; } = [];

    /// <summary>
    /// Trains an experiment of the configuration with a seed, from data to result, in a folder below <see cref="Out"/>; a run that already ended there is not trained again.
    /// </summary>
    public Func<string, int, ResultRecord> Train { get; init; } = (_, _) => throw new InvalidOperationException("No configuration was given.");

    /// <summary>Hears a line about each step of the work.</summary>
    public Action<string> Say { get; init; } = _ => { };

    /// <summary>The seeds.</summary>
    public IEnumerable<int> AllSeeds => Enumerable.Range(FirstSeed, Seeds);
}
