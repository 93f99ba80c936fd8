using RankElastor.Kernels.Rows;
using RankElastor.Model.Memory;
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

/// <summary><see cref="Segments.Append"/> for autograd: events [N, E] and rows [B, E] → [N + B, E].</summary>
sealed class SegmentAppend : autograd.SingleTensorFunction<SegmentAppend>
{
    const string PlacesKey = "places";

    public override string Name => nameof(SegmentAppend);

    public static Tensor Of(Tensor events, Tensor rows, SequencePlaces places) => apply(events, rows, places);

    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var (events, rows, places) = (((Tensor)vars[0]).contiguous(), ((Tensor)vars[1]).contiguous(),
            (SequencePlaces)vars[2]);
        ctx.save_data(PlacesKey, places);
        var joined = empty([places.Events + places.Rows, rows.shape[1]], rows.dtype);
        Copy(events, rows, joined, places, backwards: false);
        return joined;
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        var (places, width) = ((SequencePlaces)ctx.get_data(PlacesKey), grad_output.shape[1]);
        var events = empty([places.Events, width], grad_output.dtype);
        var rows = empty([places.Rows, width], grad_output.dtype);
        Copy(events, rows, grad_output.contiguous(), places, backwards: true);
        return [events, rows, null!];
    }

    static void Copy(Tensor events, Tensor rows, Tensor joined, SequencePlaces places, bool backwards)
    {
        var (from, last, to) = (
            TensorSpans.Address(events), TensorSpans.Address(rows), TensorSpans.Address(joined));
        var (width, offsets) = (checked((int)joined.shape[1]), places.Offsets);
        if (joined.dtype == ScalarType.Float64)
        {
            Segments.Append<double>(from, offsets, last, to, width, backwards, places.Workers);
        }
        else
        {
            Segments.Append<float>(from, offsets, last, to, width, backwards, places.Workers);
        }
    }
}
