using RankElastor.Numerics.Metrics;
using RankElastor.Numerics.Randomness;
using RankElastor.Numerics.Statistics;

namespace RankElastor.Tests.Numerics.Statistics;

public sealed class SeedsAndRowsTests
{
    [Fact]
    public void Variance_IsThatOfSeeds_AndTheCovarianceThatTheyShare()
    {
        // differences 1, 2, 6: s² = 7, s²/3; products of parts 1·2 + 0·1 = 2, 1·1 + 0·3 = 1, 2·1 + 1·3 = 5: mean 8/3
        var both = SeedsAndRows.Of([new(1, [1, 0]), new(2, [2, 1]), new(6, [1, 3])]);
        Assert.Equal((3, Math.Sqrt(7.0 / 3), 2), (both.Seeds.Value, both.Seeds.Error, both.Seeds.Freedom));
        Assert.Equal(Math.Sqrt(8.0 / 3), both.RowError, 1e-14);
        Assert.Equal(both.Seeds with { KnownError = both.RowError }, both.Both);
        Assert.Equal(Math.Sqrt(16.0 + 16) / 3, both.Rows.Error, 1e-14); // mean parts 4/3 and 4/3
    }

    [Fact]
    public void Degenerate_IsSaid()
    {
        Assert.True(double.IsNaN(SeedsAndRows.Of([new(1, [1])]).Both.P));
        var apart = SeedsAndRows.Of([new(1, [1]), new(3, [-1])]); // a covariance below 0 counts as 0
        Assert.Equal(new Estimate(2, 1, 1), apart.Both);
        var still = SeedsAndRows.Of([new(1, [0.5]), new(1, [0.5])]);
        Assert.Equal(new Estimate(1, 0, 1) { KnownError = 0.5 }, still.Both);
        Assert.Equal(new Estimate(0, 0, 1), SeedsAndRows.Of([new(0, [0, 0]), new(0, [0, 0])]).Both);
    }

    /// <summary>
    /// Means of rows: differences with an effect of the seed, one of the row and one of both. The test may reject the
    /// true difference, 0, in at most 5 % of studies; of 3,000 within three standard errors, 1.2 %.
    /// </summary>
    [Theory]
    [Trait("kind", "slow")]
    [InlineData(4, 0.1, 0, 1, 0.975)] // seeds and their own rows: rows shared by seeds do not exist
    [InlineData(4, 0, 1, 1, 0.985)] // the sources are alike: wide
    [InlineData(4, 0.1, 1, 0.5, 0.985)]
    [InlineData(2, 0.1, 1, 0.5, 0.995)] // two seeds: wider still, and never too narrow
    [InlineData(2, 0.2, 1, 0.1, 0.99)]
    [InlineData(4, 0.02, 1, 0.1, 0.962)]
    public void Test_KeepsTheTruth_In95StudiesOf100(int seeds, double seed, double row, double own, double most)
    {
        var (random, holds) = (new SeededRandom(11), 0);
        const int Studies = 3000, Rows = 100;
        for (var study = 0; study < Studies; study++)
        {
            double[] rows = [.. Enumerable.Range(0, Rows).Select(_ => row * random.NextNormal())];
            List<PairedGain> gains = [];
            for (var s = 0; s < seeds; s++)
            {
                var shift = seed * random.NextNormal();
                gains.Add(new WeightedDifferences(
                    rows.Select(shared => shift + shared + own * random.NextNormal()).ToArray(), default).Gain());
            }

            holds += SeedsAndRows.Of(gains).Both.P >= 0.05 ? 1 : 0;
        }

        Assert.InRange(holds / (double)Studies, 0.938, most);
    }

    /// <summary>
    /// The same of AUC: two models of one kind, scores with an effect of row and model, of seed, and of both; 1,000
    /// studies, three standard errors are 2.1 %. Intervals of seeds alone and of rows alone hold it too rarely.
    /// </summary>
    [Fact]
    public void IntervalOfAuc_HoldsTheTruth_WhereNeitherSourceAloneDoes()
    {
        var random = new SeededRandom(12);
        var (both, ofSeeds, ofRows) = (0, 0, 0);
        const int Studies = 1000, Rows = 160, Seeds = 5;
        float[] labels = [.. Enumerable.Range(0, Rows).Select(i => i % 3 == 0 ? 1f : 0)];
        double[] Effects(double size) => [.. labels.Select(_ => size * random.NextNormal())];
        for (var study = 0; study < Studies; study++)
        {
            var (first, second) = (Effects(1), Effects(1)); // what a model of a kind makes of a row
            double[] Scores(double[] kind)
            {
                var (signal, own) = (1 + 0.3 * random.NextNormal(), Effects(0.7));
                return [.. labels.Select((label, i) => signal * label + kind[i] + own[i])];
            }

            var gains = SeedsAndRows.Of([.. Enumerable.Range(0, Seeds).Select(
                _ => PairedAuc.GainOf(Scores(first), Scores(second), labels))]);
            both += gains.Both.P >= 0.05 ? 1 : 0;
            ofSeeds += gains.Seeds.Interval.Direction == 0 ? 1 : 0;
            ofRows += gains.Rows.Interval.Direction == 0 ? 1 : 0;
        }

        Assert.InRange(both / (double)Studies, 0.929, 0.985);
        Assert.True(ofSeeds < 0.9 * Studies && ofRows < 0.92 * Studies, $"{ofSeeds} and {ofRows} of {Studies}");
    }
}
