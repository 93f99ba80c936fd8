using System.Collections.Concurrent;
using RankElastor.Numerics.Statistics;
using RankElastor.Numerics.Threads;

namespace RankElastor.Numerics.Spectra;

/// <summary>
/// What each measure is without any structure: its mean over seeded matrices of independent standard normal numbers. A
/// measure means little alone; report its ratio to this baseline.
/// </summary>
/// <remarks>
/// Every rank of a single row or column is 1 exactly. Otherwise 4,096 draws for up to 4,096 numbers, for larger shapes
/// (whose ranks hardly vary) as many as keep the standard error of each mean within 0.1 % of it, at least 64. For n × d
/// the participation ratio is close to nd / (n + d + 1) and the stable rank tends to nd / (sqrt n + sqrt d)² from
/// above. Same numbers on every call, whatever the threads; each shape is drawn once per process, when it is asked for.
/// </remarks>
/// <param name="Mean">The means.</param>
/// <param name="Error">Their standard errors; 0 where the mean is exact.</param>
/// <param name="Draws">Draws behind them.</param>
public sealed record NoStructureBaseline(MatrixSpectrum Mean, MatrixSpectrum Error, int Draws)
{
    const int MostDraws = 4096, DrawnNumbers = 4096, Round = 64;
    const double RelativeError = 1e-3;
    static readonly ConcurrentDictionary<(int Rows, int Cols), Lazy<NoStructureBaseline>> _all = new();
    static readonly ConcurrentDictionary<(int Rows, int Cols), Lazy<(double Mean, double Error)>> _entropy = new();

    /// <summary>The means for a shape; both sides positive.</summary>
    /// <param name="rows">Rows.</param>
    /// <param name="cols">Columns.</param>
    /// <param name="workers">Threads; the caller's alone by default.</param>
    public static NoStructureBaseline Of(int rows, int cols, Workers? workers = null) =>
        _all.GetOrAdd(Shape(rows, cols), shape => new(() => Drawn(shape, workers ?? Workers.Sequential))).Value;

    /// <summary>
    /// The entropy rank on eigenvalues alone, with its standard error: in large shapes it needs far fewer draws.
    /// </summary>
    public static (double Mean, double Error) EntropyRankEv(int rows, int cols) => _entropy.GetOrAdd(
        Shape(rows, cols), static shape => new(() =>
        {
            if (shape.Cols == 1)
            {
                return (1, 0);
            }

            var all = Draw<MatrixSpectrum>(
                shape, 16, NormalSpectra.Measure, Workers.Sequential, s => s.EntropyRankEv);
            return MeanOf(all, s => s.EntropyRankEv);
        })).Value;

    /// <summary>The mean of another function of singular values in descending order, with its standard error.</summary>
    public static (double Mean, double Error) Of(
        int rows, int cols, Func<double[], double> value, Workers? workers = null)
    {
        var all = Draw<double[]>(
            Shape(rows, cols), Round, NormalSpectra.SingularValues, workers ?? Workers.Sequential, value);
        return MeanOf(all, value);
    }

    /// <summary>Of matrices of several shapes: the means in these shares, which sum to 1.</summary>
    public static NoStructureBaseline Mixed(IReadOnlyList<(double Share, NoStructureBaseline Of)> parts) => new(
        Each(of => parts.Sum(part => part.Share * of(part.Of.Mean))),
        Each(of => Math.Sqrt(parts.Sum(part => Math.Pow(part.Share * of(part.Of.Error), 2)))),
        parts.Max(part => part.Of.Draws));

    static (int Rows, int Cols) Shape(int rows, int cols)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(cols);
        return (Math.Max(rows, cols), Math.Min(rows, cols)); // a matrix and its transpose are alike
    }

    static NoStructureBaseline Drawn((int Rows, int Cols) shape, Workers workers)
    {
        if (shape.Cols == 1)
        {
            return new(new(1, 1, 1, 1, 1, 1, 1, MeanLength(shape.Rows)), default, 0);
        }

        var all = Draw<MatrixSpectrum>(
            shape, Round, NormalSpectra.Measure, workers, s => s.EntropyRankSv, s => s.EntropyRankEv,
            s => s.StableRank, s => s.ParticipationRatio, s => s.InformationAbundance);
        return new(Each(of => MeanOf(all, of).Mean), Each(of => MeanOf(all, of).Error), all.Count);
    }

    /// <summary>Rounds of draws until the mean of each function is known well enough.</summary>
    static List<T> Draw<T>(
        (int Rows, int Cols) shape, int round, Action<int, int, int, T[], Workers> draw, Workers workers,
        params Func<T, double>[] judged)
    {
        var all = new List<T>();
        round = (long)shape.Rows * shape.Cols <= DrawnNumbers ? MostDraws : round;
        do
        {
            var next = new T[round];
            draw(shape.Rows, shape.Cols, all.Count, next, workers);
            all.AddRange(next);
        }
        while (all.Count < MostDraws && !Array.TrueForAll(judged, of => IsKnown(MeanOf(all, of))));
        return all;
    }

    /// <summary>Of n normal numbers, from E χ(1) = √(2/π) and E χ(n) · E χ(n + 1) = n.</summary>
    static double MeanLength(int count)
    {
        var mean = Math.Sqrt(2 / Math.PI);
        for (var n = 1; n < count; n++)
        {
            mean = n / mean;
        }

        return mean;
    }

    static bool IsKnown((double Mean, double Error) mean) => mean.Error <= RelativeError * Math.Abs(mean.Mean);

    static (double Mean, double Error) MeanOf<T>(List<T> draws, Func<T, double> of)
    {
        double[] values = [.. draws.Select(of)];
        return (Sample.Mean(values), Sample.StandardDeviation(values) / Math.Sqrt(values.Length));
    }

    static MatrixSpectrum Each(Func<Func<MatrixSpectrum, double>, double> number) => new(
        number(s => s.EntropyRankSv), number(s => s.EntropyRankEv), number(s => s.EntropyRankSvReference),
        number(s => s.StableRank), number(s => s.ParticipationRatio), number(s => s.InformationAbundance),
        number(s => s.NumericalRank), number(s => s.Largest));
}
