using RankElastor.Kernels.Products;

namespace RankElastor.Kernels.Histories;

/// <summary>The weights of a <see cref="Recurrence"/> with m padded to p by zeros, for all threads.</summary>
sealed unsafe class RecurrenceWeights : IDisposable
{
    readonly int _width, _padded;
    readonly NativeFloats _memory;

    public RecurrenceWeights(RecurrenceShape shape, RecurrenceOperands at)
    {
        (_width, _padded) = (shape.Width, shape.PaddedWidth);
        _memory = new NativeFloats(Length + 3L * _padded * _padded);
        for (var gate = 0; gate < 3; gate++)
        {
            var from = (float*)at.Weights + gate * (nint)_width * _width;
            Lines.Copy(from, _width, Plain + gate * (nint)_padded * _padded, _padded, _width, _width);
            Lines.Transpose(from, _width, Transposed + gate * _padded, 3 * _padded, _width, _width);
        }

        Lines.Copy((float*)at.Bias, _width, Bias, _padded, 3, _width);
    }

    /// <summary>Numbers of U and c.</summary>
    public int Length => 3 * _padded * (_padded + 1);

    /// <summary>U, [3 p, p].</summary>
    public float* Plain => _memory.At;

    /// <summary>c, [3 p].</summary>
    public float* Bias => Plain + 3L * _padded * _padded;

    /// <summary>Uᵀ, [p, 3 p].</summary>
    public float* Transposed => Plain + Length;

    public void Dispose() => _memory.Dispose();

    /// <summary>Writes the gradients of U and c, which lie behind each other as they do here.</summary>
    public void Unpack(float* sums, RecurrenceOperands gradients)
    {
        for (var gate = 0; gate < 3; gate++)
        {
            Lines.Copy(
                sums + gate * (nint)_padded * _padded, _padded,
                (float*)gradients.Weights + gate * (nint)_width * _width, _width, _width, _width);
        }

        Lines.Copy(sums + 3L * _padded * _padded, _padded, (float*)gradients.Bias, _width, 3, _width);
    }
}
