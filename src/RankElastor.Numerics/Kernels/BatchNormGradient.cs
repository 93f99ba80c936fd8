using System.Numerics;

namespace RankElastor.Numerics.Kernels;

/// <summary>
/// The way back through batch normalisation of z with the batch's own statistics. With d the gradient of the normalised, scaled value and
/// x̂ = (z − μ) · r: first weightGradient_c += Σ d x̂ over a block of rows; then d_rc ← γ_c r_c (d_rc − meanD_c − x̂_rc · meanDx_c).
/// </summary>
/// <remarks>meanD and meanDx are the means of d and of d x̂ over the whole batch; r is the inverse deviation. All per-column spans have one length.</remarks>
public static class BatchNormGradient
{
    /// <summary>sums_c += Σ_r d_rc (z_rc − μ_c) r_c over a block of rows.</summary>
    public static void AddWeightGradient(ReadOnlySpan<float> d, ReadOnlySpan<float> z, ReadOnlySpan<float> means, ReadOnlySpan<float> inverse, Span<float> sums)
    {
        for (var start = 0; start < d.Length; start += sums.Length)
        {
            var c = 0;
            for (; c <= sums.Length - Vector<float>.Count; c += Vector<float>.Count)
            {
                var normal = (new Vector<float>(z[(start + c)..]) - new Vector<float>(means[c..])) * new Vector<float>(inverse[c..]);
                (new Vector<float>(sums[c..]) + new Vector<float>(d[(start + c)..]) * normal).CopyTo(sums[c..]);
            }

            for (; c < sums.Length; c++)
            {
                sums[c] += d[start + c] * ((z[start + c] - means[c]) * inverse[c]);
            }
        }
    }

    /// <summary>Makes the gradient of z from d, in place, for a block of rows.</summary>
    public static void Apply(Span<float> d, ReadOnlySpan<float> z, in BatchNormColumns columns)
    {
        var means = columns.Means;
        var inverse = columns.Inverse;
        var scale = columns.Scale;
        var meanD = columns.MeanD;
        var meanDx = columns.MeanDx;
        for (var start = 0; start < d.Length; start += means.Length)
        {
            var c = 0;
            for (; c <= means.Length - Vector<float>.Count; c += Vector<float>.Count)
            {
                var normal = (new Vector<float>(z[(start + c)..]) - new Vector<float>(means[c..])) * new Vector<float>(inverse[c..]);
                var centred = new Vector<float>(d[(start + c)..]) - new Vector<float>(meanD[c..]) - normal * new Vector<float>(meanDx[c..]);
                (centred * new Vector<float>(scale[c..])).CopyTo(d[(start + c)..]);
            }

            for (; c < means.Length; c++)
            {
                var normal = (z[start + c] - means[c]) * inverse[c];
                d[start + c] = (d[start + c] - meanD[c] - normal * meanDx[c]) * scale[c];
            }
        }
    }

    /// <summary>The definition of both in double precision, for a whole batch.</summary>
    internal static void Scalar(Span<double> d, ReadOnlySpan<float> z, ReadOnlySpan<double> means, ReadOnlySpan<double> inverse, ReadOnlySpan<float> weights, Span<double> weightGradient)
    {
        var (columns, rows) = (means.Length, d.Length / means.Length);
        for (var c = 0; c < columns; c++)
        {
            double sum = 0, weighted = 0;
            for (var i = c; i < d.Length; i += columns)
            {
                sum += d[i];
                weighted += d[i] * (z[i] - means[c]) * inverse[c];
            }

            weightGradient[c] = weighted;
            for (var i = c; i < d.Length; i += columns)
            {
                d[i] = weights[c] * inverse[c] * (d[i] - sum / rows - (z[i] - means[c]) * inverse[c] * weighted / rows);
            }
        }
    }
}

/// <summary>What <see cref="BatchNormGradient.Apply"/> needs to know of each column.</summary>
public readonly ref struct BatchNormColumns
{
    /// <summary>μ.</summary>
    public required ReadOnlySpan<float> Means { get; init; }

    /// <summary>r = 1/√(variance + ε).</summary>
    public required ReadOnlySpan<float> Inverse { get; init; }

    /// <summary>γ r.</summary>
    public required ReadOnlySpan<float> Scale { get; init; }

    /// <summary>Mean of d.</summary>
    public required ReadOnlySpan<float> MeanD { get; init; }

    /// <summary>Mean of d x̂.</summary>
    public required ReadOnlySpan<float> MeanDx { get; init; }
}
