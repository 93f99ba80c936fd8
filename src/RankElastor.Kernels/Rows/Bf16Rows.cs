using System.Numerics;
using System.Runtime.InteropServices;

namespace RankElastor.Kernels.Rows;

/// <summary>
/// bfloat16, the upper half of a float32: 8 bits of mantissa, stored as ushort. Rounding up happens with the
/// probability of what is cut off, so that the expectation is kept and updates far below half a unit do not vanish.
/// </summary>
/// <remarks>Infinities and NaN are kept as they are.</remarks>
public static class Bf16Rows
{
    const uint Exponent = 0x7f800000;

    /// <summary>target[i] = the float32 of source[i]; exact.</summary>
    public static void Widen(ReadOnlySpan<ushort> source, Span<float> target)
    {
        var done = 0;
        for (; done <= source.Length - Vector<ushort>.Count; done += Vector<ushort>.Count)
        {
            Vector.Widen(new Vector<ushort>(source[done..]), out var low, out var high);
            Vector.AsVectorSingle(low << 16).CopyTo(target[done..]);
            Vector.AsVectorSingle(high << 16).CopyTo(target[(done + Vector<uint>.Count)..]);
        }

        for (; done < source.Length; done++)
        {
            target[done] = BitConverter.UInt32BitsToSingle((uint)source[done] << 16);
        }
    }

    /// <summary>target[i] = the nearest bfloat16 of source[i], ties to even.</summary>
    public static void Nearest(ReadOnlySpan<float> source, Span<ushort> target)
    {
        for (var i = 0; i < source.Length; i++)
        {
            var bits = BitConverter.SingleToUInt32Bits(source[i]);
            target[i] = (ushort)(((bits & Exponent) == Exponent ? bits : bits + 0x7fff + ((bits >> 16) & 1)) >> 16);
        }
    }

    /// <summary>
    /// target[i] = one of the two bfloat16 neighbours of source[i], by the lower 16 bits of the noise.
    /// </summary>
    public static void Stochastic(ReadOnlySpan<float> source, Span<ushort> target, RoundingNoise noise)
    {
        var words = MemoryMarshal.Cast<float, uint>(source);
        var done = 0;
        for (; done <= source.Length - Vector<ushort>.Count; done += Vector<ushort>.Count)
        {
            var low = Round(new Vector<uint>(words[done..]), noise.Lanes((uint)done));
            var high = Round(
                new Vector<uint>(words[(done + Vector<uint>.Count)..]), noise.Lanes((uint)(done + Vector<uint>.Count)));
            Vector.Narrow(low, high).CopyTo(target[done..]);
        }

        for (; done < source.Length; done++)
        {
            target[done] = Scalar(source[done], noise.Bits((uint)done));
        }
    }

    internal static ushort Scalar(float value, uint noise)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        return (ushort)(((bits & Exponent) == Exponent ? bits : bits + (noise & 0xffff)) >> 16);
    }

    static Vector<uint> Round(Vector<uint> bits, Vector<uint> noise)
    {
        var exponent = new Vector<uint>(Exponent);
        var finite = ~Vector.Equals(bits & exponent, exponent);
        return (bits + (noise & new Vector<uint>(0xffff) & finite)) >>> 16;
    }
}
