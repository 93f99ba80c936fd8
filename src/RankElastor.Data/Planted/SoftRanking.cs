using System.Diagnostics;

namespace RankElastor.Data.Planted;

/// <summary>AUC of scores against probabilities in place of labels; labels 0 and 1 give the ordinary AUC.</summary>
static class SoftRanking
{
    /// <summary>
    /// Σ_{i≠j} p_i (1 − p_j) ([s_i &gt; s_j] + ½[s_i = s_j]) / Σ_{i≠j} p_i (1 − p_j); NaN when no pair has weight.
    /// O(n log n).
    /// </summary>
    internal static double Auc(ReadOnlySpan<double> scores, ReadOnlySpan<double> probabilities)
    {
        Debug.Assert(scores.Length == probabilities.Length);
        var (keys, p) = (scores.ToArray(), probabilities.ToArray());
        Array.Sort(keys, p);
        var (wins, positives, negatives, self) = (0.0, 0.0, 0.0, 0.0);
        for (int first = 0, next; first < keys.Length; first = next)
        {
            var (tiedPositives, tiedNegatives) = (0.0, 0.0);
            for (next = first; next < keys.Length && keys[next] == keys[first]; next++)
            {
                tiedPositives += p[next];
                tiedNegatives += 1 - p[next];
                self += p[next] * (1 - p[next]);
            }

            wins += tiedPositives * (negatives + tiedNegatives / 2);
            positives += tiedPositives;
            negatives += tiedNegatives;
        }

        return (wins - self / 2) / (positives * negatives - self);
    }
}
