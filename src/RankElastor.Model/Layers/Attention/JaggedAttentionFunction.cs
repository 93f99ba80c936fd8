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
        Tensor[] gradients = [.. saved.Select((source, i) => call.Covers(i, source) ? empty(source.shape)
            : zeros(source.shape))];
        var above = grad_output.contiguous();
        call.Pass.Book("backward attention without padding", 2.5 * call.MultiplyAdds, () => JaggedAttention.Backward(
            call.Shape, call.At(saved), TensorSpans.Address(above), call.At(gradients), call.Pass.Workers));
        return [.. gradients, null!];
    }

    static Tensor Forward(Tensor[] operands, Call call)
    {
        var output = empty(call.Shape.Queries, call.Shape.Heads * call.Shape.ValueWidth);
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

        /// <summary>Whether the kernel writes all of an operand's gradient.</summary>
        public bool Covers(int operand, Tensor tensor)
        {
            var (keys, values) = (Shape.Heads * Shape.KeyWidth, Shape.Heads * Shape.ValueWidth);
            var covered = (Queries.Source == operand ? keys : 0) + (Keys.Source == operand ? keys : 0)
                + (Values.Source == operand ? values : 0);
            return covered == 0 || covered == tensor.shape[^1]; // the bias has no columns
        }

        public double MultiplyAdds => (double)Shape.Pairs * Shape.Heads * (Shape.KeyWidth + Shape.ValueWidth);

        static HeadColumns Columns(Tensor[] tensors, (int Source, int Column) part)
        {
            var tensor = tensors[part.Source];
            return new(TensorSpans.Address(tensor) + part.Column * sizeof(float), checked((int)tensor.shape[^1]));
        }
    }
}
