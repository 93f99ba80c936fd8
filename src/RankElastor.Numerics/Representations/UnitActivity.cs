namespace RankElastor.Numerics.Representations;

/// <summary>
/// Which units of a layer say nothing, from their values on sampled rows. Everything is NaN where a value is not
/// finite.
/// </summary>
/// <param name="DeadShare">
/// Share of units with |value| ≤ 1e-6 · the layer's largest on every row, or ≤ 1e-8 (a smooth gate that is shut
/// altogether is not exactly 0), in [0, 1]; 1 for a layer of zeros.
/// </param>
/// <param name="SaturatedShare">
/// Share of units that are pinned: standard deviation over the rows ≤ 1e-3 · the layer's root mean square, and not
/// dead. NaN for fewer than 2 rows.
/// </param>
/// <param name="Rms">Root mean square of all values.</param>
public readonly record struct UnitActivity(double DeadShare, double SaturatedShare, double Rms)
{
    const double DeadBelow = 1e-6, Nothing = 1e-8, PinnedBelow = 1e-3;

    /// <summary>The activity of a layer.</summary>
    /// <param name="values">[rows, units], row-major.</param>
    /// <param name="rows">Rows, positive.</param>
    public static UnitActivity Of(ReadOnlySpan<float> values, int rows)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        var units = values.Length / rows;
        if (units == 0 || units * rows != values.Length)
        {
            throw new ArgumentException($"{values.Length} numbers are not {rows} rows of one width.");
        }

        double[] largest = new double[units], sums = new double[units], squares = new double[units];
        for (var i = 0; i < rows; i++)
        {
            var row = values.Slice(i * units, units);
            var origin = values[..units]; // sums of differences to the first row do not cancel
            for (var j = 0; j < units; j++)
            {
                double value = row[j], difference = value - origin[j];
                largest[j] = Math.Max(largest[j], Math.Abs(value));
                sums[j] += difference;
                squares[j] += difference * difference;
            }
        }

        var energy = 0.0;
        foreach (double value in values)
        {
            energy += value * value;
        }

        var rms = Math.Sqrt(energy / values.Length);
        if (!double.IsFinite(rms))
        {
            return new UnitActivity(double.NaN, double.NaN, double.NaN);
        }

        var deadBelow = Math.Max(DeadBelow * largest.Max(), Nothing);
        var (dead, saturated) = (0, 0);
        for (var j = 0; j < units; j++)
        {
            var isDead = largest[j] <= deadBelow;
            var variance = Math.Max(squares[j] - sums[j] * sums[j] / rows, 0) / rows;
            dead += isDead ? 1 : 0;
            saturated += !isDead && Math.Sqrt(variance) <= PinnedBelow * rms ? 1 : 0;
        }

        return new UnitActivity(dead / (double)units, rows < 2 ? double.NaN : saturated / (double)units, rms);
    }
}
