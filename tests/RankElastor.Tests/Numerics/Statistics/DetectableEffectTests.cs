using RankElastor.Numerics.Randomness;
using RankElastor.Numerics.Statistics;

namespace RankElastor.Tests.Numerics.Statistics;

/// <summary>
/// Against mpmath at 22 to 30 digits: Φ by its error function, the noncentral t by quadrature over the chi density
/// ∫ Φ(δ − t s / √ν) s^(ν−1) e^(−s²/2) ds / (2^(ν/2−1) Γ(ν/2)), the effect by bisection of the power.
/// </summary>
public sealed class DetectableEffectTests
{
    [Theory]
    [InlineData(-7.5, 3.1908916729108962e-14)]
    [InlineData(-3, 0.0013498980316300945)]
    [InlineData(-0.5, 0.3085375387259869)]
    [InlineData(0, 0.5)]
    [InlineData(1, 0.84134474606854295)]
    [InlineData(6, 0.99999999901341235)]
    [InlineData(40, 1)]
    [InlineData(-40, 0)]
    [InlineData(double.NaN, double.NaN)]
    public void Normal_IsThatOfTheErrorFunction(double z, double below) =>
        Assert.Equal(below, Normal.Below(z), 1e-15);

    [Theory]
    [InlineData(0, 4, 1, 0.84134474606854295)]
    [InlineData(2.5, 4, 1, 0.1518876002447131)]
    [InlineData(2.776445105, 4, 3, 0.61925753713362274)]
    [InlineData(12.706204736, 1, 20, 0.88339444293802977)]
    [InlineData(1.5, 30, -1, 0.0072768272297829508)]
    [InlineData(40, 2, 60, 0.89437029193863971)]
    [InlineData(2, 500, 2, 0.50039857633958851)]
    public void NoncentralT_IsItsIntegral(double t, int freedom, double shift, double above) =>
        Assert.Equal(above, NoncentralT.Above(t, freedom, shift), 1e-12);

    [Theory]
    [InlineData(0.95, 4, 2.7764451051977935)]
    [InlineData(0.95, 1, 12.706204736174693)]
    [InlineData(0.99, 4, 4.604094871349992)]
    [InlineData(0.95, 100, 1.9839715185235519)]
    [InlineData(0.99, 2, 9.9248432009182886)]
    [InlineData(0.5, 7, 0.71114177808178631)]
    [InlineData(0.95, int.MaxValue, 1.9599639845400542)]
    [InlineData(0.9999, int.MaxValue, 3.890591886413094)]
    public void Points_OfStudentsT(double central, int freedom, double point) =>
        Assert.Equal(point, StudentT.TwoSided(central, freedom), 1e-10);

    [Theory]
    [InlineData(4, 0.05, 0.8, 3.76105955382502)]
    [InlineData(9, 0.05, 0.8, 3.149632886450618)]
    [InlineData(4, 0.01, 0.9, 6.768743436413857)]
    [InlineData(1, 0.05, 0.8, 16.334008869921)]
    [InlineData(int.MaxValue, 0.05, 0.8, 2.8015817870135789)]
    [InlineData(int.MaxValue, 0.01, 0.9, 3.8573808687375528)]
    public void Effect_IsFoundWithTheAskedPower(int freedom, double level, double power, double errors)
    {
        Assert.Equal(errors, DetectableEffect.Of(1, freedom, level, power), 1e-10);
        Assert.Equal(0.002 * errors, DetectableEffect.Of(0.002, freedom, level, power), 1e-12);
    }

    [Fact]
    public void Effect_IsFound_InEightStudiesOfTen()
    {
        var (random, found) = (new SeededRandom(3), 0);
        var effect = DetectableEffect.Of(1 / Math.Sqrt(5), 4);
        for (var i = 0; i < 4000; i++)
        {
            var pairs = new PairedDifferences(Enumerable.Range(0, 5).Select(_ => effect + random.NextNormal()));
            found += pairs.Estimate.P < 0.05 ? 1 : 0;
        }

        Assert.InRange(found / 4000.0, 0.8 - 0.019, 0.8 + 0.019); // three standard errors
    }

    [Fact]
    public void Degenerate_IsSaid()
    {
        Assert.Equal(0, DetectableEffect.Of(0, 4));
        Assert.True(double.IsNaN(DetectableEffect.Of(1, 0)));
        Assert.True(double.IsNaN(DetectableEffect.Of(double.NaN, 4)));
        Assert.Throws<ArgumentOutOfRangeException>(() => DetectableEffect.Of(1, 4, 0.9, 0.8));
    }
}
