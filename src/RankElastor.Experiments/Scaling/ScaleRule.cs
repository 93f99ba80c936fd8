using RankElastor.Experiments.Lab;

namespace RankElastor.Experiments.Scaling;

/// <summary>
/// The paper's section 4.4 as claims. A claim holds where both intervals over seeds, bootstrap and Student's t, lie
/// above 0, is refuted where both lie below, and is inconclusive else.
/// </summary>
static class ScaleRule
{
    const string Both = "both 95 % intervals over seeds (bootstrap, Student's t) above 0";

    /// <summary>Of a data set.</summary>
    public static IReadOnlyList<Claim> Claims(ScaleSet set) =>
    [
        Steeper(set, ScaleFamily.Width, "width (figure 7, left)"),
        Steeper(set, ScaleFamily.Depth, "depth (figure 7, right)"),
        .. set.Models.Select(model => Joint(set, model)),
    ];

    static Claim Steeper(ScaleSet set, ScaleFamily family, string how)
    {
        var difference = set.Elastor.Curve(family).SlopeLess(
            set.Mixer.Curve(family), ScaleSize.Parameters, ScaleRun.Auc);
        return new Claim(
            $"{set.Data}/{family.Name}/slope",
            $"RankElastor's test AUC rises more with {how} than RankMixer's.",
            $"the difference of slopes per decade of dense parameters, {Both}", difference.Text(5), "",
            Verdict(difference.Direction));
    }

    /// <summary>Joint growth is better than the better single one where it is better than each.</summary>
    static Claim Joint(ScaleSet set, ScaleModel model)
    {
        List<(string Name, SeedEstimate Gain)> gains =
        [
            .. ScaleFamily.Single.Select(family =>
                (family.Name, model.JointAgainst(family, ScaleSize.Parameters).Measured)),
        ];
        return new Claim(
            $"{set.Data}/{model.Name}/joint",
            $"{model.Name} grown in depth and width has a higher test AUC than grown in the better of them alone, at "
                + "equal dense parameters (figure 8 against 7).",
            $"the mean difference over the common sizes, measured sizes joined by straight lines: against depth and "
                + $"against width {Both}; refuted where one of them has both below",
            string.Join(", ", gains.Select(gain => $"against {gain.Name} {gain.Gain.Text(5)}")), "",
            Verdict(gains.Min(gain => gain.Gain.Direction)));
    }

    static string Verdict(int direction) =>
        direction > 0 ? Claim.Holds : direction < 0 ? Claim.Refuted : Claim.Inconclusive;
}
