using RankElastor.Kernels.Attention;
using RankElastor.Numerics.Threads;
using static RankElastor.Model.Memory.TensorMemory;
using static TorchSharp.torch;

namespace RankElastor.Model.Layers.Interactions;

/// <summary>
/// Multi-head attention act(softmax(scale · Q Kᵀ) V + R) by <see cref="RowAttention"/>, without scores in memory:
/// projections [B, F, 3 or 4 widths] and, if not among them, a residual [B, F, width] → [B, F, width].
/// </summary>
sealed class FieldAttention : autograd.SingleTensorFunction<FieldAttention>
{
    public override string Name => nameof(FieldAttention);

    /// <summary>Attends. A residual that the projections hold, or none, is an empty tensor.</summary>
    public static Tensor Attend(Tensor projected, Tensor residual, AttentionShape shape, Workers workers) =>
        apply(projected.contiguous(), residual.contiguous(), shape, workers);

    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var projected = (Tensor)vars[0];
        var residual = (Tensor)vars[1];
        var shape = (AttentionShape)vars[2];
        var workers = (Workers)vars[3];
        var output = empty(projected.shape[0], projected.shape[1], shape.Width);
        RowAttention.Forward(shape, Of(projected), Of(residual), Of(output), workers);
        ctx.save_for_backward([projected, residual, output]);
        ctx.save_data(nameof(AttentionShape), shape);
        ctx.save_data(nameof(Workers), workers);
        return output;
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        var saved = ctx.get_saved_variables();
        var gradient = empty(saved[0].shape);
        var residualGradient = empty(saved[1].shape);
        using var above = grad_output.contiguous();
        var shape = (AttentionShape)ctx.get_data(nameof(AttentionShape));
        var workers = (Workers)ctx.get_data(nameof(Workers));
        RowAttention.Backward(
            shape, Of(saved[0]), Of(saved[2]), Of(above), Of(gradient), Of(residualGradient), workers);
        return [gradient, residualGradient, null!, null!];
    }
}
