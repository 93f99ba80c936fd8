using RankElastor.Numerics.Statistics;

namespace RankElastor.Tests.Numerics.Statistics;

public sealed class RankCorrelationTests
{
    [Fact]
    public void Spearman_IsThatOfTheTextbook()
    {
        // ten pairs of the usual example (IQ and hours of television): −29/165
        double[] iq = [106, 86, 100, 101, 99, 103, 97, 113, 112, 110], hours = [7, 0, 27, 50, 28, 29, 20, 12, 6, 17];
        Assert.Equal(-29.0 / 165, RankCorrelation.Spearman(iq, hours), 1e-12);
        Assert.Equal(1, RankCorrelation.Spearman([1, 2, 3], [0, 10, 11]), 1e-12);
        Assert.Equal(Math.Sqrt(0.75), RankCorrelation.Spearman([1, 1, 2], [3, 4, 5]), 1e-12); // ranks 1.5 1.5 3
        Assert.True(double.IsNaN(RankCorrelation.Spearman([1, 1, 1], [3, 4, 5])));
        Assert.True(double.IsNaN(RankCorrelation.Spearman([1, double.NaN], [3, 4])));
    }

    [Fact]
    public void PermutationP_AgreesWithAllPermutations()
    {
        double[] x = [1, 2, 3, 4, 5], y = [2, 1, 3, 5, 4];
        var found = Math.Abs(RankCorrelation.Spearman(x, y));
        var all = Orders([.. y]).ToList();
        var exact = all.Count(order => Math.Abs(RankCorrelation.Spearman(x, order)) >= found - 1e-12) / 120.0;
        Assert.Equal(120, all.Count);
        Assert.Equal(exact, RankCorrelation.PermutationP(x, y, 20_000, seed: 3), 0.01);
    }

    static IEnumerable<double[]> Orders(List<double> rest) => rest.Count == 0 ? [[]]
        : rest.SelectMany((first, i) => Orders([.. rest.Where((_, other) => other != i)])
            .Select(order => (double[])[first, .. order]));
}
