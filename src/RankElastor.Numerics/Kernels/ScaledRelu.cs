using System.Numerics;

namespace RankElastor.Numerics.Kernels;

/// <summary>
/// y_rc = max(0, z_rc · scale_c + shift_c) · f_rc in place, f the factors of a <see cref="DropoutMask"/> with element r·columns + c: bias or
/// batch normalisation, activation and dropout of a hidden layer in one pass.
/// </summary>
/// <remarks>An empty <c>scale</c> stands for ones. A NaN stays NaN. Rows are numbered from <c>firstRow</c>, so any block of rows can be done alone.</remarks>
public static class ScaledRelu
{
    /// <summary>Does a block of whole rows; <paramref name="shift"/> has one number a column.</summary>
    public static void Apply(Span<float> z, ReadOnlySpan<float> scale, ReadOnlySpan<float> shift, DropoutMask? mask, int firstRow)
    {
        if (z.Length % shift.Length != 0 || (scale.Length > 0 && scale.Length != shift.Length))
        {
            throw new ArgumentException($"{z.Length} numbers in rows of {shift.Length} with {scale.Length} scales.");
        }

        for (var start = 0; start < z.Length; start += shift.Length)
        {
            Row(z.Slice(start, shift.Length), scale, shift, mask, (uint)(firstRow * shift.Length + start));
        }
    }

    /// <summary>The definition.</summary>
    internal static void Scalar(Span<float> z, ReadOnlySpan<float> scale, ReadOnlySpan<float> shift, DropoutMask? mask, int firstRow)
    {
        for (var i = 0; i < z.Length; i++)
        {
            var c = i % shift.Length;
            z[i] = One(z[i], scale.Length > 0 ? scale[c] : 1, shift[c], mask?.Factor((uint)(firstRow * shift.Length + i)) ?? 1);
        }
    }

    static float One(float z, float scale, float shift, float factor) => MathF.Max(0, z * scale + shift) * factor;

    static void Row(Span<float> z, ReadOnlySpan<float> scale, ReadOnlySpan<float> shift, DropoutMask? mask, uint element)
    {
        var c = 0;
        for (; c <= z.Length - Vector<float>.Count; c += Vector<float>.Count)
        {
            var value = new Vector<float>(z[c..]);
            value = scale.Length > 0 ? value * new Vector<float>(scale[c..]) : value;
            value = Vector.Max(Vector<float>.Zero, value + new Vector<float>(shift[c..]));
            value = mask is { } factors ? value * factors.Factors(element + (uint)c) : value;
            value.CopyTo(z[c..]);
        }

        for (; c < z.Length; c++)
        {
            z[c] = One(z[c], scale.Length > 0 ? scale[c] : 1, shift[c], mask?.Factor(element + (uint)c) ?? 1);
        }
    }
}
