using System.Collections;
using RankElastor.Data.Files;

namespace RankElastor.Model.Interchange;

/// <summary>A tensor of a torch file: a view of a storage by offset, shape and strides, in elements.</summary>
sealed record PickledTensor(PickledStorage Storage, long Offset, long[] Shape, long[] Strides)
{
    const int MostDimensions = 64; // torch's own limit

    /// <summary>The tensor's elements in row-major order.</summary>
    /// <exception cref="InputException">
    /// The view reaches beyond its storage, or has more than <paramref name="most"/> bytes.
    /// </exception>
    public SafetensorsEntry Entry(string where, string name, long most)
    {
        if (Shape.Length != Strides.Length || Shape.Length > MostDimensions)
        {
            var found = $"a view of {Shape.Length} dimensions and {Strides.Length} strides";
            throw InputException.At(where, found, $"as many strides as dimensions, at most {MostDimensions}");
        }

        var size = Storage.Type.Bytes();
        var elements = Shape.Aggregate((Int128)1, (product, count) => Limited(product * Math.Max(0, count)));
        var last = Shape.Zip(Strides, (count, stride) => Limited((Int128)Math.Max(0, count - 1) * stride))
            .Aggregate((Int128)Offset, (sum, step) => sum + step);
        var fits = elements == 0 || (last + 1) * size <= Storage.Bytes.Length;
        if (Offset < 0 || Shape.Any(count => count < 0) || Strides.Any(stride => stride < 0) || !fits
            || elements * size > Math.Min(most, Array.MaxLength))
        {
            var shape = string.Join(", ", Shape);
            var found = $"a view of shape [{shape}] of a storage of {Storage.Bytes.Length} bytes";
            throw InputException.At(where, found, TorchFile.Whole);
        }

        var data = new byte[(int)elements * size];
        Copy(0, Offset, data, (int)elements);
        return new SafetensorsEntry(name, Storage.Type, Shape, data);
    }

    static Int128 Limited(Int128 number) => Int128.Min(number, long.MaxValue);

    void Copy(int axis, long from, Span<byte> target, int elements)
    {
        var size = Storage.Type.Bytes();
        if (target.Length == 0)
        {
            return;
        }

        if (IsDense(axis))
        {
            Storage.Bytes.AsSpan((int)(from * size), target.Length).CopyTo(target);
            return;
        }

        var inner = Shape[axis] == 0 ? 0 : elements / (int)Shape[axis];
        for (var i = 0; i < Shape[axis]; i++)
        {
            Copy(axis + 1, from + i * Strides[axis], target.Slice(i * inner * size, inner * size), inner);
        }
    }

    /// <summary>Whether the axes from this on lie row-major without gaps.</summary>
    bool IsDense(int axis)
    {
        var step = 1L;
        for (var a = Shape.Length - 1; a >= axis; a--)
        {
            if (Shape[a] > 1 && Strides[a] != step)
            {
                return false;
            }

            step *= Shape[a];
        }

        return true;
    }
}

/// <summary>The raw little-endian elements that tensors of a torch file are views of.</summary>
sealed record PickledStorage(SafetensorsType Type, byte[] Bytes);

/// <summary>An ordered dict of Python, whose attributes (<c>_metadata</c>) are of no interest.</summary>
sealed class PickledDict : Hashtable
{
    /// <summary>Where the unpickler hands over the attributes.</summary>
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Naming", "CA1707", Justification = "The name is Python's.")]
    public static void __setstate__(Hashtable attributes) => ArgumentNullException.ThrowIfNull(attributes);
}
