using RankElastor.Experiments.Remedies;

namespace RankElastor.Tests.Experiments.Remedies;

public sealed class RankAndAucTests
{
    [Fact]
    public void Sentence_SaysHowRanksGoWithAuc_OverArms()
    {
        var arms = new[] { (2.0, 0.01), (3, 0.02), (5, 0.03), (9, 0.05) }.Select(arm => Arm(-arm.Item1, arm.Item2));
        var sentence = RankAndAuc.Sentence([.. arms]);
        Assert.Contains("batch entropy_rank_ev -1.00 over 4 arms (p = 0.08", sentence); // 2 of 4! = .0833
        Assert.DoesNotContain("; entropy_rank_ev", sentence); // no arm has it
    }

    [Fact]
    public void Sentence_IsEmpty_ForThreeArms() =>
        Assert.Empty(RankAndAuc.Sentence([Arm(1, 0.1), Arm(2, 0.2), Arm(3, 0.3)]));

    static RemedyComparison Arm(double rank, double auc) =>
        new("arm", "site", Runs(20, 0.8), Runs(20 + rank, 0.8 + auc));

    static List<RemedyRun> Runs(double rank, double auc) =>
    [
        .. new[] { 1, 2 }.Select(seed => new RemedyRun(seed, new Dictionary<string, double>
        {
            [RemedyRun.Auc] = auc,
            [RemedyRun.Batch(RemedyRun.RowRank)] = rank,
        })),
    ];
}
