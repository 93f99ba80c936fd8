using RankElastor.Kernels.Rows;
using RankElastor.Model.Memory;
using static TorchSharp.torch;

namespace RankElastor.Model.Embeddings;

/// <summary>
/// <see cref="Segments.Largest{T}(nint, int[], nint, nint, int, Numerics.Threads.Workers)"/> for autograd: events [N,
/// E], float32 → [B, E].
/// </summary>
sealed class SegmentLargest : autograd.SingleTensorFunction<SegmentLargest>
{
    const string PlacesKey = "places";

    public override string Name => nameof(SegmentLargest);

    public static Tensor Of(Tensor events, SequencePlaces places) => apply(events, places);

    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var (events, places) = (((Tensor)vars[0]).contiguous(), (SequencePlaces)vars[1]);
        var width = checked((int)events.shape[1]);
        var largest = empty([places.Rows, width]);
        var which = empty([places.Rows, width], ScalarType.Int32);
        Segments.Largest<float>(
            TensorSpans.Address(events), places.Offsets, TensorSpans.Address(largest), TensorSpans.Address(which),
            width, places.Workers);
        ctx.save_data(PlacesKey, places);
        ctx.save_for_backward([which]);
        return largest;
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        var (places, which) = ((SequencePlaces)ctx.get_data(PlacesKey), ctx.get_saved_variables()[0]);
        var (above, width) = (grad_output.contiguous(), checked((int)grad_output.shape[1]));
        var gradient = empty([places.Events, width]);
        Segments.ToLargest<float>(
            TensorSpans.Address(above), TensorSpans.Address(which), places.Offsets, TensorSpans.Address(gradient),
            width, places.Workers);
        return [gradient, null!];
    }
}
