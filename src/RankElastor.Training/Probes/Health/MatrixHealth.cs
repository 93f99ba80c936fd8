using RankElastor.Numerics.Decay;
using RankElastor.Numerics.Spectra;

namespace RankElastor.Training.Probes.Health;

/// <summary>The measures that every spectrum has, whatever its matrix: a batch, a table, a weight.</summary>
static class MatrixHealth
{
    /// <summary>
    /// By name, of the singular values of a float32 matrix [<paramref name="rows"/>, <paramref name="columns"/>]. A matrix of zeros has a numerical rank of 0 and no other measure: the
    /// entropy of nothing would be that of all directions.
    /// </summary>
    public static Dictionary<string, double> Measures(double[] singular, int rows, int columns)
    {
        var spectrum = MatrixSpectrum.Of(singular, rows, columns, SpectralMeasures.FloatEpsilon);
        return spectrum.Largest == 0 ? new Dictionary<string, double> { ["numerical_rank"] = 0 } : new Dictionary<string, double>
        {
            ["entropy_rank_sv"] = spectrum.EntropyRankSv,
            ["entropy_rank_ev"] = spectrum.EntropyRankEv,
            ["stable_rank"] = spectrum.StableRank,
            ["participation_ratio"] = spectrum.ParticipationRatio,
            ["rankme"] = DecayMeasures.RankMe(singular),
            ["numerical_rank"] = spectrum.NumericalRank,
            ["information_abundance_ratio"] = spectrum.InformationAbundance / singular.Length,
            ["top1_energy"] = DecayMeasures.Top1Energy(singular),
            ["condition_number"] = DecayMeasures.ConditionNumber(singular, (int)spectrum.NumericalRank),
            ["baseline_ratio"] = spectrum.EntropyRankEv / EntropyRankBaseline.Of(rows, columns),
        };
    }
}
