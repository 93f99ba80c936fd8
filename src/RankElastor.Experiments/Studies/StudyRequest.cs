using RankElastor.Data.Files;
using RankElastor.Numerics.Threads;
using RankElastor.Training.State;

namespace RankElastor.Experiments.Studies;

/// <summary>What a study compares, with how many seeds, where it keeps its runs, and what counts as equal.</summary>
public sealed record StudyRequest
{
    /// <summary>The experiments in order, at least two of one data set.</summary>
    public required IReadOnlyList<string> Experiments { get; init; }

    /// <summary>An experiment with a seed, which writes its runs to <see cref="Out"/>.</summary>
    public required Func<string, int, Experiment> Make { get; init; }

    /// <summary>How many seeds, 2 or more: one says nothing of the spread of training.</summary>
    public required int Seeds { get; init; }

    /// <summary>The first seed; the others follow it.</summary>
    public int FirstSeed { get; init; } = 2019;

    /// <summary>Folder of runs, pages and tables.</summary>
    public required string Out { get; init; }

    /// <summary>The experiment that the others are compared with; the first unless said.</summary>
    public string? Baseline { get; init; }

    /// <summary>Whether every experiment is compared with every other.</summary>
    public bool AllPairs { get; init; }

    /// <summary>Sums of experiments that are judged beside the pairs.</summary>
    public IReadOnlyList<StudyContrast> Contrasts { get; init; } = [];

    /// <summary>The least difference of a metric that matters, above 0; null where equality is not asked for.</summary>
    public double? Margin { get; init; }

    /// <summary>The command, for the page.</summary>
    public required string Command { get; init; }

    /// <summary>Threads that compare.</summary>
    public Workers Workers { get; init; } = Workers.Sequential;

    /// <summary>Hears lines and steps.</summary>
    public ITrainingProgress Progress { get; init; } = new SilentProgress();

    /// <summary>The seeds.</summary>
    internal IReadOnlyList<int> AllSeeds => [.. Enumerable.Range(FirstSeed, Seeds)];

    /// <summary>What is judged: the pairs, each an experiment and what it is compared with, and contrasts.</summary>
    internal IReadOnlyList<StudyContrast> Pairs => AllPairs
        ? [.. Experiments.SelectMany((other, i) => Experiments.Skip(i + 1).Select(Less(other))), .. Contrasts]
        : [.. Experiments.Where(model => model != FirstOfAll).Select(Less(FirstOfAll)), .. Contrasts];

    static Func<string, StudyContrast> Less(string other) => model => StudyContrast.Pair(model, other);

    string FirstOfAll => Baseline ?? Experiments[0];

    /// <summary>Says what is wrong.</summary>
    /// <exception cref="InputException">Too few seeds or experiments, an unknown baseline, a margin of 0.</exception>
    public void Check()
    {
        if (Seeds < 2)
        {
            throw InputException.At(
                "--seeds", $"{Seeds}", "2 or more: one seed says nothing of the spread of training");
        }

        if (Experiments.Count < 2)
        {
            throw InputException.At("--expid", string.Join(", ", Experiments), "two experiments or more to compare");
        }

        if (Baseline is { } name && !Experiments.Contains(name))
        {
            throw InputException.At("--baseline", $"'{name}'", string.Join(" | ", Experiments));
        }

        var unknown = Contrasts.SelectMany(contrast => contrast.Terms).Select(term => term.Experiment)
            .FirstOrDefault(name => !Experiments.Contains(name));
        if (unknown is not null)
        {
            throw InputException.At("contrasts", $"'{unknown}'", string.Join(" | ", Experiments));
        }

        if (Margin is { } margin && !(margin > 0 && double.IsFinite(margin)))
        {
            throw InputException.At("--margin", $"{margin}", "above 0");
        }
    }
}
