using RankElastor.Kernels.Rows;
using RankElastor.Model.Memory;
using RankElastor.Numerics.Threads;
using static TorchSharp.torch;

namespace RankElastor.Model.Embeddings;

/// <summary>
/// <see cref="RowSelection"/> for autograd: x [rows, …] → [sources, …]. No row is a source twice, so that the gradient
/// is a selection too.
/// </summary>
sealed class RowSelectionFunction : autograd.SingleTensorFunction<RowSelectionFunction>
{
    const string SourcesKey = "sources", WorkersKey = "workers", RowsKey = "rows";

    public override string Name => nameof(RowSelectionFunction);

    public static Tensor Of(Tensor x, int[] sources, Workers workers) =>
        x.requires_grad ? apply(x, sources, workers) : Forward(x, sources, workers);

    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var (x, sources, workers) = ((Tensor)vars[0], (int[])vars[1], (Workers)vars[2]);
        ctx.save_data(RowsKey, x.shape[0]);
        ctx.save_data(SourcesKey, sources);
        ctx.save_data(WorkersKey, workers);
        return Forward(x, sources, workers);
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        var above = grad_output.contiguous();
        var gradient = zeros([(long)ctx.get_data(RowsKey), .. above.shape[1..]], above.dtype);
        RowSelection.Scatter(
            TensorSpans.Address(above), (int[])ctx.get_data(SourcesKey), TensorSpans.Address(gradient), Bytes(above),
            (Workers)ctx.get_data(WorkersKey));
        GC.KeepAlive(above);
        return [gradient, null!, null!];
    }

    static Tensor Forward(Tensor x, int[] sources, Workers workers)
    {
        var from = x.contiguous();
        var to = empty([sources.Length, .. x.shape[1..]], x.dtype);
        RowSelection.Gather(TensorSpans.Address(from), sources, TensorSpans.Address(to), Bytes(to), workers);
        GC.KeepAlive(from);
        return to;
    }

    /// <summary>Bytes of a row.</summary>
    static int Bytes(Tensor x) => checked((int)(x.shape[1..].Aggregate(1L, (a, b) => a * b) * x.element_size()));
}
