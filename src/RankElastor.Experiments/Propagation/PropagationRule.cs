using RankElastor.Experiments.Lab;
using RankElastor.Numerics.Statistics;

namespace RankElastor.Experiments.Propagation;

/// <summary>One way to see that items are pulled down.</summary>
/// <param name="Name">Short.</param>
/// <param name="What">In words.</param>
/// <param name="Margin">What must be lost to count.</param>
/// <param name="Lost">From a site of the full arm and of the confined one; above 0 where it is pulled down.</param>
sealed record PropagationMeasure(string Name, string What, double Margin, Func<SiteReading, SiteReading, double> Lost)
{
    /// <summary>By it the question is answered; the others stand beside it.</summary>
    public static PropagationMeasure Rank { get; } = new(
        "rank", "share of a row's entropy rank", 0.05, (full, low) => 1 - low.Rank / full.Rank);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<PropagationMeasure> All { get; } =
    [
        Rank,
        new("centred", "share of the centred entropy rank of all items", 0.05,
            (full, low) => 1 - low.Centred / full.Centred),
        new("cosine", "rise of the mean cosine of a row's items", 0.05, (full, low) => low.Cosine - full.Cosine),
    ];
}

/// <summary>
/// The rule, fixed before the runs that it judges. Items behind a model's last block are pulled down where the arm
/// whose planted fields are confined most loses more than the margin against the arm that is not confined: holds where
/// the 95 % interval of the loss, paired by seed, lies above the margin, refuted where it lies below, else
/// inconclusive. Nothing is judged unless the plant took: the planted vectors' entropy rank is at most half of the full
/// arm's, by the interval.
/// </summary>
static class PropagationRule
{
    /// <summary>The most that a planted rank may be of the full one.</summary>
    public const double PlantedAtMost = 0.5;

    /// <summary>A loss of AUC that counts.</summary>
    public const double AucMargin = 0.002;

    const double Normal95 = 1.959963984540054, Power80 = 0.8416212335729143;

    /// <summary>What an interval of a loss says.</summary>
    public static string Verdict(Interval lost, double margin, bool isPlanted) =>
        !isPlanted ? Claim.Inconclusive
        : lost.Low > margin ? Claim.Holds
        : lost.High < margin ? Claim.Refuted
        : Claim.Inconclusive;

    /// <summary>Whether the plant took.</summary>
    public static bool IsPlanted(PropagationFamily family) => family.Planted.High <= PlantedAtMost;

    /// <summary>How far from the margin a loss is seen in eight experiments of ten of this spread.</summary>
    public static double LeastSeen(Interval lost) => lost.Half * (1 + Power80 / Normal95);

    /// <summary>The claims of a data set's models; the first model is compared with each other one.</summary>
    public static IEnumerable<Claim> Claims(IReadOnlyList<PropagationFamily> models)
    {
        foreach (var model in models)
        {
            var (low, full) = (model.Lowest.Rank, model.Full.Rank);
            foreach (var measure in PropagationMeasure.All)
            {
                yield return Of(
                    $"{model.Data}/{model.Model}/{measure.Name}",
                    $"{model.Model}: fields of rank {low} in place of {full} pull the items behind the last block down "
                    + $"({measure.What}).",
                    model.Lost(model.Lowest, model.Last, measure).Mean, measure.Margin, [model]);
            }

            yield return Of(
                $"{model.Data}/{model.Model}/AUC", $"{model.Model}: fields of rank {low} in place of {full} cost AUC.",
                model.LostOf("AUC").Mean, AucMargin, [model], decimals: 4);
        }

        foreach (var other in models.Skip(1))
        {
            foreach (var measure in PropagationMeasure.All)
            {
                yield return Of(
                    $"{other.Data}/{models[0].Model}-{other.Model}/{measure.Name}",
                    $"{models[0].Model} is pulled down more than {other.Model} ({measure.What}).",
                    models[0].LostMore(other, measure).Mean, measure.Margin, [models[0], other]);
            }
        }
    }

    static Claim Of(
        string id, string statement, Interval lost, double margin, PropagationFamily[] models, int decimals = 3)
    {
        var isPlanted = Array.TrueForAll(models, IsPlanted);
        var verdict = Verdict(lost, margin, isPlanted);
        var measured = PropagationText.Lost(lost, decimals)
            + (!isPlanted ? "; the plant did not take"
                : verdict == Claim.Inconclusive ? $"; {PropagationText.Least(lost, margin, decimals)}" : "");
        return new Claim(
            id, statement, $"a loss above {PropagationText.Number(margin, decimals)}", measured,
            PropagationText.Number(margin, decimals), verdict);
    }
}
