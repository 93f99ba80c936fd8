using RankElastor.Experiments.Scaling;

namespace RankElastor.Tests.Experiments.Scaling;

/// <summary>Where growth stops paying, in every case.</summary>
public sealed class ScaleSentenceTests
{
    static readonly double[] _noise = [0, 0.0001, -0.0001];

    [Fact]
    public void NoStepPays() => Assert.Equal(
        "**RankMixer, depth**: no step pays; in the first, from depth 1, width × 1 to depth 2, width × 1 "
        + "(AUC 0.00000 [−0.00025, +0.00025]), the rank grows at every module: tokens (+1.00 [+1.00, +1.00]), "
        + "mixing (+1.00 [+1.00, +1.00]), ffn (+1.00 [+1.00, +1.00]).",
        Sentence([0, 0, 0, 0], (shape, _, _) => shape.Depth));

    [Fact]
    public void TheLargestStillPays() => Assert.Equal(
        "**RankMixer, depth**: it still pays at the largest size, from depth 3, width × 1 to depth 4, width × 1 "
        + "(AUC +0.01000 [+0.00975, +0.01025]); in this step no growth of the rank is seen at tokens "
        + "(0.00 [0.00, 0.00]), ffn (−1.00 [−1.00, −1.00]); the rank grows at mixing (+1.00 [+1.00, +1.00]).",
        Sentence([0, 0.01, 0.01, 0.02], (shape, _, module) =>
            module == "tokens" ? 5 : module == "mixing" ? shape.Depth : -shape.Depth));

    [Fact]
    public void ItStopsBetween() => Assert.Equal(
        "**RankMixer, depth**: the last step that pays is from depth 2, width × 1 to depth 3, width × 1 "
        + "(AUC +0.01000 [+0.00975, +0.01025]); in the next, from depth 3, width × 1 to depth 4, width × 1 "
        + "(AUC −0.00500 [−0.00525, −0.00475]), no growth of the rank is seen at tokens (0.00 [0.00, 0.00]), "
        + "mixing (0.00 [0.00, 0.00]), ffn (0.00 [0.00, 0.00]).",
        Sentence([0, -0.01, 0, -0.005], (_, _, _) => 5));

    [Fact]
    public void ARankThatWasNotMeasured_IsNotKnown() => Assert.EndsWith(
        "the rank grows at tokens (+1.00 [+1.00, +1.00]); how the rank changes is not known at mixing, ffn.",
        Sentence([0, 0, 0, 0], (shape, _, module) => module == "tokens" ? shape.Depth : double.NaN));

    [Fact]
    public void AnIntervalThatReaches0_IsNoGrowth() => Assert.Contains(
        "no growth of the rank is seen at tokens (+0.10 [−0.15, +0.35])", // 4.303 · .1 / √3
        Sentence([0, 0, 0, 0], (shape, seed, _) => shape.Depth * 0.1 * seed));

    static string Sentence(double[] byDepth, Func<ScaleShape, int, string, double> rank) => ScaleSentence.Of(
        "RankMixer", MadeScale.Model(
            "RankMixer", 3, (shape, seed) => 0.7 + byDepth[shape.Depth - 1] + shape.Depth * _noise[seed], rank: rank)
            .Curve(ScaleFamily.Depth));
}
