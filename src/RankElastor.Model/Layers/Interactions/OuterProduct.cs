using RankElastor.Kernels.FieldProducts;
using RankElastor.Model.Memory;
using RankElastor.Numerics.Threads;
using static TorchSharp.torch;

namespace RankElastor.Model.Layers.Interactions;

// N rows, F and M widths of the two inputs, H outputs

/// <summary>y_nh = Σ_{f,m} W_{h,(f m)} a_nf b_nm + c_h, by <see cref="WeightedProducts"/>.</summary>
sealed class OuterProduct : autograd.SingleTensorFunction<OuterProduct>
{
    /// <inheritdoc/>
    public override string Name => nameof(OuterProduct);

    /// <summary>a [N, F], b [N, M], weight [H, F M], bias [H] → [N, H].</summary>
    public static Tensor Of(Tensor a, Tensor b, Tensor weight, Tensor bias, Workers workers) =>
        apply(a.contiguous(), b.contiguous(), weight.contiguous(), bias, workers);

    /// <inheritdoc/>
    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var (a, b, weight, bias, workers) = ((Tensor)vars[0], (Tensor)vars[1], (Tensor)vars[2], (Tensor)vars[3], (Workers)vars[4]);
        var result = empty(a.shape[0], weight.shape[0]);
        WeightedProducts.Forward(Operands([a, b, weight, bias]), TensorMemory.Of(result), workers);
        ctx.save_for_backward([a, b, weight, bias]);
        ctx.save_data(nameof(Workers), workers);
        return result;
    }

    /// <inheritdoc/>
    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        var saved = ctx.get_saved_variables();
        List<Tensor> gradients = [.. saved.Select(one => empty(one.shape))];
        using var above = grad_output.contiguous();
        WeightedProducts.Backward(
            Operands(saved), TensorMemory.Of(above),
            new ProductGradients(TensorMemory.Of(gradients[0]), TensorMemory.Of(gradients[1]), TensorMemory.Of(gradients[2]), TensorMemory.Of(gradients[3])),
            (Workers)ctx.get_data(nameof(Workers)));
        return [.. gradients, null!];
    }

    static ProductOperands Operands(List<Tensor> all) => new(
        (int)all[0].shape[0], TensorMemory.Of(all[0]), TensorMemory.Of(all[1]), TensorMemory.Of(all[2]), TensorMemory.Of(all[3]));
}
