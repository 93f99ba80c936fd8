using System.Numerics.Tensors;
using RankElastor.Kernels.Products;
using RankElastor.Numerics.Threads;

namespace RankElastor.Kernels.FieldProducts;

// N rows, F and M widths of the two inputs, H outputs

/// <summary>
/// Bilinear layer, y_nh = c_h + Σ_{f,m} W_{h,(f m)} a_nf b_nm, forward and backward: a linear map of the outer product
/// of two rows, as in a compressed interaction network. The products [N, F M] are never held as a whole: a block of
/// rows makes those of a few fields at a time, in the cache, and the backward pass recomputes them.
/// </summary>
/// <remarks>
/// a [N, F], b [N, M], W [H, F M], c [H], y [N, H], all row-major. Rows are cut into parts that do not depend on the
/// number of threads, and the weights' gradients of the parts are added in order.
/// </remarks>
public static class WeightedProducts
{
    const int MostParts = 16;

    /// <summary>Writes y.</summary>
    public static void Forward(in ProductOperands operands, Memory<float> y, Workers workers)
    {
        var given = operands;
        var shape = given.Shape;
        using var weights = new PackedProductWeights(shape, given.Weights.Span, given.Bias.Span);
        ForEachPart(given.Rows, workers, (_, start, end) =>
        {
            using var block = new ProductBlock(shape);
            for (var first = start; first < end; first += ProductShape.BlockRows)
            {
                var rows = Math.Min(ProductShape.BlockRows, end - first);
                block.Load(given.A.Span[(first * shape.Fields)..], given.B.Span[(first * shape.Maps)..], rows);
                block.Forward(weights, y.Span.Slice(first * shape.Outputs, rows * shape.Outputs));
            }
        });
    }

    /// <summary>Writes the gradients of a, b, W and c from that of y.</summary>
    public static void Backward(
        in ProductOperands operands, ReadOnlyMemory<float> outputGradient, in ProductGradients gradients,
        Workers workers)
    {
        var (given, result) = (operands, gradients);
        var shape = given.Shape;
        using var weights = new PackedProductWeights(shape, given.Weights.Span, given.Bias.Span);
        using var sums = new NativeFloats((long)MostParts * (shape.PackedLength + shape.PaddedOutputs));
        var parts = ForEachPart(given.Rows, workers, (part, start, end) =>
        {
            using var block = new ProductBlock(shape);
            for (var first = start; first < end; first += ProductShape.BlockRows)
            {
                var rows = Math.Min(ProductShape.BlockRows, end - first);
                block.Load(given.A.Span[(first * shape.Fields)..], given.B.Span[(first * shape.Maps)..], rows);
                block.LoadGradient(outputGradient.Span.Slice(first * shape.Outputs, rows * shape.Outputs));
                var gradientA = result.A.Span.Slice(first * shape.Fields, rows * shape.Fields);
                var gradientB = result.B.Span.Slice(first * shape.Maps, rows * shape.Maps);
                block.Backward(weights, sums, part, gradientA, gradientB);
            }
        });
        AddParts(shape, sums, parts, result);
    }

    /// <summary>The definition.</summary>
    internal static void Scalar(in ProductOperands operands, Span<float> y)
    {
        var (fields, maps, outputs) = (operands.Shape.Fields, operands.Shape.Maps, operands.Shape.Outputs);
        for (var n = 0; n < operands.Rows; n++)
        {
            for (var h = 0; h < outputs; h++)
            {
                var sum = (double)operands.Bias.Span[h];
                for (var i = 0; i < fields * maps; i++)
                {
                    var product = (double)operands.A.Span[n * fields + i / maps] * operands.B.Span[n * maps + i % maps];
                    sum += operands.Weights.Span[h * fields * maps + i] * product;
                }

                y[n * outputs + h] = (float)sum;
            }
        }
    }

    static int ForEachPart(int rows, Workers workers, Action<int, int, int> body)
    {
        var blocks = (rows + ProductShape.BlockRows - 1) / ProductShape.BlockRows;
        var grain = Math.Max(1, (blocks + MostParts - 1) / MostParts) * ProductShape.BlockRows;
        workers.For(rows, grain, (start, end) => body(start / grain, start, end));
        return (rows + grain - 1) / grain;
    }

    static unsafe void AddParts(ProductShape shape, NativeFloats sums, int parts, in ProductGradients result)
    {
        var (products, chunkProducts) = (shape.Fields * shape.Maps, ProductShape.ChunkFields * shape.Maps);
        var stride = shape.PackedLength + shape.PaddedOutputs;
        var total = new Span<float>(sums.At, stride);
        for (var part = 1; part < parts; part++)
        {
            TensorPrimitives.Add(total, new ReadOnlySpan<float>(sums.At + (long)part * stride, stride), total);
        }

        var weights = result.Weights.Span;
        var bias = result.Bias.Span;
        for (var h = 0; h < shape.Outputs; h++)
        {
            bias[h] = total[shape.PackedLength + h];
            for (var i = 0; i < products; i++)
            {
                weights[h * products + i] =
                    total[(i / chunkProducts * shape.ChunkColumns + i % chunkProducts) * shape.PaddedOutputs + h];
            }
        }
    }
}
