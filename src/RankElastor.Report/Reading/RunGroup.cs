using RankElastor.Numerics.Statistics;
using RankElastor.Report.Drawing;

namespace RankElastor.Report.Reading;

/// <summary>Runs that differ only in their seed: one line of a figure. Any other run is a group of its own.</summary>
sealed class RunGroup(int index, string label, IReadOnlyList<RunView> runs)
{
    /// <summary>Position among the groups shown; fixes the colour in every chart.</summary>
    public int Index => index;

    public string Label => label;
    public IReadOnlyList<RunView> Runs => runs;
    public bool HasSeeds => runs.Count > 1;

    /// <summary>Mean over all of the group's runs, with the interval over seeds; NaN where one has no value.</summary>
    public Interval Of(Func<RunView, double> value) => Interval.OfMean(runs.Select(value));

    /// <summary>
    /// Why there is no mean: "4 of 5 seeds; seed 3 undefined". Empty where there is one, and where no run has a value.
    /// </summary>
    public string Undefined(Func<RunView, double> value) =>
        runs.Any(run => double.IsFinite(value(run))) ? Tally(run => double.IsFinite(value(run)), "undefined") : "";

    /// <summary>The runs that lack something, after a word; empty where none does.</summary>
    public string Tally(Func<RunView, bool> isKnown, string word) =>
        SeedTally.Of(runs.Select(run => (run.Manifest.Seed, isKnown(run))), word);

    /// <summary>Groups runs that share all but their seed. Where a seed comes twice, each run stays alone.</summary>
    public static IReadOnlyList<RunGroup> Gather(IReadOnlyList<RunView> runs)
    {
        var parts = new List<List<RunView>>();
        foreach (var same in runs.GroupBy(Settings))
        {
            var seeds = same.Select(run => run.Manifest.Seed).Distinct().Count();
            parts.AddRange(seeds == same.Count() ? [[.. same]] : same.Select(run => new List<RunView> { run }));
        }

        var names = Names(parts);
        return [.. parts.Select((part, i) => new RunGroup(i, names[i], part))];
    }

    static List<string> Names(List<List<RunView>> parts)
    {
        var hasSeeds = parts.Any(part => part.Count > 1);
        string Seed(RunView run) => hasSeeds ? $" (seed {Figures.Whole(run.Manifest.Seed)})" : "";
        string Count(List<RunView> part) => part.Count > 1 ? $" ({Figures.Whole(part.Count)} seeds)" : "";
        Func<RunView, string>[] candidates =
        [
            run => run.Manifest.Model,
            run => $"{run.Manifest.Model} on {run.Manifest.Dataset}",
            run => run.Manifest.Experiment,
        ];
        foreach (var candidate in candidates)
        {
            var names = parts.ConvertAll(part => candidate(part[0]));
            if (names.Distinct().Count() == parts.Count)
            {
                return [.. parts.Zip(names, (part, name) => name + (part.Count == 1 ? Seed(part[0]) : Count(part)))];
            }
        }

        return parts.ConvertAll(part => part[0].Label + Count(part));
    }

    static string Settings(RunView run)
    {
        var options = run.Manifest.Options.Where(option => option.Key != "seed")
            .OrderBy(option => option.Key, StringComparer.Ordinal).Select(option => $"{option.Key}={option.Value}");
        return string.Join('\n', [run.Manifest.Model, run.Manifest.Experiment, run.Manifest.DataHash, .. options]);
    }
}
