using System.Runtime.Intrinsics;
using RankElastor.Kernels.Products;

namespace RankElastor.Kernels.FieldProducts;

/// <summary>
/// One thread's matrices for a block of rows of <see cref="WeightedProducts"/>; rows and columns beyond the given ones
/// are zero.
/// </summary>
sealed unsafe class ProductBlock : IDisposable
{
    const int Rows = ProductShape.BlockRows;
    readonly ProductShape _shape;
    readonly NativeFloats _a, _b, _y, _products, _productGradient, _gradientB;
    int _rows;

    public ProductBlock(ProductShape shape)
    {
        _shape = shape;
        _a = new NativeFloats((long)Rows * shape.Fields);
        _b = new NativeFloats((long)Rows * shape.PaddedMaps);
        _gradientB = new NativeFloats((long)Rows * shape.PaddedMaps);
        _y = new NativeFloats((long)Rows * shape.PaddedOutputs);
        _products = new NativeFloats((long)Rows * shape.ChunkStride);
        _productGradient = new NativeFloats((long)Rows * shape.ChunkStride);
    }

    public void Load(ReadOnlySpan<float> a, ReadOnlySpan<float> b, int rows)
    {
        _rows = rows;
        Fill(a, _shape.Fields, _a.At, _shape.Fields);
        Fill(b, _shape.Maps, _b.At, _shape.PaddedMaps);
    }

    public void LoadGradient(ReadOnlySpan<float> outputGradient) =>
        Fill(outputGradient, _shape.Outputs, _y.At, _shape.PaddedOutputs);

    public void Forward(PackedProductWeights weights, Span<float> output)
    {
        var y = Outputs;
        for (var chunk = 0; chunk < _shape.Chunks; chunk++)
        {
            MakeProducts(chunk);
            var start = chunk == 0 ? new MatrixView(weights.Bias, 0) : y;
            y.SetToProduct(
                Products, Transposed(weights, chunk),
                (Rows, _shape.PaddedOutputs, _shape.FieldsOf(chunk) * _shape.Maps), start);
        }

        Copy(_y.At, _shape.PaddedOutputs, output, _shape.Outputs);
    }

    /// <summary>Writes the gradients of the rows' inputs and adds those of weights and bias to a part's sums.</summary>
    public void Backward(
        PackedProductWeights weights, NativeFloats sums, int part, Span<float> gradientA, Span<float> gradientB)
    {
        var sum = sums.At + (long)part * (_shape.PackedLength + _shape.PaddedOutputs);
        new Span<float>(_gradientB.At, Rows * _shape.PaddedMaps).Clear();
        for (var chunk = 0; chunk < _shape.Chunks; chunk++)
        {
            MakeProducts(chunk);
            var gradient = new MatrixView(
                sum + chunk * _shape.ChunkColumns * _shape.PaddedOutputs, _shape.PaddedOutputs);
            gradient.AddTransposedProduct(Products, Outputs, (_shape.ChunkColumns, _shape.PaddedOutputs, Rows));
            var products = new MatrixView(_productGradient.At, _shape.ChunkStride);
            products.SetToProduct(Outputs, Weights(weights, chunk), (Rows, _shape.ChunkColumns, _shape.Outputs));
            Contract(chunk, gradientA);
        }

        ColumnSums.Add(_y.At, Rows, _shape.PaddedOutputs, sum + _shape.PackedLength);
        Copy(_gradientB.At, _shape.PaddedMaps, gradientB, _shape.Maps);
    }

    public void Dispose()
    {
        foreach (var memory in (ReadOnlySpan<NativeFloats>)[_a, _b, _y, _products, _productGradient, _gradientB])
        {
            memory.Dispose();
        }
    }

    void MakeProducts(int chunk)
    {
        for (var row = 0; row < Rows; row++)
        {
            var a = _a.At + row * _shape.Fields + chunk * ProductShape.ChunkFields;
            var b = _b.At + row * _shape.PaddedMaps;
            var products = _products.At + row * _shape.ChunkStride;
            for (var f = 0; f < _shape.FieldsOf(chunk); f++)
            {
                var target = products + f * _shape.Maps;
                var factor = Vector512.Create(a[f]);
                for (var m = 0; m < _shape.PaddedMaps; m += 16)
                {
                    // what lies beyond M is overwritten by the next field, or zero
                    (factor * Vector512.Load(b + m)).Store(target + m);
                }
            }
        }
    }

    MatrixView Outputs => new(_y.At, _shape.PaddedOutputs);
    MatrixView Products => new(_products.At, _shape.ChunkStride);

    MatrixView Transposed(PackedProductWeights weights, int chunk) =>
        new(weights.Transposed + chunk * _shape.ChunkColumns * _shape.PaddedOutputs, _shape.PaddedOutputs);

    MatrixView Weights(PackedProductWeights weights, int chunk) =>
        new(weights.Weights + chunk * _shape.ChunkColumns * _shape.PaddedOutputs, _shape.ChunkColumns);

    /// <summary>With s the gradient of the products: that of a is Σ_m s b, that of b is Σ_f s a.</summary>
    void Contract(int chunk, Span<float> gradientA)
    {
        for (var row = 0; row < _rows; row++)
        {
            var a = _a.At + row * _shape.Fields + chunk * ProductShape.ChunkFields;
            var b = _b.At + row * _shape.PaddedMaps;
            var gradientB = _gradientB.At + row * _shape.PaddedMaps;
            var productGradient = _productGradient.At + row * _shape.ChunkStride;
            for (var f = 0; f < _shape.FieldsOf(chunk); f++)
            {
                var gradient = productGradient + f * _shape.Maps;
                var factor = Vector512.Create(a[f]);
                var sum = Vector512<float>.Zero;
                for (var m = 0; m < _shape.PaddedMaps; m += 16)
                {
                    var s = Vector512.Load(gradient + m); // beyond M: another field's, times b's zero padding
                    sum = Vector512.FusedMultiplyAdd(s, Vector512.Load(b + m), sum);
                    Vector512.FusedMultiplyAdd(s, factor, Vector512.Load(gradientB + m)).Store(gradientB + m);
                }

                gradientA[row * _shape.Fields + chunk * ProductShape.ChunkFields + f] = Vector512.Sum(sum);
            }
        }
    }

    void Fill(ReadOnlySpan<float> source, int width, float* target, int stride)
    {
        for (var row = 0; row < Rows; row++)
        {
            var line = new Span<float>(target + row * stride, width);
            if (row < _rows)
            {
                source.Slice(row * width, width).CopyTo(line);
            }
            else
            {
                line.Clear();
            }
        }
    }

    void Copy(float* source, int stride, Span<float> target, int width)
    {
        for (var row = 0; row < _rows; row++)
        {
            new ReadOnlySpan<float>(source + row * stride, width).CopyTo(target.Slice(row * width, width));
        }
    }
}
