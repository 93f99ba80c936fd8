using System.Runtime.Intrinsics;
using RankElastor.Kernels.Products;

namespace RankElastor.Kernels.FieldProducts;

/// <summary>One thread's panels for a block of rows of <see cref="WeightedProducts"/>; rows and columns beyond the given ones are zero.</summary>
sealed unsafe class ProductBlock : IDisposable
{
    const int Rows = ProductShape.BlockRows;
    readonly ProductShape _shape;
    readonly NativeFloats _a, _b, _y, _products, _spread, _gradientB;
    int _rows;

    /// <summary>Allocates the panels.</summary>
    public ProductBlock(ProductShape shape)
    {
        _shape = shape;
        _a = new NativeFloats((long)Rows * shape.Fields);
        (_b, _gradientB) = (new NativeFloats((long)Rows * shape.PaddedMaps), new NativeFloats((long)Rows * shape.PaddedMaps));
        _y = new NativeFloats((long)Rows * shape.PaddedOutputs);
        (_products, _spread) = (new NativeFloats((long)Rows * shape.ChunkStride), new NativeFloats((long)Rows * shape.ChunkStride));
    }

    /// <summary>Takes the inputs of the next rows.</summary>
    public void Load(ReadOnlySpan<float> a, ReadOnlySpan<float> b, int rows)
    {
        _rows = rows;
        Fill(a, _shape.Fields, _a.At, _shape.Fields);
        Fill(b, _shape.Maps, _b.At, _shape.PaddedMaps);
    }

    /// <summary>Takes the gradient of these rows' outputs.</summary>
    public void LoadGradient(ReadOnlySpan<float> above) => Fill(above, _shape.Outputs, _y.At, _shape.PaddedOutputs);

    /// <summary>Writes the rows' outputs.</summary>
    public void Forward(PackedProductWeights weights, Span<float> output)
    {
        var y = Outputs;
        for (var chunk = 0; chunk < _shape.Chunks; chunk++)
        {
            MakeProducts(chunk);
            var start = chunk == 0 ? new Panel(weights.Bias, 0) : y;
            y.SetProduct(Products, Down(weights, chunk), (Rows, _shape.PaddedOutputs, _shape.FieldsOf(chunk) * _shape.Maps), start);
        }

        Copy(_y.At, _shape.PaddedOutputs, output, _shape.Outputs);
    }

    /// <summary>Writes the gradients of the rows' inputs and adds those of weights and bias to a part's sums.</summary>
    public void Backward(PackedProductWeights weights, NativeFloats sums, int part, Span<float> gradientA, Span<float> gradientB)
    {
        var sum = sums.At + (long)part * (_shape.PackedLength + _shape.PaddedOutputs);
        new Span<float>(_gradientB.At, Rows * _shape.PaddedMaps).Clear();
        for (var chunk = 0; chunk < _shape.Chunks; chunk++)
        {
            MakeProducts(chunk);
            var gradient = new Panel(sum + chunk * _shape.ChunkColumns * _shape.PaddedOutputs, _shape.PaddedOutputs);
            gradient.AddTransposedProduct(Products, Outputs, (_shape.ChunkColumns, _shape.PaddedOutputs, Rows));
            new Panel(_spread.At, _shape.ChunkStride).SetProduct(Outputs, Up(weights, chunk), (Rows, _shape.ChunkColumns, _shape.Outputs));
            Contract(chunk, gradientA);
        }

        ColumnSums.Add(_y.At, Rows, _shape.PaddedOutputs, sum + _shape.PackedLength);
        Copy(_gradientB.At, _shape.PaddedMaps, gradientB, _shape.Maps);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var panel in (ReadOnlySpan<NativeFloats>)[_a, _b, _y, _products, _spread, _gradientB])
        {
            panel.Dispose();
        }
    }

    void MakeProducts(int chunk)
    {
        for (var row = 0; row < Rows; row++)
        {
            var a = _a.At + row * _shape.Fields + chunk * ProductShape.ChunkFields;
            var b = _b.At + row * _shape.PaddedMaps;
            for (var f = 0; f < _shape.FieldsOf(chunk); f++)
            {
                var target = _products.At + row * _shape.ChunkStride + f * _shape.Maps;
                var factor = Vector512.Create(a[f]);
                for (var m = 0; m < _shape.PaddedMaps; m += 16)
                {
                    (factor * Vector512.Load(b + m)).Store(target + m); // what lies beyond M is overwritten by the next field, or zero
                }
            }
        }
    }

    Panel Outputs => new(_y.At, _shape.PaddedOutputs);

    Panel Products => new(_products.At, _shape.ChunkStride);

    Panel Down(PackedProductWeights weights, int chunk) =>
        new(weights.Down + chunk * _shape.ChunkColumns * _shape.PaddedOutputs, _shape.PaddedOutputs);

    Panel Up(PackedProductWeights weights, int chunk) =>
        new(weights.Up + chunk * _shape.ChunkColumns * _shape.PaddedOutputs, _shape.ChunkColumns);

    /// <summary>With s the gradient of the products: that of a is Σ_m s b, that of b is Σ_f s a.</summary>
    void Contract(int chunk, Span<float> gradientA)
    {
        for (var row = 0; row < _rows; row++)
        {
            var a = _a.At + row * _shape.Fields + chunk * ProductShape.ChunkFields;
            var b = _b.At + row * _shape.PaddedMaps;
            var gradientB = _gradientB.At + row * _shape.PaddedMaps;
            for (var f = 0; f < _shape.FieldsOf(chunk); f++)
            {
                var spread = _spread.At + row * _shape.ChunkStride + f * _shape.Maps;
                var factor = Vector512.Create(a[f]);
                var sum = Vector512<float>.Zero;
                for (var m = 0; m < _shape.PaddedMaps; m += 16)
                {
                    var s = Vector512.Load(spread + m); // beyond M: another field's, times b's zero padding
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
