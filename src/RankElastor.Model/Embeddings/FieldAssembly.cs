using RankElastor.Data.Rows;
using RankElastor.Kernels.Rows;
using RankElastor.Model.Memory;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Embeddings;

/// <summary><see cref="AssembleFields"/> for autograd: rows [B, P, E] and numbers [B, N] → fields [B, F, E].</summary>
sealed class FieldAssembly : autograd.SingleTensorFunction<FieldAssembly>
{
    const string WorkKey = "work";

    public override string Name => nameof(FieldAssembly);

    /// <summary>Assembles a batch; weights [E, 1] of the numeric fields in order of the fields.</summary>
    public static Tensor Of(
        AssembleFields kernel, bool[] isNumeric, Batch batch, ForwardPass pass, Tensor leaf, List<Tensor> weights)
    {
        var work = new Work(kernel, isNumeric, batch, pass);
        return pass.Differentiable ? apply([leaf, .. weights, work]) : work.Forward(leaf, [.. weights]);
    }

    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var work = (Work)vars[^1];
        ctx.save_data(WorkKey, work);
        return work.Forward((Tensor)vars[0], [.. vars[1..^1].Cast<Tensor>()]);
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output) =>
        [.. ((Work)ctx.get_data(WorkKey)).Backward(grad_output.contiguous()), null!];

    sealed record Work(AssembleFields Kernel, bool[] IsNumeric, Batch Batch, ForwardPass Pass)
    {
        public Tensor Forward(Tensor leaf, Tensor[] weights)
        {
            var output = empty(Batch.Rows, IsNumeric.Length, leaf.shape[2]);
            var rows = TensorSpans.Address(leaf);
            var fields = TensorSpans.Address(output);
            Kernel.Forward(rows, Batch.Numbers, Addresses(weights), fields, Batch.Rows, Pass.Workers);
            return output;
        }

        public IEnumerable<Tensor> Backward(Tensor above)
        {
            var leaf = empty(Batch.Rows, IsNumeric.Count(numeric => !numeric), above.shape[2]);
            var weights = IsNumeric.Where(numeric => numeric).Select(_ => empty(above.shape[2], 1)).ToArray();
            var fields = TensorSpans.Address(above);
            var rows = TensorSpans.Address(leaf);
            Kernel.Backward(fields, Batch.Numbers, rows, Addresses(weights), Batch.Rows, Pass.Workers);
            return [leaf, .. weights];
        }

        nint[] Addresses(Tensor[] weights)
        {
            var next = 0;
            return [.. IsNumeric.Select(numeric => numeric ? TensorSpans.Address(weights[next++]) : 0)];
        }
    }
}
