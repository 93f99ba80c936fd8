using RankElastor.Experiments.Claims;
using RankElastor.Experiments.Scaling;
using RankElastor.Numerics.Randomness;
using RankElastor.Numerics.Statistics;

namespace RankElastor.Experiments.FurtherReading;

/// <summary>L100: a power law's exponent with a bootstrap interval.</summary>
static class KaplanLaw
{
    const int Curves = 200, Resamples = 200, Sizes = 30;
    const double Exponent = 0.076, Noise = 0.01, Orders = 7;

    /// <summary>The claims.</summary>
    public static IReadOnlyList<PaperClaim> Claims { get; } =
    [
        new()
        {
            Id = "L100",
            Quote = "The loss scales as a power-law with model size, dataset size, and the amount of compute used for "
                + "training, with some trends spanning more than seven orders of magnitude.",
            Place = "scaling laws for language models, abstract",
            Scope = "losses of language models; here planted laws, for whether a fit would find them",
            Reading = "An exponent of .076 over seven orders of magnitude lies in the bootstrap's 95 % interval about "
                + "as often as that says.",
            Procedure = "200 curves of 30 sizes with 1 % of noise, lines of least squares on logarithms, 200 "
                + "resamples of their residuals each.",
            Value = "share of intervals that hold the exponent",
            Rule = ClaimRule.Within(0.88, 1),
            Measure = random => Coverage(random, Exponent),
            Control = "so does one that is 5 % larger",
            MeasureControl = random => Coverage(random, 1.05 * Exponent),
        },
    ];

    static double Coverage(SeededRandom random, double exponent) =>
        Enumerable.Range(0, Curves).Count(_ => Interval(random) is var (low, high) && low <= exponent
            && exponent <= high) / (double)Curves;

    static (double Low, double High) Interval(SeededRandom random)
    {
        var sizes = Enumerable.Range(0, Sizes).Select(i => i * Orders * Math.Log(10) / (Sizes - 1)).ToArray();
        var losses = sizes.Select(size => -Exponent * size + Noise * random.NextNormal()).ToArray();
        var line = LineFit.Of([.. sizes.Zip(losses)]);
        var residuals = sizes.Zip(losses, (size, loss) => loss - line.At(size)).ToArray();
        var slopes = Enumerable.Range(0, Resamples).Select(_ => -LineFit.Of(
            [.. sizes.Select(size => (size, line.At(size) + residuals[random.NextInt(Sizes)]))]).Slope).ToArray();
        return (Sample.Quantile(slopes, 0.025), Sample.Quantile(slopes, 0.975));
    }
}
