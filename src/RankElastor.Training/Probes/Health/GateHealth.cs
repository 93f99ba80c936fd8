using RankElastor.Model;
using RankElastor.Training.Records;
using static TorchSharp.torch;

namespace RankElastor.Training.Probes.Health;

// B sampled rows, N = B or B times the places that share the units, u units

/// <summary>
/// Units of an activation function, gate or router over the sampled rows. <c>dead_share</c>: units with |value| ≤ 1e-6 of the layer's largest on every row, all of them where the layer is zero;
/// <c>saturated_share</c>: units that are not dead but pinned to one value, deviation ≤ 1e-3 of the layer's root mean square; <c>share_zero</c>: numbers that are exactly
/// zero; <c>code_redundancy</c>: 1 − distinct sign patterns / rows, refused where nothing is ever below or at zero.
/// </summary>
public static class GateHealth
{
    const double Dead = 1e-6, Pinned = 1e-3;

    /// <summary>Measures a site's tensor [B, …, u].</summary>
    public static HealthRecord Of(ProbeMoment moment, string site, Tensor value)
    {
        using var scope = NewDisposeScope();
        var (rows, units) = ((int)value.shape[0], (int)value.shape[^1]);
        var x = value.reshape(-1, units).contiguous(); // [N, u]
        var largest = x.abs().amax([0]); // [u]
        var dead = largest <= largest.max() * Dead;
        var rms = Math.Sqrt(x.square().mean([0, 1], type: ScalarType.Float64).item<double>());
        var pinned = x.std(0, unbiased: false) <= Pinned * rms;
        var measures = new Dictionary<string, double>
        {
            ["dead_share"] = Share(dead),
            ["saturated_share"] = x.shape[0] > 1 ? Share(pinned & dead.logical_not()) : double.NaN,
            ["share_zero"] = Share(x.eq(0)),
            ["rms"] = rms,
        };
        var refused = new Dictionary<string, string>();
        if (x.min().item<float>() > 0)
        {
            refused["code_redundancy"] = "every value is above zero, so signs tell nothing";
        }
        else
        {
            measures["code_redundancy"] = Redundancy(TensorSpans.Floats(x), rows);
        }

        return moment.Record(HealthKind.Gate, site, [(int)x.shape[0], units], rows, measures, refused);
    }

    static double Share(Tensor claims) => claims.to(ScalarType.Float64).mean().item<double>();

    static double Redundancy(ReadOnlySpan<float> values, int rows)
    {
        var codes = new HashSet<UInt128>(rows);
        var width = values.Length / rows;
        for (var row = 0; row < rows; row++)
        {
            codes.Add(Code(values.Slice(row * width, width)));
        }

        return 1 - codes.Count / (double)rows;
    }

    /// <summary>The signs of a row, 64 at a time, hashed to 128 bits: two patterns of a sample meet by chance once in 10^33.</summary>
    static UInt128 Code(ReadOnlySpan<float> values)
    {
        const ulong First = 0x9E3779B97F4A7C15, Second = 0xC2B2AE3D27D4EB4F;
        var (low, high) = (First, Second);
        for (var start = 0; start < values.Length; start += 64)
        {
            var word = 0UL;
            foreach (var value in values.Slice(start, Math.Min(64, values.Length - start)))
            {
                word = word << 1 | (value > 0 ? 1UL : 0);
            }

            low = ulong.RotateLeft((low ^ word) * First, 29);
            high = ulong.RotateLeft((high + word) * Second, 31);
        }

        return new UInt128(high, low);
    }
}
