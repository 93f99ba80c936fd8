using System.Globalization;
using RankElastor.Numerics.Statistics;

namespace RankElastor.Experiments.Remedies;

/// <summary>Whether remedies that raise a rank raise AUC: over the arms of a data set.</summary>
static class RankAndAuc
{
    const int Permutations = 100_000, LeastArms = 4;

    /// <summary>
    /// Spearman's ρ over arms between the mean change of the batch's rank and that of AUC, and the same of the rows'
    /// rank, with p-values by permutation of arms. Empty for fewer than four arms that have both.
    /// </summary>
    public static string Sentence(IReadOnlyList<RemedyComparison> arms)
    {
        List<string> found =
        [
            .. new[] { RemedyRun.Batch(RemedyRun.RowRank), RemedyRun.RowRank }
                .Select(column => Words(arms, column)).OfType<string>(),
        ];
        return found.Count == 0 ? ""
            : $"\nOver the arms, Spearman's ρ between the mean change of a rank and that of {RemedyRun.Auc}: "
            + $"{string.Join("; ", found)}. Arms share the runs without a remedy, and were not drawn at random.\n";
    }

    static string? Words(IReadOnlyList<RemedyComparison> arms, string column)
    {
        List<(double Rank, double Auc)> pairs =
        [
            .. arms.Where(arm => arm.Differences.ContainsKey(column) && arm.Differences.ContainsKey(RemedyRun.Auc))
                .Select(arm => (arm.Differences[column].Mean, arm.Differences[RemedyRun.Auc].Mean))
                .Where(pair => double.IsFinite(pair.Item1 + pair.Item2)),
        ];
        double[] ranks = [.. pairs.Select(pair => pair.Rank)], aucs = [.. pairs.Select(pair => pair.Auc)];
        if (pairs.Count < LeastArms)
        {
            return null;
        }

        var (rho, p) = (RankCorrelation.Spearman(ranks, aucs),
            RankCorrelation.PermutationP(ranks, aucs, Permutations, seed: 0));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{column} {rho:0.00} over {pairs.Count} arms (p = {p:0.0000} by {Permutations} permutations)");
    }
}
