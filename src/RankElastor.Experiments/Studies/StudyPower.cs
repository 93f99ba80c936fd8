using RankElastor.Numerics.Statistics;
using RankElastor.Report.Drawing;

namespace RankElastor.Experiments.Studies;

/// <summary>What a study can see, said before it begins.</summary>
static class StudyPower
{
    static readonly double[] _spreads = [0.0005, 0.001, 0.002];

    /// <summary>
    /// The least true difference that is found in eight studies of ten, in standard deviations of a paired difference
    /// over seeds: by the noncentral t with n − 1 degrees of freedom, at the level of Holm's first step. The error over
    /// test rows is left out, which is not known before two runs: a lower bound.
    /// </summary>
    public static double InDeviations(int seeds, int pairs) =>
        DetectableEffect.Of(1 / Math.Sqrt(seeds), seeds - 1, StudyPair.Level / pairs);

    /// <summary>The same in a sentence, for some deviations that AUC may have.</summary>
    public static string Sentence(int seeds, int pairs)
    {
        var factor = InDeviations(seeds, pairs);
        var examples = _spreads.Select(
            spread => $"{Figures.Fixed(factor * spread, 4)} where that is {Figures.Fixed(spread, 4)}");
        return $"With {Figures.Whole(seeds)} seeds and {Figures.Whole(pairs)} "
            + $"{(pairs == 1 ? "pair" : "pairs")} the minimal detectable effect (power .8, level .05 after Holm) is "
            + $"{Figures.Fixed(factor, 2)} standard deviations of a paired difference over seeds: "
            + $"{string.Join(", ", examples)}; the error over test rows comes on top.";
    }

    /// <summary>Units, and what the study can see; with the spread of pairs whose runs are finished.</summary>
    public static IEnumerable<string> Lines(StudyRequest request, IReadOnlyList<FinishedUnit?> units)
    {
        var (all, done) = (Figures.Whole(units.Count), Figures.Whole(units.Count(unit => unit is not null)));
        yield return $"Study: {all} units ({request.Experiments.Count} experiments x {request.Seeds} seeds), {done} "
            + $"finished; {request.Pairs.Count} pairs.";
        yield return Sentence(request.Seeds, request.Pairs.Count);
        foreach (var pair in request.Pairs.Where(pair => pair.IsPair))
        {
            var (model, other) = (pair.Head, pair.Tail);
            List<double> differences =
            [
                .. units.OfType<FinishedUnit>().Where(unit => unit.Experiment == model).Join(
                    units.OfType<FinishedUnit>().Where(unit => unit.Experiment == other), Seed, Seed,
                    (own, twin) => Auc(own) - Auc(twin)),
            ];
            if (differences.Count > 1)
            {
                var spread = new PairedDifferences(differences).Spread;
                var least = spread * InDeviations(request.Seeds, request.Pairs.Count);
                yield return $"Finished pairs of {model} and {other}: AUC differs by a standard deviation of "
                    + $"{Figures.Fixed(spread, 5)}; detectable then {Figures.Fixed(least, 4)}.";
            }
        }
    }

    static int Seed(FinishedUnit unit) => unit.Result.Seed;

    static double Auc(FinishedUnit unit) => unit.Result.Test.GetValueOrDefault("AUC", double.NaN);
}
