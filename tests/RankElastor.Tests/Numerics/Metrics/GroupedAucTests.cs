using RankElastor.Numerics.Metrics;

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
}
