using RankElastor.Kernels.Attention;
using RankElastor.Model.Memory;
using RankElastor.Numerics.Threads;
using static TorchSharp.torch;

namespace RankElastor.Model.Layers.Interactions;

/// <summary>
/// act(softmax(scale · Q Kᵀ) V + R) per head without its scores in memory, by <see cref="RowAttention"/>: projections [B, F, 3 or 4 widths] and, where it is not
/// projected, a residual [B, F, width] in, [B, F, width] out.
/// </summary>
sealed class FieldAttention : autograd.SingleTensorFunction<FieldAttention>
{
    /// <inheritdoc/>
    public override string Name => nameof(FieldAttention);

    /// <summary>Attends. A residual that the projections hold, or none, is an empty tensor.</summary>
    public static Tensor Of(Tensor projected, Tensor residual, AttentionShape shape, Workers workers) =>
        apply(projected.contiguous(), residual.contiguous(), shape, workers);

    /// <inheritdoc/>
    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var (projected, residual, shape, workers) = ((Tensor)vars[0], (Tensor)vars[1], (AttentionShape)vars[2], (Workers)vars[3]);
        var output = empty(projected.shape[0], projected.shape[1], shape.Width);
        RowAttention.Forward(shape, TensorMemory.Of(projected), TensorMemory.Of(residual), TensorMemory.Of(output), workers);
        ctx.save_for_backward([projected, residual, output]);
        ctx.save_data(nameof(AttentionShape), shape);
        ctx.save_data(nameof(Workers), workers);
        return output;
    }

    /// <inheritdoc/>
    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        var saved = ctx.get_saved_variables();
        var (gradient, residualGradient) = (empty(saved[0].shape), empty(saved[1].shape));
        using var above = grad_output.contiguous();
        RowAttention.Backward(
            (AttentionShape)ctx.get_data(nameof(AttentionShape)), TensorMemory.Of(saved[0]), TensorMemory.Of(saved[2]), TensorMemory.Of(above),
            TensorMemory.Of(gradient), TensorMemory.Of(residualGradient), (Workers)ctx.get_data(nameof(Workers)));
        return [gradient, residualGradient, null!, null!];
    }
}
