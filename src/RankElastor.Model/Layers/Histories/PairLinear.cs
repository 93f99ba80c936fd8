using RankElastor.Kernels.Histories;
using RankElastor.Model.Embeddings;
using RankElastor.Model.Memory;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Layers.Histories;

// B rows, N events of all rows, m numbers of an event, H outputs

/// <summary>
/// A Linear layer on [t, s, t − s, t ⊙ s] of a target t and each event s of its row, by <see cref="PairProduct"/>: with
/// W = [W₁ W₂ W₃ W₄] it is (W₁ + W₃) t + b + (W₂ − W₃ + W₄ diag t) s; where wanted with its ReLU and dropout.
/// </summary>
static class PairLinear
{
    /// <summary>
    /// Targets [B, m], events [N, m], float32 → [N, H]; and what the layer makes of an event that is zero, [B, H],
    /// without ReLU.
    /// </summary>
    public static (Tensor Events, Tensor Zero) Apply(
        HiddenLayer layer, bool activates, Tensor targets, Tensor events, SequencePlaces places, ForwardPass pass)
    {
        var parts = layer.Linear.Weight.chunk(4, 1); // [H, m] each
        var zero = nn.functional.linear(targets, parts[0] + parts[2], layer.Linear.Bias);
        Tensor[] operands =
            [events.contiguous(), targets.contiguous(), zero, parts[1] - parts[2], parts[3].contiguous()];
        var shape = new PairShape(
            places.Offsets, checked((int)events.shape[1]), checked((int)zero.shape[1]))
        {
            Relu = activates,
            Dropout = activates ? pass.Mask(layer.Dropout, layer.DropoutLayer) : null,
        };
        return (pass.Differentiable
            ? PairLinearFunction.Of(operands, shape, pass) : PairLinearFunction.Forward(operands, shape, pass), zero);
    }
}

/// <summary><see cref="PairProduct"/> for autograd.</summary>
sealed class PairLinearFunction : autograd.SingleTensorFunction<PairLinearFunction>
{
    const string ShapeKey = "shape", PassKey = "pass";

    public override string Name => nameof(PairLinearFunction);

    public static Tensor Of(Tensor[] operands, PairShape shape, ForwardPass pass) =>
        apply([.. operands, shape, pass]);

    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        Tensor[] operands = [.. vars[..^2].Cast<Tensor>()];
        var (shape, pass) = ((PairShape)vars[^2], (ForwardPass)vars[^1]);
        ctx.save_data(ShapeKey, shape);
        ctx.save_data(PassKey, pass);
        var output = Forward(operands, shape, pass);
        ctx.save_for_backward(shape.Relu ? [.. operands, output] : [.. operands]);
        return output;
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        var (shape, pass) = ((PairShape)ctx.get_data(ShapeKey), (ForwardPass)ctx.get_data(PassKey));
        Tensor[] saved = [.. ctx.get_saved_variables()];
        Tensor[] gradients = [.. saved[..5].Select(operand => empty(operand.shape))];
        var above = grad_output.contiguous();
        var output = shape.Relu ? TensorSpans.Address(saved[5]) : 0;
        pass.Book("backward pairs of targets and events", 2 * MultiplyAdds(shape), () => PairProduct.Backward(
            shape, At(saved), output, TensorSpans.Address(above), At(gradients), pass.Workers));
        return [.. gradients, null!, null!];
    }

    internal static Tensor Forward(Tensor[] operands, PairShape shape, ForwardPass pass)
    {
        var output = empty(shape.Events, shape.Outputs);
        pass.Book("forward pairs of targets and events", MultiplyAdds(shape), () => PairProduct.Forward(
            shape, At(operands), TensorSpans.Address(output), pass.Workers));
        return output;
    }

    static double MultiplyAdds(PairShape shape) => (double)shape.Events * shape.Width * shape.Outputs;

    static PairOperands At(Tensor[] tensors) => new(
        TensorSpans.Address(tensors[0]), TensorSpans.Address(tensors[1]), TensorSpans.Address(tensors[2]),
        TensorSpans.Address(tensors[3]), TensorSpans.Address(tensors[4]));
}
