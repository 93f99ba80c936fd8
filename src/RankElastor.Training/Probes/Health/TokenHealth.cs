using RankElastor.Model.Memory;
using RankElastor.Numerics.Representations;
using RankElastor.Training.Probes.Measures;
using RankElastor.Training.Records;
using static TorchSharp.torch;

namespace RankElastor.Training.Probes.Health;

// B sampled rows, T tokens, D width

/// <summary>
/// Residual share and mean cosine (<see cref="TokenGeometry"/>): 0, or 1, is over-smoothing. Means over the rows that
/// have them, with the share of tokens of zeros; NaN where a number is not finite.
/// </summary>
static class TokenHealth
{
    /// <summary>Measures a site's tensor [B, T, D]; tokens of zeros are padding or tokens like others.</summary>
    public static HealthRecord Of(ProbeMoment moment, string site, Tensor value, bool isPadded = false)
    {
        var (rows, tokens, size) = ((int)value.shape[0], (int)value.shape[1], (int)(value.shape[1] * value.shape[2]));
        var all = TensorSpans.Floats(value);
        double[] residuals = new double[rows], cosines = new double[rows];
        var (energy, zeros) = (0.0, 0);
        for (var row = 0; row < rows; row++)
        {
            var values = all.Slice(row * size, size);
            var present = isPadded ? Present(values, size / tokens) : values;
            residuals[row] = present.IsEmpty ? double.NaN
                : TokenGeometry.ResidualShare(present, present.Length / (size / tokens));
            cosines[row] = TokenGeometry.MeanCosine(values, tokens);
            foreach (double number in values)
            {
                energy += number * number;
            }

            for (var token = 0; token < size; token += size / tokens)
            {
                zeros += values.Slice(token, size / tokens).ContainsAnyExcept(0) ? 0 : 1;
            }
        }

        var poison = energy - energy; // NaN where a number is not finite, else 0

        var numbers = isPadded ? all.Length - (long)zeros * (size / tokens) : all.Length;
        var measures = new Dictionary<string, double>
        {
            [HealthMeasures.ResidualShare] = Mean(residuals) + poison,
            [HealthMeasures.MeanCosine] = Mean(cosines) + poison,
            [HealthMeasures.Rms] = Math.Sqrt(energy / numbers),
        };
        if (!isPadded)
        {
            measures[HealthMeasures.ZeroShare] = zeros / (double)(rows * tokens) + poison;
        }

        return moment.Record(SubjectKind.Tokens, site, [tokens, size / tokens], rows, measures);
    }

    /// <summary>The tokens that are not zero, one behind the other.</summary>
    static ReadOnlySpan<float> Present(ReadOnlySpan<float> tokens, int width)
    {
        var present = new float[tokens.Length];
        var count = 0;
        for (var start = 0; start < tokens.Length; start += width)
        {
            if (tokens.Slice(start, width).ContainsAnyExcept(0))
            {
                tokens.Slice(start, width).CopyTo(present.AsSpan(count));
                count += width;
            }
        }

        return present.AsSpan(0, count);
    }

    static double Mean(double[] values) =>
        values.Where(value => !double.IsNaN(value)).DefaultIfEmpty(double.NaN).Average();
}
