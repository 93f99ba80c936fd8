using RankElastor.Numerics.Spectra;

namespace RankElastor.Training.Probes.Health;

/// <summary>The measures that every spectrum has, whatever its matrix: a batch, a table, a weight.</summary>
static class MatrixHealth
{
    const double RankMeEpsilon = 1e-7;

    /// <summary>By name, of the singular values of a float32 matrix [<paramref name="rows"/>, <paramref name="columns"/>].</summary>
    public static Dictionary<string, double> Measures(double[] singular, int rows, int columns)
    {
        var spectrum = MatrixSpectrum.Of(singular, rows, columns, SpectralMeasures.FloatEpsilon);
        return new Dictionary<string, double>
        {
            ["entropy_rank_sv"] = spectrum.EntropyRankSv,
            ["entropy_rank_ev"] = spectrum.EntropyRankEv,
            ["stable_rank"] = spectrum.StableRank,
            ["participation_ratio"] = spectrum.ParticipationRatio,
            ["rankme"] = RankMe(singular),
            ["numerical_rank"] = spectrum.NumericalRank,
            ["information_abundance_ratio"] = spectrum.InformationAbundance / singular.Length,
            ["top1_energy"] = 1 / spectrum.StableRank,
            ["baseline_ratio"] = spectrum.EntropyRankEv / EntropyRankBaseline.Of(rows, columns),
        };
    }

    /// <summary>The mean of each measure over a stack of matrices of one shape.</summary>
    public static Dictionary<string, double> Mean(IReadOnlyList<Dictionary<string, double>> stack) =>
        stack[0].Keys.ToDictionary(name => name, name => stack.Average(one => one[name]));

    static double RankMe(double[] singular)
    {
        var sum = singular.Sum();
        return sum > 0 ? Math.Exp(-singular.Select(value => value / sum + RankMeEpsilon).Sum(p => p * Math.Log(p))) : double.NaN;
    }
}
