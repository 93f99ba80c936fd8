using RankElastor.Kernels.Products;

namespace RankElastor.Kernels.FieldProducts;

/// <summary>
/// The weights W [H, F M] of <see cref="WeightedProducts"/> and Wᵀ, as its GEMMs read them, padded with zeros.
/// </summary>
sealed unsafe class PackedProductWeights : IDisposable
{
    readonly NativeFloats _weights, _transposed, _bias;

    /// <summary>Packs a matrix; <paramref name="bias"/> has H numbers.</summary>
    public PackedProductWeights(ProductShape shape, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias)
    {
        _transposed = new NativeFloats(shape.PackedLength);
        _weights = new NativeFloats(shape.PackedLength);
        _bias = new NativeFloats(shape.PaddedOutputs);
        bias.CopyTo(new Span<float>(_bias.At, bias.Length));
        float* target = _weights.At, transposed = _transposed.At;
        var (products, chunkProducts) = (shape.Fields * shape.Maps, ProductShape.ChunkFields * shape.Maps);
        for (var h = 0; h < shape.Outputs; h++)
        {
            for (var i = 0; i < products; i++)
            {
                var (chunk, within) = (i / chunkProducts, i % chunkProducts);
                var start = chunk * shape.ChunkColumns * shape.PaddedOutputs;
                transposed[start + within * shape.PaddedOutputs + h] = weights[h * products + i];
                target[start + h * shape.ChunkColumns + within] = weights[h * products + i];
            }
        }
    }

    /// <summary>Wᵀ by chunk: [products, H].</summary>
    public float* Transposed => _transposed.At;

    /// <summary>W by chunk: [H, products].</summary>
    public float* Weights => _weights.At;

    /// <summary>[H].</summary>
    public float* Bias => _bias.At;

    public void Dispose()
    {
        _transposed.Dispose();
        _weights.Dispose();
        _bias.Dispose();
    }
}
