using CsCheck;
using RankElastor.Numerics.Metrics;

namespace RankElastor.Tests.Numerics.Metrics;

/// <summary>MRR, NDCG and hit rate against plain loops over groups, ties and small groups included.</summary>
public sealed class GroupedRankingTests
{
    static readonly double[] _scores = [0.9, 0.5, 0.5, 0.1, 0.7, 0.7, 0.3];
    static readonly float[] _labels = [0, 1, 0, 1, 1, 0, 0];
    static readonly long[] _groups = [5, 5, 5, 5, -2, -2, 8]; // 8 has no positive row

    [Fact]
    public void SmallExample_ByHand()
    {
        // group 5 by falling score, of the two .5 the later first: labels 0, 0, 1, 1; group -2: 0, 1
        var ranking = GroupedRanking.Of(_scores, _labels, _groups);
        Assert.Equal(((1 / 3.0 + 1 / 4.0) / 2 + 1 / 2.0 + 0) / 3, ranking.ReciprocalRank, 1e-9);
        Assert.Equal(0, ranking.Gain(1), 1e-9);
        var (three, all) = (1 / Math.Log2(4), 1 / Math.Log2(4) + 1 / Math.Log2(5));
        var best = 1 + 1 / Math.Log2(3);
        Assert.Equal((three / best + 1 / Math.Log2(3)) / 3, ranking.Gain(3), 1e-9);
        Assert.Equal((all / best + 1 / Math.Log2(3)) / 3, ranking.Gain(100), 1e-9);
        Assert.Equal([0, 1 / 3.0, 2 / 3.0, 2 / 3.0], ((int[])[1, 2, 3, 9]).Select(ranking.Hits));
    }

    [Fact]
    public void GradedLabels_GainByPowersOfTwo()
    {
        var ranking = GroupedRanking.Of([3, 2, 1], [1, 3, 0], [1, 1, 1]);
        Assert.Equal((1 + 7 / Math.Log2(3)) / (7 + 1 / Math.Log2(3)), ranking.Gain(2), 1e-9);
    }

    [Fact]
    public void OneClassGroups_CountAsFullOrEmpty()
    {
        var ranking = GroupedRanking.Of([1, 2, 3, 4], [1, 1, 0, 0], [1, 1, 2, 2]);
        Assert.Equal(1.5 / 4, ranking.ReciprocalRank, 1e-9);
        Assert.Equal(0.5, ranking.Gain(2), 1e-9);
        Assert.Equal(0.5, ranking.Hits(1));
    }

    [Fact]
    public void RandomRows_AgreeWithLoops() => Gen.Select(
        Gen.Int[0, 5].Array[1, 60], Gen.Int[0, 3].Array[60], Gen.Int[0, 4].Array[60], Gen.Int[1, 7])
        .Sample((scores, labels, groups, top) =>
        {
            var ranking = GroupedRanking.Of(
                [.. scores.Select(score => score / 4.0)], [.. labels.Take(scores.Length).Select(label => (float)label)],
                [.. groups.Take(scores.Length).Select(group => (long)group)]);
            var (rank, gain, hits) = (new List<double>(), new List<double>(), new List<double>());
            foreach (var group in groups.Take(scores.Length).Distinct())
            {
                var rows = Enumerable.Range(0, scores.Length).Where(row => groups[row] == group).Reverse()
                    .OrderByDescending(row => scores[row]).Select(row => labels[row]).ToList(); // a stable sort
                var sum = rows.Sum();
                rank.Add(sum == 0 ? 0 : rows.Select((label, place) => label / (place + 1.0)).Sum() / sum);
                var most = Discounted(rows.OrderDescending(), top);
                gain.Add(most == 0 ? 0 : Discounted(rows, top) / most);
                hits.Add(rows.Take(top).Any(label => label > 0) ? 1 : 0);
            }

            Assert.Equal(rank.Average(), ranking.ReciprocalRank, 1e-9);
            Assert.Equal(gain.Average(), ranking.Gain(top), 1e-9);
            Assert.Equal(hits.Average(), ranking.Hits(top), 1e-9);
        });

    [Fact]
    public void WrongInput_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => GroupedRanking.Of([1, double.NaN], [0, 1], [1, 1]));
        Assert.Throws<ArgumentException>(() => GroupedRanking.Of([1], [0, 1], [1, 1]));
        Assert.True(double.IsNaN(GroupedRanking.Of([], [], []).Gain(1)));
    }

    static double Discounted(IEnumerable<int> labels, int top) => labels.Take(top)
        .Select((label, place) => (Math.Pow(2, label) - 1) / Math.Log(place + 2, 2)).Sum();
}
