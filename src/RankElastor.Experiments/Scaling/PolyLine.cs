namespace RankElastor.Experiments.Scaling;

/// <summary>Points joined by straight lines in the order of x; nothing beyond the outer ones.</summary>
sealed class PolyLine(IEnumerable<(double X, double Y)> points)
{
    readonly (double X, double Y)[] _points = [.. points.OrderBy(point => point.X)];

    /// <summary>The least x.</summary>
    public double Low => _points[0].X;

    /// <summary>The largest x.</summary>
    public double High => _points[^1].X;

    /// <summary>
    /// The mean of y between two x, exactly: ∫ y dx / (to − from). NaN unless Low ≤ from &lt; to ≤ High: nothing is
    /// extrapolated.
    /// </summary>
    public double Mean(double from, double to)
    {
        if (!(Low <= from && from < to && to <= High))
        {
            return double.NaN;
        }

        var area = 0.0;
        for (var i = 1; i < _points.Length; i++)
        {
            var (start, end) = (_points[i - 1], _points[i]);
            var (left, right) = (Math.Max(start.X, from), Math.Min(end.X, to));
            if (left < right)
            {
                var middle = ((left + right) / 2 - start.X) / (end.X - start.X);
                area += (right - left) * (start.Y + middle * (end.Y - start.Y));
            }
        }

        return area / (to - from);
    }
}
