using System.Numerics.Tensors;
using RankElastor.Kernels.Products;
using RankElastor.Kernels.Rows;
using RankElastor.Numerics.Threads;

namespace RankElastor.Kernels.Attention;

// B rows; Q queries and K keys of all rows; H heads; d numbers of a head's query or key, e of its value

/// <summary>
/// Attention in heads of each row's queries to its keys, rows of any lengths without padding: y_i = Σ_j a_ij f_ij v_j
/// with s_ij = scale · q_i · k_j + b_{i−j}, a = softmax(s) over the keys that i sees or silu(s) / c, and f the
/// dropout's factors. A query that sees no key gives zeros.
/// </summary>
/// <remarks>
/// Scores live in the cache, for <see cref="JaggedHead.MostQueries"/> queries at a time; the backward pass makes
/// them again. A row is computed by one thread, and sums over rows (the bias's gradient) are added in ranges that do
/// not depend on the number of threads: the same bits for any number.
/// </remarks>
public static unsafe class JaggedAttention
{
    /// <summary>Writes y, [Q, H e], dense.</summary>
    public static void Forward(JaggedShape shape, JaggedOperands at, nint output, Workers workers)
    {
        shape.Check();
        var cuts = RowRanges.Cuts(shape.KeyOffsets);
        workers.ForEach(cuts.Length - 1, range =>
        {
            if (cuts[range] < cuts[range + 1])
            {
                using var head = new JaggedHead(shape, at, withGradients: false);
                head.Forward(cuts[range], cuts[range + 1], (float*)output);
            }
        });
    }

    /// <summary>From the gradient of y, [Q, H e], dense, writes those of all operands.</summary>
    public static void Backward(
        JaggedShape shape, JaggedOperands at, nint outputGradient, JaggedOperands gradients, Workers workers)
    {
        var cuts = RowRanges.Cuts(shape.KeyOffsets);
        using var biases = new NativeFloats((long)(cuts.Length - 1) * shape.BiasLength);
        workers.ForEach(cuts.Length - 1, range =>
        {
            if (cuts[range] < cuts[range + 1])
            {
                using var head = new JaggedHead(shape, at, withGradients: true);
                head.Backward(
                    cuts[range], cuts[range + 1], (float*)outputGradient, gradients,
                    biases.At + (long)range * shape.BiasLength);
            }
        });
        if (shape.BiasLength == 0)
        {
            return;
        }

        var total = new Span<float>((float*)gradients.Bias, shape.BiasLength);
        total.Clear();
        for (var range = 0; range < cuts.Length - 1; range++)
        {
            TensorPrimitives.Add(
                total, new ReadOnlySpan<float>(biases.At + (long)range * shape.BiasLength, total.Length), total);
        }
    }

    /// <summary>The definition of the forward pass.</summary>
    internal static void Scalar(JaggedShape shape, JaggedOperands at, Span<float> output)
    {
        var weights = new double[shape.MostKeys];
        for (var row = 0; row < shape.Rows; row++)
        {
            var (firstKey, keys) = (shape.KeyOffsets[row], shape.KeyOffsets[row + 1] - shape.KeyOffsets[row]);
            var (first, queries) = (shape.QueryOffsets[row], shape.QueryOffsets[row + 1] - shape.QueryOffsets[row]);
            for (var place = 0; place < queries * shape.Heads; place++)
            {
                var (i, head) = (place / shape.Heads, place % shape.Heads);
                var seen = shape.Sees(i, queries, keys);
                for (var j = 0; j < seen; j++)
                {
                    var query = at.Queries.At(first + i, head, shape.KeyWidth);
                    var key = at.Keys.At(firstKey + j, head, shape.KeyWidth);
                    var score = 0.0;
                    for (var k = 0; k < shape.KeyWidth; k++)
                    {
                        score += (double)query[k] * key[k];
                    }

                    var bias = shape.BiasLength == 0 ? 0
                        : ((float*)at.Bias)[i + keys - queries - j + shape.BiasOrigin];
                    weights[j] = score * shape.Scale + bias;
                }

                var most = seen > 0 ? weights[..seen].Max() : 0;
                var total = seen > 0 ? weights[..seen].Sum(score => Math.Exp(score - most)) : 1;
                for (var number = 0; number < shape.ValueWidth; number++)
                {
                    var sum = 0.0;
                    for (var j = 0; j < seen; j++)
                    {
                        var weight = shape.Weights == AttentionWeights.Softmax ? Math.Exp(weights[j] - most) / total
                            : weights[j] / (1 + Math.Exp(-weights[j])) / shape.Divisor;
                        var element = shape.Element(first + i, head, weights.Length) + (uint)j;
                        sum += weight * (shape.Dropout?.Factor(element) ?? 1)
                            * at.Values.At(firstKey + j, head, shape.ValueWidth)[number];
                    }

                    output[((first + i) * shape.Heads + head) * shape.ValueWidth + number] = (float)sum;
                }
            }
        }
    }
}
