using RankElastor.Experiments.Pages;
using RankElastor.Numerics.Statistics;

namespace RankElastor.Experiments.Scaling;

/// <summary>Where growth stops paying, and at which modules the rank grows there no more, in one sentence.</summary>
static class ScaleSentence
{
    /// <summary>
    /// Of a curve. The step looked at is the first behind the last that pays; the last where that pays; the first where
    /// none does.
    /// </summary>
    public static string Of(string model, ScaleCurve curve)
    {
        var steps = curve.Steps;
        var last = steps.Count - 1;
        while (last >= 0 && !steps[last].Pays)
        {
            last--;
        }

        var head = $"**{model}, {curve.Family.Name}**: ";
        return last < 0
            ? $"{head}no step pays; in the first, {Text(steps[0])}, {Ranks(steps[0])}."
            : last == steps.Count - 1
            ? $"{head}it still pays at the largest size, {Text(steps[last])}; in this step {Ranks(steps[last])}."
            : $"{head}the last step that pays is {Text(steps[last])}; in the next, {Text(steps[last + 1])}, "
                + $"{Ranks(steps[last + 1])}.";
    }

    static string Text(ScaleStep step) => $"from {step.From} to {step.To} (AUC {step.Gain.Change(5)})";

    static string Ranks(ScaleStep step)
    {
        var grow = step.Ranks.Where(rank => rank.Growth.Low > 0).ToList();
        var stop = step.Ranks.Where(rank => rank.Growth.Low <= 0).ToList();
        var unknown = step.Ranks.Where(rank => double.IsNaN(rank.Growth.Low)).ToList();
        List<string> parts = [];
        if (stop.Count > 0)
        {
            parts.Add($"no growth of the rank is seen at {Join(stop)}");
        }

        if (grow.Count > 0)
        {
            var where = grow.Count == step.Ranks.Count ? "every module: " : "";
            parts.Add($"the rank grows at {where}{Join(grow)}");
        }

        if (unknown.Count > 0)
        {
            parts.Add($"how the rank changes is not known at {string.Join(", ", unknown.Select(rank => rank.Module))}");
        }

        return string.Join("; ", parts);
    }

    static string Join(IEnumerable<(string Module, Interval Growth)> ranks) =>
        string.Join(", ", ranks.Select(rank => $"{rank.Module} ({rank.Growth.Change()})"));
}
