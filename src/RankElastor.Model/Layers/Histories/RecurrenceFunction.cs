using RankElastor.Kernels.Histories;
using RankElastor.Model.Memory;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Layers.Histories;

// N items of all histories, m numbers of a state

/// <summary>
/// <see cref="Recurrence"/> for autograd, of float64 tensors by its definition. Operands are the inputs [N, 3 m], the
/// weights [3 m, m], the bias [3 m] and, where the kind has them, the scores [N, 1]; all are contiguous.
/// </summary>
sealed class RecurrenceFunction : autograd.SingleTensorFunction<RecurrenceFunction>
{
    const string ShapeKey = "shape", PassKey = "pass";

    public override string Name => nameof(RecurrenceFunction);

    /// <summary>The states, [N, m].</summary>
    public static Tensor Of(Tensor[] operands, RecurrenceShape shape, ForwardPass pass) =>
        pass.Differentiable ? apply([.. operands, shape, pass]) : Forward(operands, shape, pass);

    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        Tensor[] operands = [.. vars[..^2].Cast<Tensor>()];
        var (shape, pass) = ((RecurrenceShape)vars[^2], (ForwardPass)vars[^1]);
        ctx.save_data(ShapeKey, shape);
        ctx.save_data(PassKey, pass);
        var states = Forward(operands, shape, pass);
        ctx.save_for_backward([.. operands, states]);
        return states;
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        var (shape, pass) = ((RecurrenceShape)ctx.get_data(ShapeKey), (ForwardPass)ctx.get_data(PassKey));
        Tensor[] saved = [.. ctx.get_saved_variables()];
        Tensor[] gradients = [.. saved[..^1].Select(operand => empty_like(operand))];
        var above = grad_output.contiguous();
        var (at, into) = (At(saved[..^1]), At(gradients));
        var (states, stateGradients) = (TensorSpans.Address(saved[^1]), TensorSpans.Address(above));
        pass.Book("backward recurrences", 3 * MultiplyAdds(shape), () =>
        {
            if (above.dtype == ScalarType.Float64)
            {
                RecurrenceDefinition.Backward(shape, at, states, stateGradients, into);
            }
            else
            {
                Recurrence.Backward(shape, at, states, stateGradients, into, pass.Workers);
            }
        });
        return [.. gradients, null!, null!];
    }

    static Tensor Forward(Tensor[] operands, RecurrenceShape shape, ForwardPass pass)
    {
        var states = empty([shape.Items, shape.Width], operands[0].dtype);
        pass.Book("forward recurrences", MultiplyAdds(shape), () =>
        {
            if (states.dtype == ScalarType.Float64)
            {
                RecurrenceDefinition.Forward(shape, At(operands), TensorSpans.Address(states));
            }
            else
            {
                Recurrence.Forward(shape, At(operands), TensorSpans.Address(states), pass.Workers);
            }
        });
        return states;
    }

    static double MultiplyAdds(RecurrenceShape shape) => 3.0 * shape.Items * shape.Width * shape.Width;

    static RecurrenceOperands At(Tensor[] tensors) => new(
        TensorSpans.Address(tensors[0]), tensors.Length > 3 ? TensorSpans.Address(tensors[3]) : 0,
        TensorSpans.Address(tensors[1]), TensorSpans.Address(tensors[2]));
}
