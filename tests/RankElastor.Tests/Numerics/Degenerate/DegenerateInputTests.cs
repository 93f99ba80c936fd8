using RankElastor.Numerics.Decay;
using RankElastor.Numerics.RandomMatrix;
using RankElastor.Numerics.Representations;
using RankElastor.Numerics.Spectra;
using RankElastor.Training.Probes.Health;
using RankElastor.Training.Probes.Measures;
using static TorchSharp.torch;

namespace RankElastor.Tests.Numerics.Degenerate;

/// <summary>No measure flatters an input that has nothing to say, and none throws: each has its stated value.</summary>
[Collection("torch")]
public sealed class DegenerateInputTests
{
    public static TheoryData<string> Names => [.. DegenerateInput.All.Select(input => input.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Ranks_OfAMatrixAndOfLanes(string name)
    {
        var (x, good) = (Find(name), new MatrixSpectrum[19]);
        var expected = Textbook.Ranks(x);
        double[] wide = Array.ConvertAll(x.Values, value => (double)value), s = new double[Math.Min(x.Rows, x.Columns)];
        Jacobi.SingularValues(wide, x.Rows, x.Columns, s);
        AssertSame(expected, Named(MatrixSpectrum.Of(s, x.Rows, x.Columns, SpectralMeasures.FloatEpsilon)));
        AssertSame(Textbook.Ranks(x), new Dictionary<string, double>
        {
            ["rankme"] = DecayMeasures.RankMe(s),
            ["top1"] = DecayMeasures.Top1Energy(s),
            ["condition"] = DecayMeasures.ConditionNumber(
                s, SpectralMeasures.NumericalRank(s, x.Rows, x.Columns, SpectralMeasures.FloatEpsilon)),
        });
        var neighbours = Enumerable.Range(0, 19).Select(i =>
            i == 5 ? x.Values : Drawn.Normal(x.Values.Length, (ulong)i + 7)).ToList();
        SpectralBatch.Measure([.. neighbours.SelectMany(values => values)], x.Rows, x.Columns, good);
        AssertSame(Textbook.Ranks(x), Named(good[5]));
        for (var i = 0; i < 19; i++)
        {
            AssertSame(Textbook.Ranks(new("neighbour", x.Rows, x.Columns, neighbours[i])), Named(good[i]));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Measures_OfTheRowsOfABatch(string name)
    {
        using var scope = NewDisposeScope();
        var x = Find(name);
        var ranks = Textbook.Ranks(x);
        var expected = Textbook.OfRows(x);
        expected.Remove("residual_share");
        expected.Remove("uniformity");
        foreach (var (rank, own) in new[]
        {
            ("sv", "entropy_rank_sv"), ("ev", "entropy_rank_ev"), ("stable", "stable_rank"),
            ("participation", "participation_ratio"), ("numerical", "numerical_rank"), ("rankme", "rankme"),
            ("top1", "top1_energy"),
        })
        {
            expected[own] = ranks[rank];
        }

        var batch = BatchHealth.Of(
            new ProbeMoment(1, 1, 0, 0), "x", tensor(x.Values).reshape(x.Rows, x.Columns), MeasureCatalogue.Default);
        var found = expected.Keys.ToDictionary(key => key, key => batch.Measures.GetValueOrDefault(key, double.NaN));
        AssertSame(expected, found, 2e-5); // through a Gram matrix, and to seven digits
        Assert.False(batch.Measures.ContainsKey("alpha")); // never 50 eigenvalues
        Assert.Contains("fewer than 50", batch.Refused!["alpha"], StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Measures_OfTokensUnitsAndAttention(string name)
    {
        var x = Find(name);
        var rows = Textbook.OfRows(x);
        AssertSame(rows, new Dictionary<string, double>
        {
            ["mean_cosine"] = TokenGeometry.MeanCosine(x.Values, x.Rows),
            ["residual_share"] = TokenGeometry.ResidualShare(x.Values, x.Rows),
            ["uniformity"] = Hypersphere.Uniformity(x.Values, x.Rows),
        });
        var activity = UnitActivity.Of(x.Values, x.Rows);
        AssertSame(Textbook.OfUnits(x), new Dictionary<string, double>
        {
            ["dead"] = activity.DeadShare,
            ["saturated"] = activity.SaturatedShare,
            ["redundancy"] = ActivationCodes.Redundancy(x.Values, x.Rows),
        });
        var entropy = AttentionEntropy.Of(Array.ConvertAll(x.Values, Math.Abs), x.Columns);
        AssertSame(Textbook.OfAttention(x), new Dictionary<string, double>
        {
            ["mean"] = entropy.Mean,
            ["least"] = entropy.Least,
            ["one-hot"] = entropy.OneHotShare,
            ["uniform"] = entropy.UniformShare,
            ["masked"] = entropy.MaskedShare,
        });
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Comparisons_AreUndefined_WhereRowsDoNotDiffer(string name)
    {
        var x = Find(name);
        var other = Drawn.Normal(3 * x.Rows, 5);
        var constant = double.IsNaN(Textbook.OfRows(x)["stable_rank_centred"]);
        var cka = Cka.LinearUnbiased(x.Values, other, x.Rows);
        Assert.True(double.IsNaN(cka) || (!constant && x.Rows >= 4 && cka <= 1 + 1e-9), $"{cka}");
        int[] labels = [.. Enumerable.Range(0, x.Rows).Select(i => i % 2)], one = new int[x.Rows];
        Assert.Equal(double.NaN, VariabilityCollapse.Of(x.Values, one, x.Columns, 2).Vci);
        Assert.Equal(double.NaN, VariabilityCollapse.Of(x.Values, one, x.Columns, 2).Nc1);
        var vci = VariabilityCollapse.Of(x.Values, labels, x.Columns, 2).Vci;
        Assert.True(constant ? double.IsNaN(vci) : double.IsNaN(vci) || vci is >= 0 and <= 1, $"{vci}");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void TailsAndShapes_AreRefused(string name)
    {
        var x = Find(name);
        var s = new double[Math.Min(x.Rows, x.Columns)];
        Jacobi.SingularValues(Array.ConvertAll(x.Values, value => (double)value), x.Rows, x.Columns, s);
        var refused = Assert.IsType<WeightSpectrum.Refused>(WeightSpectrum.Of(s, x.Rows, x.Columns));
        Assert.Contains(x.IsFinite ? "fewer than 50" : "not finite", refused.Reason, StringComparison.Ordinal);
        var eigenvalues = MarchenkoPastur.Eigenvalues(s, x.Rows, x.Columns);
        var outliers = MarchenkoPastur.OfBulk(eigenvalues, x.Rows, x.Columns).Outliers(eigenvalues);
        var rounding = s.Max() * Math.Max(x.Rows, x.Columns) * SpectralMeasures.FloatEpsilon;
        var isBulk = s.Count(value => value > rounding) > s.Length / 2.0;
        Assert.Equal(isBulk && x.IsFinite, !double.IsNaN(outliers));
        var used = UtilisedRank.Of(Array.ConvertAll(s, v => v * v), [1.0]);
        Assert.Equal(!x.IsFinite ? double.NaN : s.Max() == 0 ? 0 : 1, used);
    }

    static DegenerateInput Find(string name) => DegenerateInput.All.Single(input => input.Name == name);

    static Dictionary<string, double> Named(MatrixSpectrum s) => new()
    {
        ["sv"] = s.EntropyRankSv,
        ["ev"] = s.EntropyRankEv,
        ["reference"] = s.EntropyRankSvReference,
        ["stable"] = s.StableRank,
        ["participation"] = s.ParticipationRatio,
        ["abundance"] = s.InformationAbundance,
        ["numerical"] = s.NumericalRank,
        ["largest"] = s.Largest,
    };

    static void AssertSame(
        Dictionary<string, double> expected, Dictionary<string, double> found, double tolerance = 2e-6)
    {
        foreach (var (measure, value) in found)
        {
            var (wanted, size) = (expected[measure], Math.Max(1, Math.Abs(expected[measure])));
            Assert.True(
                double.IsNaN(wanted) ? double.IsNaN(value) : Math.Abs(wanted - value) <= tolerance * size,
                $"{measure}: {value}, not {wanted}");
        }
    }
}
