using RankElastor.Kernels.Products;

namespace RankElastor.Kernels.FieldProducts;

/// <summary>The weights W [H, F M] of <see cref="WeightedProducts"/> in the two layouts that its products read, padded with zeros.</summary>
sealed unsafe class PackedProductWeights : IDisposable
{
    readonly NativeFloats _down, _up, _bias;

    /// <summary>Packs a matrix; <paramref name="bias"/> has H numbers.</summary>
    public PackedProductWeights(ProductShape shape, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias)
    {
        (_down, _up, _bias) = (new NativeFloats(shape.PackedLength), new NativeFloats(shape.PackedLength), new NativeFloats(shape.PaddedOutputs));
        bias.CopyTo(new Span<float>(_bias.At, bias.Length));
        var (products, chunkProducts) = (shape.Fields * shape.Maps, ProductShape.ChunkFields * shape.Maps);
        for (var h = 0; h < shape.Outputs; h++)
        {
            for (var i = 0; i < products; i++)
            {
                var (chunk, within) = (i / chunkProducts, i % chunkProducts);
                var start = chunk * shape.ChunkColumns * shape.PaddedOutputs;
                _down.At[start + within * shape.PaddedOutputs + h] = weights[h * products + i];
                _up.At[start + h * shape.ChunkColumns + within] = weights[h * products + i];
            }
        }
    }

    /// <summary>By chunk: [products, H].</summary>
    public float* Down => _down.At;

    /// <summary>By chunk: [H, products].</summary>
    public float* Up => _up.At;

    /// <summary>[H].</summary>
    public float* Bias => _bias.At;

    /// <inheritdoc/>
    public void Dispose()
    {
        _down.Dispose();
        _up.Dispose();
        _bias.Dispose();
    }
}
