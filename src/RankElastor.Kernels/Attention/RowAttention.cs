using RankElastor.Numerics.Threads;

namespace RankElastor.Kernels.Attention;

// N rows, F fields, h heads of width d

/// <summary>
/// Multi-head self-attention among the fields of each row: y_i = act(Σ_j a_ij f_ij v_j + r_i) with a_i =
/// softmax_j(scale · q_i · k_j), f the dropout's factors and r a residual, per head. The scores [F, F] of one row and
/// head live in the cache only: the backward pass recomputes them.
/// </summary>
/// <remarks>
/// y is [N, F, h d], row-major, a head's numbers side by side; q, k, v and, where projected, r lie side by side in [N,
/// F, 3 h d or 4 h d]. Scores are numbered ((n h + head) F + i) F + j for the dropout. Each row is computed by one
/// thread, so the result does not depend on their number.
/// </remarks>
public static class RowAttention
{
    const int RowGrain = 64;

    /// <summary>
    /// Writes y; a residual that is not projected, [N, F, h d], or nothing, is <paramref name="residual"/>.
    /// </summary>
    public static void Forward(
        AttentionShape shape, ReadOnlyMemory<float> projected, ReadOnlyMemory<float> residual, Memory<float> output,
        Workers workers) =>
        workers.For(shape.Rows, RowGrain, (start, end) =>
        {
            using var head = new AttentionHead(shape);
            for (var group = start * shape.Heads; group < end * shape.Heads; group++)
            {
                head.Load(projected.Span, group);
                head.Forward(projected.Span, residual.Span, output.Span, group);
            }
        });

    /// <summary>
    /// Writes the gradients of the projections and of a residual that is not projected, from y and its gradient.
    /// </summary>
    public static void Backward(
        AttentionShape shape, ReadOnlyMemory<float> projected, ReadOnlyMemory<float> output,
        ReadOnlyMemory<float> outputGradient, Memory<float> gradient, Memory<float> residualGradient,
        Workers workers) =>
        workers.For(shape.Rows, RowGrain, (start, end) =>
        {
            using var head = new AttentionHead(shape);
            for (var group = start * shape.Heads; group < end * shape.Heads; group++)
            {
                head.Load(projected.Span, group);
                head.LoadGradient(output.Span, outputGradient.Span, gradient.Span, residualGradient.Span, group);
                head.Backward(gradient.Span, group);
            }
        });

    /// <summary>The definition of the forward pass.</summary>
    internal static void Scalar(
        AttentionShape shape, ReadOnlySpan<float> projected, ReadOnlySpan<float> residual, Span<float> output)
    {
        var scores = new double[shape.Fields];
        for (var group = 0; group < shape.Rows * shape.Heads; group++)
        {
            for (var i = 0; i < shape.Fields; i++)
            {
                for (var j = 0; j < shape.Fields; j++)
                {
                    scores[j] = 0;
                    var query = shape.Place(group, i, AttentionPart.Query);
                    var key = shape.Place(group, j, AttentionPart.Key);
                    for (var e = 0; e < shape.HeadWidth; e++)
                    {
                        scores[j] += (double)projected[query + e] * projected[key + e] * shape.Scale;
                    }
                }

                var (most, total) = (scores.Max(), 0.0);
                for (var j = 0; j < shape.Fields; j++)
                {
                    scores[j] = Math.Exp(scores[j] - most);
                    total += scores[j];
                }

                for (var e = 0; e < shape.HeadWidth; e++)
                {
                    var sum = shape.ProjectsResidual ? projected[shape.Place(group, i, AttentionPart.Residual) + e]
                        : residual.IsEmpty ? 0.0 : residual[shape.Place(group, i) + e];
                    for (var j = 0; j < shape.Fields; j++)
                    {
                        var factor = shape.Dropout?.Factor((uint)((group * shape.Fields + i) * shape.Fields + j)) ?? 1;
                        sum += scores[j] / total * factor * projected[shape.Place(group, j, AttentionPart.Value) + e];
                    }

                    output[shape.Place(group, i) + e] = (float)(shape.Relu ? Math.Max(0, sum) : sum);
                }
            }
        }
    }
}
