using static TorchSharp.torch;

namespace RankElastor.Model.Layers.Interactions;

// N rows, F and M widths of the two inputs, H outputs

/// <summary>
/// y_nh = Σ_{f,m} W_{h,(f m)} a_nf b_nm + c_h: the outer product of two rows, seen by a Linear. The products [N, F M] are never held as
/// a whole: both passes make them for a block of rows that stays in the cache, the backward pass anew.
/// </summary>
sealed class OuterProduct : autograd.SingleTensorFunction<OuterProduct>
{
    const int BlockRows = 512; // at F = 39, M = 32: 2.5 MB of products

    /// <inheritdoc/>
    public override string Name => nameof(OuterProduct);

    /// <summary>a [N, F], b [N, M], weight [H, F M], bias [H] → [N, H].</summary>
    public static Tensor Of(Tensor a, Tensor b, Tensor weight, Tensor bias) => apply(a, b, weight, bias);

    /// <inheritdoc/>
    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var (a, b, weight, bias) = ((Tensor)vars[0], (Tensor)vars[1], (Tensor)vars[2], (Tensor)vars[3]);
        ctx.save_for_backward([a, b, weight]);
        var result = empty(a.shape[0], weight.shape[0]);
        for (long start = 0; start < a.shape[0]; start += BlockRows)
        {
            using var block = NewDisposeScope(); // else all blocks live until the step ends
            var rows = Math.Min(BlockRows, a.shape[0] - start);
            result.narrow(0, start, rows).copy_(addmm(bias, Products(a.narrow(0, start, rows), b.narrow(0, start, rows)), weight.t(), 1, 1));
        }

        return result;
    }

    /// <inheritdoc/>
    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        var saved = ctx.get_saved_variables();
        var (a, b, weight) = (saved[0], saved[1], saved[2]);
        var (gradientA, gradientB, gradientWeight) = (empty(a.shape), empty(b.shape), zeros(weight.shape));
        for (long start = 0; start < a.shape[0]; start += BlockRows)
        {
            using var block = NewDisposeScope(); // as above
            var rows = Math.Min(BlockRows, a.shape[0] - start);
            var (blockA, blockB, above) = (a.narrow(0, start, rows), b.narrow(0, start, rows), grad_output.narrow(0, start, rows));
            gradientWeight.add_(above.t().matmul(Products(blockA, blockB)));
            var spread = above.matmul(weight).reshape(rows, a.shape[1], b.shape[1]); // [n, F, M]
            gradientA.narrow(0, start, rows).copy_(spread.bmm(blockB.unsqueeze(2)).squeeze(2));
            gradientB.narrow(0, start, rows).copy_(blockA.unsqueeze(1).bmm(spread).squeeze(1));
        }

        return [gradientA, gradientB, gradientWeight, grad_output.sum([0])];
    }

    static Tensor Products(Tensor a, Tensor b) => (a.unsqueeze(2) * b.unsqueeze(1)).reshape(a.shape[0], -1);
}
