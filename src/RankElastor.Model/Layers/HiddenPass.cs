using RankElastor.Numerics.Kernels;
using RankElastor.Numerics.Threads;
using static TorchSharp.torch;

namespace RankElastor.Model.Layers;

/// <summary>The elementwise half of a fused hidden layer in one pass: its dropout and the threads.</summary>
sealed record HiddenPass(DropoutMask? Mask, float Keep, Workers Workers)
{
    /// <summary>y ← max(0, y ⊙ scale + shift) ⊙ factors, in place; no scale stands for ones.</summary>
    public void Finish(Tensor y, Tensor? scale, Tensor shift)
    {
        var columns = (int)y.shape[1];
        Workers.For((int)y.shape[0], RowBlocks.Rows, (start, end) => ScaledRelu.Apply(
            TensorSpans.Floats(y)[(start * columns)..(end * columns)], scale is null ? [] : TensorSpans.Floats(scale), TensorSpans.Floats(shift), Mask, start));
    }

    /// <summary>The gradient before the activation and dropout that gave <paramref name="y"/>, and its sums over the rows.</summary>
    public Tensor Back(Tensor gradient, Tensor y, Tensor sums)
    {
        using var above = gradient.contiguous();
        var below = empty(y.shape);
        var columns = (int)y.shape[1];
        RowBlocks.Sum((int)y.shape[0], columns, Workers, (start, end, part) =>
        {
            var block = (start * columns)..(end * columns);
            ReluGradient.Apply(TensorSpans.Floats(above)[block], TensorSpans.Floats(y)[block], Keep, TensorSpans.Floats(below)[block], part);
        }, TensorSpans.Floats(sums));
        return below;
    }
}
