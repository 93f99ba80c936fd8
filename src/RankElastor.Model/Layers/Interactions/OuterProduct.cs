using RankElastor.Kernels.FieldProducts;
using RankElastor.Model.Memory;
using RankElastor.Numerics.Threads;
using static TorchSharp.torch;

namespace RankElastor.Model.Layers.Interactions;

// N rows, F and M widths of the two inputs, H outputs

/// <summary>y_nh = Σ_{f,m} W_{h,(f m)} a_nf b_nm + c_h, by <see cref="WeightedProducts"/>.</summary>
sealed class OuterProduct : autograd.SingleTensorFunction<OuterProduct>
{
    public override string Name => nameof(OuterProduct);

    /// <summary>a [N, F], b [N, M], weight [H, F M], bias [H] → [N, H].</summary>
    public static Tensor Of(Tensor a, Tensor b, Tensor weight, Tensor bias, Workers workers) =>
        apply(a.contiguous(), b.contiguous(), weight.contiguous(), bias, workers);

    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        List<Tensor> operands = [.. vars[..4].Cast<Tensor>()]; // a, b, weight, bias
        var workers = (Workers)vars[4];
        var result = empty(operands[0].shape[0], operands[2].shape[0]);
        WeightedProducts.Forward(Operands(operands), TensorMemory.Of(result), workers);
        ctx.save_for_backward(operands);
        ctx.save_data(nameof(Workers), workers);
        return result;
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        var saved = ctx.get_saved_variables();
        List<Tensor> gradients = [.. saved.Select(operand => empty(operand.shape))];
        Memory<float>[] memory = [.. gradients.Select(TensorMemory.Of)];
        using var above = grad_output.contiguous();
        var workers = (Workers)ctx.get_data(nameof(Workers));
        var targets = new ProductGradients(memory[0], memory[1], memory[2], memory[3]);
        WeightedProducts.Backward(Operands(saved), TensorMemory.Of(above), targets, workers);
        return [.. gradients, null!];
    }

    static ProductOperands Operands(List<Tensor> operands)
    {
        Memory<float>[] memory = [.. operands.Select(TensorMemory.Of)];
        return new((int)operands[0].shape[0], memory[0], memory[1], memory[2], memory[3]);
    }
}
