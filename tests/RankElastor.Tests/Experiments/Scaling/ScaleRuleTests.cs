using RankElastor.Experiments.Lab;
using RankElastor.Experiments.Scaling;

namespace RankElastor.Tests.Experiments.Scaling;

/// <summary>Claims, slopes and growth at equal size of made-up runs.</summary>
public sealed class ScaleRuleTests
{
    static readonly double[] _noise = [0, 0.001, -0.001, 0.0005, -0.0005];

    [Theory]
    [InlineData(0.02, Claim.Holds)]
    [InlineData(-0.02, Claim.Refuted)]
    [InlineData(0, Claim.Inconclusive)]
    public void Steeper_IsByTheSlopePerDecadeOfParameters(double more, string verdict)
    {
        var set = new ScaleSet(
            "rows", MadeScale.Model("RankMixer", 5, (shape, seed) => Auc(shape, 0.01) + _noise[seed]),
            MadeScale.Model("RankElastor", 5, (shape, seed) => Auc(shape, 0.01 + more + 3 * _noise[seed])));
        Assert.Equal(
            [("rows/width/slope", verdict), ("rows/depth/slope", verdict)],
            ScaleRule.Claims(set).Take(2).Select(claim => (claim.Id, claim.Verdict)));
        var slope = set.Elastor.Curve(ScaleFamily.Joint).Slope(ScaleSize.Parameters, ScaleRun.Auc);
        Assert.Equal(0.01 + more, slope.Value, 1e-9);
        var loss = set.Mixer.Curve(ScaleFamily.Depth).Slope(ScaleSize.Parameters, ScaleRun.LogLoss);
        Assert.Equal(-0.01, loss.Value, 1e-9);
        Assert.Equal(0, loss.High - loss.Low, 1e-9); // a seed that is better everywhere changes no slope
    }

    [Theory]
    [InlineData(0.02, 0.02, Claim.Holds)]
    [InlineData(0.02, -0.02, Claim.Refuted)] // width alone is better
    [InlineData(-0.02, 0.02, Claim.Refuted)]
    [InlineData(0.02, 0, Claim.Inconclusive)]
    public void Joint_IsComparedWithTheBetterOfBoth(double overDepth, double overWidth, string verdict)
    {
        var model = MadeScale.Model("RankMixer", 5, (shape, seed) => 0.7 + _noise[seed] * shape.Width
            + (shape is { Depth: > 1, Width: 1 } ? -overDepth : shape is { Depth: 1, Width: > 1 } ? -overWidth : 0));
        var claim = ScaleRule.Claims(new ScaleSet("rows", model, model))[2];
        Assert.Equal(("rows/RankMixer/joint", verdict), (claim.Id, claim.Verdict));
    }

    [Fact]
    public void EqualSize_IsBetweenTheSizesThatBothHave()
    {
        // joint: 10k, 40k, 90k, 160k; depth: 10k … 40k. AUC is 2 log10 and log10 of parameters.
        var model = MadeScale.Model(
            "RankMixer", 3, (shape, _) => (shape.Width > 1 ? 2 : 1) * (Math.Log10(MadeScale.Dense(shape)) - 4));
        var gain = model.JointAgainst(ScaleFamily.Depth, ScaleSize.Parameters);
        Assert.Equal((4, Math.Log10(4e4)), (gain.Low, gain.High));
        Assert.Equal(Math.Log10(4) / 2, gain.Measured.Value, 1e-9); // x from 0 to log10 4 on average
        Assert.Equal(Math.Log10(4) / 2, gain.Fitted.Value, 1e-9);
        Assert.Equal(gain.Measured.Value, gain.Measured.Low, 1e-9);
    }

    [Fact]
    public void SizesThatDoNotOverlap_AreNotCompared()
    {
        var model = MadeScale.Model(
            "RankMixer", 3, (_, _) => 0.7, shape => shape.Width > 1 ? 1e6 * shape.Width : 1e4);
        var wide = new ScaleCurve(ScaleFamily.Joint, [.. model.Curve(ScaleFamily.Joint).Runs.Skip(1)]);
        var gain = EqualSize.Of(wide, model.Curve(ScaleFamily.Depth), ScaleSize.Parameters);
        Assert.True(double.IsNaN(gain.Measured.Value) && double.IsNaN(gain.Fitted.Value));
        Assert.Equal(0, gain.Measured.Direction);
    }

    [Fact]
    public void Seconds_AreOfTrainingPerEpoch()
    {
        var model = MadeScale.Model("RankMixer", 2, (shape, _) => Math.Log10(shape.Depth));
        Assert.Equal(3, model.Runs[new ScaleShape(3, 1)][0].Seconds); // 6 s in 2 epochs
        Assert.Equal(1, model.Curve(ScaleFamily.Depth).Slope(ScaleSize.Seconds, ScaleRun.Auc).Value, 1e-9);
    }

    [Fact]
    public void Shapes_AreTrainedOnce() => Assert.Equal(10, ScaleFamily.AllShapes.Count);

    static double Auc(ScaleShape shape, double slope) => 0.7 + slope * Math.Log10(MadeScale.Dense(shape) / 1e4);
}
