namespace RankElastor.Numerics.Statistics;

/// <summary>
/// The difference of two models' metric with both sources of chance: which seeds trained, and which rows were tested.
/// With d_s the difference of seed s on the n seeds' common test rows,
/// <code>
/// D = mean of d_s,   Var D = s² / n + mean over pairs s ≠ s' of Cov(d_s, d_s')
/// </code>
/// s the standard deviation of d_s over seeds, and Cov over draws of the test rows: what all seeds share, because the
/// same rows are easy or hard for all of them. By the law of total variance this is unbiased: rows that are hard for
/// one seed alone are in s² already. A mean covariance below 0 counts as 0.
/// </summary>
/// <param name="Seeds">The mean over seeds with the error of seeds alone, s / √n with n − 1 degrees of freedom.</param>
/// <param name="RowError">The root of the mean covariance.</param>
public sealed record SeedsAndRows(Estimate Seeds, double RowError)
{
    /// <summary>The difference of the mean over seeds with the error over rows alone, seeds held.</summary>
    public required Estimate Rows { get; init; }

    /// <summary>
    /// The difference with both: Student's t for the seeds and, added, the normal error of many rows. Its interval
    /// holds the truth in at least 95 of 100 studies, up to 98 where the sources are alike and seeds are few.
    /// </summary>
    public Estimate Both => Seeds with { KnownError = RowError };

    /// <summary>Of the differences of seeds on the same test rows; of fewer than two seeds errors are NaN.</summary>
    public static SeedsAndRows Of(IReadOnlyList<PairedGain> seeds)
    {
        var mean = PairedGain.Average(seeds);
        var (n, own) = ((double)seeds.Count, seeds.Sum(seed => PairedGain.Squares(seed.Parts)));
        var shared = (n * n * PairedGain.Squares(mean.Parts) - own) / (n * (n - 1));
        return new SeedsAndRows(
            new PairedDifferences(seeds.Select(seed => seed.Gain)).Estimate, Math.Sqrt(Math.Max(0, shared)))
        {
            Rows = new(mean.Gain, mean.Error, int.MaxValue),
        };
    }
}
