using System.Collections.Concurrent;
using RankElastor.Numerics.Randomness;

namespace RankElastor.Numerics.Spectra;

/// <summary>
/// What each measure is without any structure: its mean over seeded matrices of independent standard normal numbers. A
/// measure means little alone; report its ratio to this baseline.
/// </summary>
/// <remarks>
/// For n × d the participation ratio is close to nd / (n + d + 1) and the stable rank tends to nd / (sqrt n + sqrt d)²
/// from above; the entropy ranks have no short form. Same numbers on every call; each shape is computed once per
/// process.
/// </remarks>
public static class NoStructureBaseline
{
    const int Draws = 64;
    const ulong Seed = 20210601;
    static readonly ConcurrentDictionary<(int Rows, int Cols), Lazy<MatrixSpectrum>> _cache = new();

    /// <summary>The means for a shape; both sides positive.</summary>
    public static MatrixSpectrum Of(int rows, int cols)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(cols);
        return _cache.GetOrAdd((rows, cols), static shape => new(() => Draw(shape.Rows, shape.Cols))).Value;
    }

    static MatrixSpectrum Draw(int rows, int cols)
    {
        var matrices = new float[Draws * rows * cols];
        NormalFill.Normal(matrices, 1, new SeededRandom(Seed).Fork(rows).Fork(cols));
        var spectra = new MatrixSpectrum[Draws];
        SpectralBatch.Measure(matrices, rows, cols, spectra);
        return Mean(spectra);
    }

    static MatrixSpectrum Mean(MatrixSpectrum[] spectra) => new(
        spectra.Average(s => s.EntropyRankSv),
        spectra.Average(s => s.EntropyRankEv),
        spectra.Average(s => s.EntropyRankSvReference),
        spectra.Average(s => s.StableRank),
        spectra.Average(s => s.ParticipationRatio),
        spectra.Average(s => s.InformationAbundance),
        spectra.Average(s => s.NumericalRank),
        spectra.Average(s => s.Largest));
}
