namespace RankElastor.Experiments.Scaling;

/// <summary>
/// The straight line of least squares, Slope = Σ (x − mean x)(y − mean y) / Σ (x − mean x)². NaN where all x are equal,
/// and for fewer than 2 points.
/// </summary>
readonly record struct LineFit(double Slope, double Intercept)
{
    /// <summary>Through points.</summary>
    public static LineFit Of(IReadOnlyCollection<(double X, double Y)> points)
    {
        if (points.Count < 2)
        {
            return new(double.NaN, double.NaN);
        }

        var (x, y) = (points.Average(point => point.X), points.Average(point => point.Y));
        var squares = points.Sum(point => (point.X - x) * (point.X - x));
        var slope = squares > 0 ? points.Sum(point => (point.X - x) * (point.Y - y)) / squares : double.NaN;
        return new(slope, y - slope * x);
    }

    /// <summary>The line's y.</summary>
    public double At(double x) => Intercept + Slope * x;
}
