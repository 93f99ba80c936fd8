namespace RankElastor.Experiments.Scaling;

/// <summary>Test AUC of one curve less that of another where both have the same size.</summary>
/// <param name="Low">The least size that both have, as a logarithm.</param>
/// <param name="High">The largest.</param>
/// <param name="Measured">
/// The mean over the logarithms between them, of means over seeds joined by straight lines; NaN without a common size.
/// </param>
/// <param name="Fitted">The same of the lines of least squares, which is their difference in the middle.</param>
sealed record EqualSize(double Low, double High, SeedEstimate Measured, SeedEstimate Fitted)
{
    /// <summary>Of two curves with the same seeds.</summary>
    public static EqualSize Of(ScaleCurve more, ScaleCurve less, ScaleSize size)
    {
        var (low, high) = Range([.. Enumerable.Range(0, more.Seeds)]);
        return new(
            low, high,
            SeedEstimate.Of(more.Seeds, seeds =>
            {
                var (from, to) = Range(seeds);
                return more.Measured(size, seeds).Mean(from, to) - less.Measured(size, seeds).Mean(from, to);
            }),
            SeedEstimate.Of(more.Seeds, seeds =>
            {
                var (from, to) = Range(seeds);
                var middle = from < to ? (from + to) / 2 : double.NaN;
                return more.Fit(size, ScaleRun.Auc, seeds).At(middle) - less.Fit(size, ScaleRun.Auc, seeds).At(middle);
            }));

        (double Low, double High) Range(IReadOnlyList<int> seeds)
        {
            var (ours, theirs) = (more.Measured(size, seeds), less.Measured(size, seeds));
            return (Math.Max(ours.Low, theirs.Low), Math.Min(ours.High, theirs.High));
        }
    }
}
