using RankElastor.Experiments.Claims;
using RankElastor.Numerics.Randomness;
using RankElastor.Numerics.Statistics;

namespace RankElastor.Experiments.FurtherReading;

/// <summary>L105: a random router that is never trained, and a number of experts that grows.</summary>
static class GrowingExperts
{
    const int Steps = 900;

    /// <summary>The claims.</summary>
    public static IReadOnlyList<PaperClaim> Claims { get; } =
    [
        new()
        {
            Id = "L105",
            Quote = "Transformers trained by SMoE-Dropout naturally exhibit a self-slimmable property subject to "
                + "resource availability, offering smooth and consistent performance boosts with an increase in "
                + "activated experts during inference or fine-tuning.",
            Place = "SMoE-Dropout, abstract",
            Scope = "transformers",
            TriedOn = "one layer of experts",
            Reading = "Trained with 2, then 4, then 8 experts behind a fixed random router, the loss falls with every "
                + "expert that is used.",
            Procedure = "8 experts, 900 steps of Adam; loss on 2,000 rows with 1 to 8 experts.",
            Value = "Spearman's correlation of the loss with the number of experts",
            Rule = ClaimRule.AtMost(-0.9),
            Measure = random => Trend(random, step => 2 << (3 * step / Steps)),
            Control = "trained with 2 all the time, it does",
            MeasureControl = random => Trend(random, _ => 2),
        },
    ];

    static double Trend(SeededRandom random, Func<int, int> used)
    {
        var experts = new Experts(random);
        var router = SmallNetworks.Weights(random, Experts.Width, Experts.Count);
        SmallNetworks.Fit(experts.Weights, Steps, 3e-3, step =>
        {
            var rows = Experts.Rows(random);
            return experts.Loss(rows, Experts.Gates(rows.mm(router), used(step)));
        });
        var fresh = Experts.Rows(random, 2000);
        var counts = Enumerable.Range(1, Experts.Count).ToList();
        return RankCorrelation.Spearman(
            [.. counts.Select(count => (double)count)],
            [.. counts.Select(k => experts.Loss(fresh, Experts.Gates(fresh.mm(router), k)).item<float>())]);
    }
}
