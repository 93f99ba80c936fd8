using RankElastor.Numerics.Chains;
using static TorchSharp.torch;

namespace RankElastor.Model.Fused;

/// <summary>A <see cref="RowChain"/> with its parameters: layers that run fused, forward and backward, wherever nobody wants to see what lies between them.</summary>
sealed class FusedChain(RowChain chain, IReadOnlyList<Tensor> parameters)
{
    readonly Tensor[] _parameters = [.. parameters];

    /// <summary>The kernel.</summary>
    public RowChain Chain => chain;

    /// <summary>
    /// [B, T, inputs] → [B, T, outputs] with T groups, or [..., inputs] → [..., outputs] with one.
    /// </summary>
    public Tensor Apply(Tensor x, ForwardPass pass)
    {
        x = x.contiguous();
        return pass.Differentiable
            ? FusedChainFunction.Of(this, pass, x, _parameters)
            : Forward(x, pass, _parameters);
    }

    /// <summary>The kernel's result; x is contiguous.</summary>
    internal Tensor Forward(Tensor x, ForwardPass pass, Tensor[] parameters)
    {
        long[] shape = [.. x.shape[..^1], chain.Outputs];
        var y = empty(shape);
        chain.Forward(Pass(x, pass), Addresses(parameters), Rows(x), Rows(y));
        return y;
    }

    /// <summary>Gradients of x and the parameters.</summary>
    internal List<Tensor> Backward(Tensor x, Tensor above, ForwardPass pass, Tensor[] parameters)
    {
        above = above.contiguous();
        var gradient = empty(x.shape);
        var gradients = parameters.Select(parameter => empty(parameter.shape)).ToArray();
        chain.Backward(Pass(x, pass), Addresses(parameters), Rows(x), Rows(above), Rows(gradient), Addresses(gradients));
        return [gradient, .. gradients];
    }

    ChainPass Pass(Tensor x, ForwardPass pass) =>
        new(checked((int)(x.numel() / x.shape[^1] / chain.Groups)), pass.Training, pass.Seed, pass.Step, pass.Workers);

    ChainRows Rows(Tensor x) => new(TensorSpans.Address(x), chain.Groups * x.shape[^1], x.shape[^1]);

    static nint[] Addresses(Tensor[] tensors) => [.. tensors.Select(TensorSpans.Address)];
}
