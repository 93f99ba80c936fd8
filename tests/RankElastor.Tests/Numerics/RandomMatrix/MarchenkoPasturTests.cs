using RankElastor.Numerics.RandomMatrix;

namespace RankElastor.Tests.Numerics.RandomMatrix;

public sealed class MarchenkoPasturTests
{
    [Fact]
    public void Edges_OfKnownShapes()
    {
        var law = MarchenkoPastur.Of(1000, 250, 1);
        Assert.Equal(0.25, law.Lower, 1e-12);
        Assert.Equal(2.25, law.Edge, 1e-12);
        Assert.Equal(8, MarchenkoPastur.Of(512, 512, 2).Edge, 1e-12);
        Assert.Equal(law, MarchenkoPastur.Of(250, 1000, 1));
    }

    [Fact]
    public void Margin_IsTwoToThreeTimesNToTheMinusTwoThirds()
    {
        Assert.Equal(2.06 * Math.Pow(512, -2.0 / 3), MarchenkoPastur.Margin(512, 512), 1e-4);
        Assert.Equal(3.144 * Math.Pow(1000, -2.0 / 3), MarchenkoPastur.Margin(1000, 250), 1e-4);
    }

    [Fact]
    public void Eigenvalues_OfNoise_FillTheLawAndSeldomLeaveIt()
    {
        var (outliers, above) = (0.0, 0);
        for (var draw = 0; draw < 40; draw++)
        {
            var eigenvalues = Noise(400, 100, (ulong)draw);
            var law = MarchenkoPastur.OfBulk(eigenvalues, 400, 100);
            Assert.Equal(1, law.Variance, 0.05);
            Assert.Equal(law.Edge, eigenvalues[0], 0.2);
            Assert.Equal(law.Lower, eigenvalues[^1], 0.1);
            outliers += law.Outliers(eigenvalues);
            above += eigenvalues.Count(lambda => lambda > law.Edge);
        }

        Assert.InRange(outliers, 0, 2);
        Assert.InRange(above, 3, 40); // the bare edge is passed by chance in every few matrices: the margin is needed
    }

    [Fact]
    public void Outliers_AreThePlantedDirectionsThatCanBeSeen()
    {
        const int rows = 1000, columns = 250;
        var values = Drawn.Normal(rows * columns, 3);
        double[] strengths = [5, 2, 0.8, 0.2];
        for (var k = 0; k < values.Length; k++)
        {
            values[k] *= (float)Math.Sqrt(1 + (k % columns < 4 ? strengths[k % columns] : 0));
        }

        var eigenvalues = Drawn.CovarianceEigenvalues(values, rows, columns);
        var law = MarchenkoPastur.OfBulk(eigenvalues, rows, columns);
        Assert.InRange(law.Outliers(eigenvalues), 2, 3); // 0.8 lies at the margin, 0.2 below the transition
        for (var i = 0; i < 3; i++)
        {
            // theta = 0.8, 2, 5 above sqrt q = 0.5 leave the bulk for (1 + theta)(1 + q / theta): Baik, Ben Arous and
            // Péché, 2005
            Assert.Equal(1, eigenvalues[i] / ((1 + strengths[i]) * (1 + 0.25 / strengths[i])), 0.1);
        }
    }

    static double[] Noise(int rows, int columns, ulong seed) =>
        Drawn.CovarianceEigenvalues(Drawn.Normal(rows * columns, seed), rows, columns);
}
