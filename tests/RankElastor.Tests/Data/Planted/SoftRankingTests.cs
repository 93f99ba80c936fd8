using CsCheck;
using RankElastor.Data.Planted;

namespace RankElastor.Tests.Data.Planted;

public sealed class SoftRankingTests
{
    [Fact]
    public void Auc_AgreesWithAllPairs() =>
        Gen.Select(Gen.Int[0, 5], Gen.Double[0, 1]).Array[2, 30].Sample(rows =>
        {
            var (wins, pairs) = (0.0, 0.0);
            for (var i = 0; i < rows.Length; i++)
            {
                for (var j = 0; j < rows.Length; j++)
                {
                    var weight = i == j ? 0 : rows[i].Item2 * (1 - rows[j].Item2);
                    pairs += weight;
                    wins += weight * (rows[i].Item1 > rows[j].Item1 ? 1 : rows[i].Item1 == rows[j].Item1 ? 0.5 : 0);
                }
            }

            var auc = SoftRanking.Auc([.. rows.Select(row => (double)row.Item1)], [.. rows.Select(row => row.Item2)]);
            Assert.True(pairs < 1e-6 || Math.Abs(wins / pairs - auc) < 1e-9 / pairs);
        });

    [Fact]
    public void Auc_OneClass_IsNaN() => Assert.Equal(double.NaN, SoftRanking.Auc([1, 2], [1, 1]));
}
