using RankElastor.Kernels.Rows;
using static TorchSharp.torch;

namespace RankElastor.Model.Embeddings;

/// <summary><see cref="Segments.Sum"/> for autograd: events [N, E] → rows [B, E].</summary>
sealed class SegmentSum : autograd.SingleTensorFunction<SegmentSum>
{
    const string PlacesKey = "places";

    public override string Name => nameof(SegmentSum);

    public static Tensor Of(Tensor events, SequencePlaces places) =>
        events.requires_grad ? apply(events, places) : places.SumOf(events);

    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        ctx.save_data(PlacesKey, vars[1]);
        return ((SequencePlaces)vars[1]).SumOf((Tensor)vars[0]);
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output) =>
        [((SequencePlaces)ctx.get_data(PlacesKey)).Repeated(grad_output), null!];
}

/// <summary><see cref="Segments.Repeat"/> for autograd: rows [B, E] → events [N, E].</summary>
sealed class SegmentRepeat : autograd.SingleTensorFunction<SegmentRepeat>
{
    const string PlacesKey = "places";

    public override string Name => nameof(SegmentRepeat);

    public static Tensor Of(Tensor rows, SequencePlaces places) =>
        rows.requires_grad ? apply(rows, places) : places.Repeated(rows);

    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        ctx.save_data(PlacesKey, vars[1]);
        return ((SequencePlaces)vars[1]).Repeated((Tensor)vars[0]);
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output) =>
        [((SequencePlaces)ctx.get_data(PlacesKey)).SumOf(grad_output), null!];
}
