using RankElastor.Numerics.Statistics;

namespace RankElastor.Report.Reading;

/// <summary>The kernel density of a value over the sampled rows, also where all rows are the same.</summary>
static class RowDensity
{
    /// <summary>The density at each point of an ascending grid; the bandwidth is at least 1 % of its length.</summary>
    public static double[] Of(IReadOnlyList<double> values, double[] grid)
    {
        var sample = values.ToArray();
        var least = (grid[^1] - grid[0]) / 100;
        var density = new KernelDensity(sample, least);
        if (sample.Max() > sample.Min() && new KernelDensity(sample) is var smooth && smooth.Bandwidth > least)
        {
            density = smooth;
        }

        return [.. grid.Select(density.At)];
    }
}
