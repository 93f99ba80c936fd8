using RankElastor.Kernels.Attention;
using RankElastor.Model.Memory;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Layers.Attention;

/// <summary><see cref="JaggedAttention"/> for autograd.</summary>
sealed class JaggedAttentionFunction : autograd.SingleTensorFunction<JaggedAttentionFunction>
{
    const string CallKey = "call";

    public override string Name => nameof(JaggedAttentionFunction);

    /// <summary>Parts [Q or K, …] or with more axes in front, in single precision → [Q, heads · value width].</summary>
    public static Tensor Of(JaggedShape shape, HeadParts parts, Tensor? bias, ForwardPass pass)
    {
        List<Tensor> sources = [];
        var call = new Call(
            shape, Add(parts.Queries), Add(parts.Keys), Add(parts.Values), bias is not null, pass);
        Tensor[] operands = [.. sources.Select(source => source.contiguous())];
        operands = bias is null ? operands : [.. operands, bias];
        return pass.Differentiable ? apply([.. operands, call]) : Forward(operands, call);

        (int Source, int Column) Add(HeadPart part)
        {
            var place = sources.FindIndex(source => ReferenceEquals(source, part.Tensor));
            if (place < 0)
            {
                sources.Add(part.Tensor);
                place = sources.Count - 1;
            }

            return (place, part.Column);
        }
    }

    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        Tensor[] operands = [.. vars[..^1].Cast<Tensor>()];
        ctx.save_data(CallKey, vars[^1]);
        ctx.save_for_backward([.. operands]);
        return Forward(operands, (Call)vars[^1]);
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        var call = (Call)ctx.get_data(CallKey);
        Tensor[] saved = [.. ctx.get_saved_variables()];
        Tensor[] gradients = [.. saved.Select(call.Empty)];
        var above = grad_output.contiguous();
        call.Pass.Book("backward attention without padding", 2.5 * call.MultiplyAdds, () => JaggedAttention.Backward(
            call.Shape, call.At(saved), TensorSpans.Address(above), call.At(gradients), call.Pass.Workers));
        return [.. gradients, null!];
    }

    static Tensor Forward(Tensor[] operands, Call call)
    {
        var queries = operands[call.Queries.Source];
        var output = Call.EmptyBehind(
            [queries.numel() / queries.shape[^1], call.Shape.Heads * call.Shape.ValueWidth], call.Shape.Queries);
        call.Pass.Book("forward attention without padding", call.MultiplyAdds, () => JaggedAttention.Forward(
            call.Shape, call.At(operands), TensorSpans.Address(output), call.Pass.Workers));
        return output;
    }

    /// <summary>Which columns of which operand are what; a bias is the last operand.</summary>
    sealed record Call(
        JaggedShape Shape, (int Source, int Column) Queries, (int Source, int Column) Keys,
        (int Source, int Column) Values, bool HasBias, ForwardPass Pass)
    {
        public JaggedOperands At(Tensor[] tensors) => new(
            Columns(tensors, Queries), Columns(tensors, Keys), Columns(tensors, Values),
            HasBias ? TensorSpans.Address(tensors[^1]) : 0);

        /// <summary>For an operand's gradient: zeros where the kernel writes none.</summary>
        public Tensor Empty(Tensor tensor, int operand)
        {
            var (keys, values) = (Shape.Heads * Shape.KeyWidth, Shape.Heads * Shape.ValueWidth);
            var covered = (Queries.Source == operand ? keys : 0) + (Keys.Source == operand ? keys : 0)
                + (Values.Source == operand ? values : 0);
            return covered == 0 ? empty(tensor.shape) // the bias
                : covered < tensor.shape[^1] ? zeros(tensor.shape)
                : EmptyBehind(tensor.shape, Queries.Source == operand ? Shape.Queries : Shape.Keys);
        }

        /// <summary>Zeros in the rows from one on.</summary>
        public static Tensor EmptyBehind(long[] shape, int rows)
        {
            var tensor = empty(shape);
            if (shape.Length == 2 && shape[0] > rows)
            {
                tensor.narrow(0, rows, shape[0] - rows).zero_();
            }

            return tensor;
        }

        public double MultiplyAdds => (double)Shape.Pairs * Shape.Heads * (Shape.KeyWidth + Shape.ValueWidth);

        static HeadColumns Columns(Tensor[] tensors, (int Source, int Column) part)
        {
            var tensor = tensors[part.Source];
            return new(TensorSpans.Address(tensor) + part.Column * sizeof(float), checked((int)tensor.shape[^1]));
        }
    }
}
