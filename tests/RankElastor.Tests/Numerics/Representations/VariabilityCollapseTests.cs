using RankElastor.Numerics.Randomness;
using RankElastor.Numerics.Representations;

namespace RankElastor.Tests.Numerics.Representations;

public sealed class VariabilityCollapseTests
{
    const int Width = 32, Classes = 10, PerClass = 200;

    [Theory]
    [InlineData(0.01, 0.00005)]
    [InlineData(0.1, 0.0044)]
    [InlineData(0.5, 0.096)]
    [InlineData(1, 0.273)]
    [InlineData(3, 0.710)]
    public void Vci_OfGaussianClasses_GrowsWithTheirNoise(double noise, double expected)
    {
        var mean = Enumerable.Range(1, 5).Average(seed => Measured(Gaussian(noise, (ulong)seed), Width).Vci);
        Assert.InRange(mean / expected, 0.75, 1.25);
    }

    [Fact]
    public void Vci_IsUnchangedByAnInvertibleMap_AndNc1IsNot()
    {
        var rows = Gaussian(0.5, 1);
        var mapped = Drawn.Product(rows, Drawn.NormalDoubles(Width * Width, 2), Width);
        VariabilityCollapse before = Measured(rows, Width), after = Measured(mapped, Width);
        Assert.Equal(before.Vci, after.Vci, 1e-5);
        Assert.InRange(after.Nc1 / before.Nc1, 1.2, 100);
    }

    [Fact]
    public void Vci_OfTwoClasses_IsOneLessTheR2OfTheLinearDiscriminant()
    {
        // one column: R² = between / total
        float[] x = [1, 2, 3, 5, 6, 8];
        int[] labels = [0, 0, 0, 0, 1, 1];
        double mean = x.Average(), total = x.Average(v => (v - mean) * (v - mean));
        var between = 4.0 / 6 * Math.Pow(2.75 - mean, 2) + 2.0 / 6 * Math.Pow(7 - mean, 2);
        var measured = VariabilityCollapse.Of(x, labels, 1, 2);
        Assert.Equal(1 - between / total, measured.Vci, 1e-12);
        Assert.Equal((total - between) / between / 2, measured.Nc1, 1e-12);
    }

    [Fact]
    public void Vci_IgnoresColumnsThatRepeatOrDoNotVary()
    {
        float[] x = [1, 2, 3, 5, 6, 8];
        int[] labels = [0, 0, 0, 0, 1, 1];
        var repeated = x.SelectMany(v => new[] { v, 7, 2 * v }).ToArray();
        Assert.Equal(
            VariabilityCollapse.Of(x, labels, 1, 2).Vci, VariabilityCollapse.Of(repeated, labels, 3, 2).Vci, 1e-9);
    }

    [Fact]
    public void Measures_OfCollapsedRows_AreZero_AndOfClassesWithOneMean_NaN()
    {
        var collapsed = VariabilityCollapse.Of([1, 1, 4, 4], [0, 0, 1, 1], 1, 2);
        Assert.Equal(0, collapsed.Vci, 1e-12);
        Assert.Equal(0, collapsed.Nc1, 1e-12);
        Assert.Equal(double.NaN, VariabilityCollapse.Of([1, 3, 1, 3], [0, 0, 1, 1], 1, 2).Vci);
        Assert.Equal(double.NaN, VariabilityCollapse.Of([1, 3, 1, 3], [0, 0, 0, 0], 1, 2).Vci);
    }

    static VariabilityCollapse Measured(float[] rows, int width) =>
        VariabilityCollapse.Of(
            rows, Enumerable.Range(0, Classes * PerClass).Select(i => i % Classes).ToArray(), width, Classes);

    /// <summary>Classes about normal means.</summary>
    static float[] Gaussian(double noise, ulong seed)
    {
        var random = new SeededRandom(seed);
        var means = Drawn.NormalDoubles(Classes * Width, seed + 100);
        return
        [
            .. Enumerable.Range(0, Classes * PerClass * Width).Select(
                k => (float)(means[k / Width % Classes * Width + k % Width] + noise * random.NextNormal())),
        ];
    }
}
