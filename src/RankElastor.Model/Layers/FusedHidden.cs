using static TorchSharp.torch;

namespace RankElastor.Model.Layers;

// N rows, K inputs, C units

/// <summary>
/// y = max(0, norm(x Wᵀ + b)) ⊙ dropout factors, without autograd: the product is finished in place, and the way back makes the gradients of bias,
/// gain and shift while it passes. A bias before a normalisation by the batch cancels: its gradient is zero and it enters only the running mean.
/// </summary>
sealed class FusedHidden(Linear linear, BatchNorm? norm)
{
    /// <summary>W, b and, with normalisation, gain and shift: the order of the gradients of <see cref="Back"/>.</summary>
    public Tensor[] Parameters => norm is null ? [linear.Weight, linear.Bias!] : [linear.Weight, linear.Bias!, norm.Weight, norm.Bias];

    /// <summary>x [N, K] → y [N, C] and what the way back needs.</summary>
    public SavedHidden Forward(Tensor x, bool training, HiddenPass pass)
    {
        var z = BatchProducts.Multiply(x, linear.Weight.t());
        if (norm is null)
        {
            pass.Finish(z, null, linear.Bias!);
            return new SavedHidden(x, z, null, pass);
        }

        if (!training)
        {
            var (fixedScale, fixedShift) = norm.Statistics.Fixed(linear.Bias!, norm.Weight, norm.Bias);
            pass.Finish(z, fixedScale, fixedShift);
            return new SavedHidden(x, z, null, pass);
        }

        var (mean, inverse) = norm.Statistics.Take(z, linear.Bias!, pass.Workers);
        var scale = norm.Weight * inverse;
        var y = z.clone();
        pass.Finish(y, scale, norm.Bias - mean * scale);
        return new SavedHidden(x, y, new NormalisedBatch(z, mean, inverse, scale), pass);
    }

    /// <summary>The gradient of x; those of <see cref="Parameters"/> are added to the list.</summary>
    public Tensor Back(SavedHidden saved, Tensor gradient, List<Tensor> parameters)
    {
        var sums = empty(linear.Weight.shape[0]);
        using var below = saved.Pass.Back(gradient, saved.Y, sums);
        if (saved.Batch is { } batch)
        {
            var gain = batch.Back(below, sums, saved.Pass.Workers);
            parameters.AddRange([BatchProducts.Multiply(below.t(), saved.X), zeros_like(sums), gain, sums]);
        }
        else
        {
            parameters.AddRange([BatchProducts.Multiply(below.t(), saved.X), sums]);
        }

        return BatchProducts.Multiply(below, linear.Weight);
    }
}

/// <summary>What the way back of a <see cref="FusedHidden"/> needs: its input, its output, and the normalised batch if there is one.</summary>
sealed record SavedHidden(Tensor X, Tensor Y, NormalisedBatch? Batch, HiddenPass Pass)
{
    /// <summary>Frees what only this layer holds: all but the input.</summary>
    public void Free()
    {
        Y.Dispose();
        Batch?.Z.Dispose();
    }
}
