using RankElastor.Numerics.Metrics;
using RankElastor.Numerics.Randomness;

namespace RankElastor.Tests.Numerics.Metrics;

public sealed class GroupedAucTests
{
    // group 5: 3 rows, 1 positive, AUC 1/2; group -1: 4 rows, 3 positives, AUC 2/3; group 9: ties only, AUC 1/2; group
    // 2: one class
    static readonly long[] _groups = [5, -1, 5, -1, 9, 5, -1, 2, -1, 9];
    static readonly double[] _scores = [0.5, 0.9, 0.4, 0.8, 0.3, 0.6, 0.7, 0.1, 0.75, 0.3];
    static readonly float[] _labels = [1, 1, 0, 1, 1, 0, 1, 1, 0, 0];

    [Theory]
    [InlineData(GroupedAucVariant.FuxiCtr, (3 * 0.5 + 4 * 2.0 / 3 + 2 * 0.5) / 9)]
    [InlineData(GroupedAucVariant.RecBole, (1 * 0.5 + 3 * 2.0 / 3 + 1 * 0.5) / 5)]
    [InlineData(GroupedAucVariant.TorchEasyRec, (0.5 + 2.0 / 3 + 0.5) / 3)]
    [InlineData(GroupedAucVariant.TorchRec, (0.5 + 2.0 / 3) / 2)]
    public void Of_FollowsTheNamedDefinition(GroupedAucVariant variant, double expected) =>
        Assert.Equal(expected, GroupedAuc.Of(_scores, _labels, _groups)[variant], 1e-15);

    [Fact]
    public void Of_CountsGroups_AndThoseWithBothClasses()
    {
        var grouped = GroupedAuc.Of(_scores, _labels, _groups);
        Assert.Equal((4, 3), (grouped.Groups, grouped.GroupsUsed));
        Assert.Equal(grouped[GroupedAucVariant.TorchEasyRec], grouped.AverageAuc);
    }

    [Fact]
    public void Of_OneGroup_IsAucInEveryVariant() =>
        Assert.All(Enum.GetValues<GroupedAucVariant>(), variant =>
            Assert.Equal(Auc.Of(_scores, _labels), GroupedAuc.Of(_scores, _labels, new long[10])[variant], 1e-15));

    [Fact]
    public void Of_NoGroupWithBothClasses_IsNaN() =>
        Assert.Equal(double.NaN, GroupedAuc.Of([0.1, 0.2], [1, 0], [1, 2])[GroupedAucVariant.FuxiCtr]);

    /// <summary>By the definition, pair by pair, for keys of any size in any order and scores with ties.</summary>
    [Theory]
    [InlineData(1, 0)]
    [InlineData(40, 0)]
    [InlineData(2048, 0)] // a power of two, most groups of one class
    [InlineData(2048, 34)] // keys that lie near each other
    [InlineData(40, 63)]
    public void Of_IsTheDefinition_OfFloatsAndDoubles(int groups, int shift)
    {
        const int Rows = 5000;
        var random = new SeededRandom(11);
        long[] names = [.. Enumerable.Range(0, groups).Select(_ => unchecked((long)random.NextUInt64()) >> shift)];
        long[] keys = [.. Enumerable.Range(0, Rows).Select(_ => names[random.NextInt(groups)])];
        float[] labels = [.. Enumerable.Range(0, Rows).Select(_ => (float)random.NextInt(2))];
        float[] scores = [.. Enumerable.Range(0, Rows).Select(_ => (random.NextInt(200) - 100) / 7f)];
        double[] wide = [.. scores.Select(score => (double)score)];

        var byGroup = Enumerable.Range(0, Rows).GroupBy(row => keys[row]).Select(rows => (
            Count: rows.Count(), Auc: Auc.Scalar([.. rows.Select(row => wide[row])],
            [.. rows.Select(row => labels[row])]))).ToList();
        var used = byGroup.Where(group => !double.IsNaN(group.Auc)).ToList();
        var expected = used.Sum(group => group.Count * group.Auc) / used.Sum(group => group.Count);
        foreach (var actual in (GroupedAuc[])[GroupedAuc.Of(scores, labels, keys), GroupedAuc.Of(wide, labels, keys)])
        {
            Assert.Equal(expected, actual[GroupedAucVariant.FuxiCtr], 1e-13);
            Assert.Equal(used.Average(group => group.Auc), actual.AverageAuc, 1e-13);
            Assert.Equal((byGroup.Count, used.Count), (actual.Groups, actual.GroupsUsed));
        }
    }

    [Fact]
    public void Of_DoublesThatAreOneFloat_AreTwoScores() =>
        Assert.Equal(1, GroupedAuc.Of([0.5 + 1e-12, 0.5], [1, 0], [3, 3])[GroupedAucVariant.FuxiCtr]);

    [Fact]
    public void Of_NotANumber_OrOtherLengths_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => GroupedAuc.Of([0.5f, float.NaN], [1, 0], [3, 3]));
        Assert.Throws<ArgumentException>(() => GroupedAuc.Of([0.5, double.NaN], [1, 0], [3, 3]));
        Assert.Throws<ArgumentException>(() => GroupedAuc.Of([0.5f, 0.5f], [1, 0], [3]));
    }

    [Fact]
    public void Of_NoRows_IsNaN() =>
        Assert.Equal(double.NaN, GroupedAuc.Of(Array.Empty<float>(), [], []).AverageAuc);
}
