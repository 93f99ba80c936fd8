using System.Runtime.Intrinsics;

namespace RankElastor.Kernels.Rows;

/// <summary>
/// Row-wise int8 quantisation, signed bytes with one scale per row: w = scale·q, scale = max|w| / 127, q = floor(w /
/// scale + u) with u uniform on [0, 1) from the noise, or 1/2 for the nearest. A row whose largest entry is below 1e-35
/// has scale 0.
/// </summary>
public static class Int8Rows
{
    const float Levels = 127;
    const float Unit = 1f / (1 << 24);
    const float Smallest = 1e-35f;

    /// <summary>target[i] = scale·source[i].</summary>
    public static void Widen(ReadOnlySpan<sbyte> source, float scale, Span<float> target)
    {
        var done = 0;
        for (; done <= source.Length - Vector128<sbyte>.Count; done += Vector128<sbyte>.Count)
        {
            var shorts = Vector256.WidenLower(Vector128.Create(source[done..]).ToVector256());
            var (first, second) = Vector256.Widen(shorts);
            (scale * Vector256.ConvertToSingle(first)).CopyTo(target[done..]);
            (scale * Vector256.ConvertToSingle(second)).CopyTo(target[(done + Vector256<float>.Count)..]);
        }

        for (; done < source.Length; done++)
        {
            target[done] = scale * source[done];
        }
    }

    /// <summary>Rounds to the nearest level; returns the scale.</summary>
    public static float Nearest(ReadOnlySpan<float> source, Span<sbyte> target)
    {
        var (scale, inverse) = Scales(source);
        for (var i = 0; i < source.Length; i++)
        {
            target[i] = Level(source[i], inverse, 0.5f);
        }

        return scale;
    }

    /// <summary>Rounds up with the probability of what is cut off; returns the scale.</summary>
    public static float Stochastic(ReadOnlySpan<float> source, Span<sbyte> target, RoundingNoise noise)
    {
        var (scale, inverse) = Scales(source);
        for (var i = 0; i < source.Length; i++)
        {
            target[i] = Level(source[i], inverse, (noise.Bits((uint)i) >> 8) * Unit);
        }

        return scale;
    }

    static sbyte Level(float value, float inverse, float threshold) =>
        (sbyte)Math.Clamp(MathF.Floor(value * inverse + threshold), -Levels, Levels);

    static (float Scale, float Inverse) Scales(ReadOnlySpan<float> source)
    {
        var largest = 0f;
        foreach (var value in source)
        {
            largest = Math.Max(largest, Math.Abs(value));
        }

        return largest >= Smallest ? (largest / Levels, Levels / largest) : (0, 0);
    }
}
