using RankElastor.Kernels.Chains;
using RankElastor.Model.Memory;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Fused;

/// <summary>
/// A <see cref="RowChain"/> with its parameters: layers that run fused, forward and backward, wherever nobody wants to
/// see what lies between them. The store of its parameters owns it.
/// </summary>
sealed class FusedChain(string name, RowChain chain, IReadOnlyList<Tensor> parameters) : IDisposable
{
    readonly Tensor[] _parameters = [.. parameters];

    public RowChain Chain => chain;

    /// <summary>[B, T, inputs] → [B, T, outputs] with T groups, or [..., inputs] → [..., outputs] with one.</summary>
    public Tensor Apply(Tensor x, ForwardPass pass)
    {
        x = x.contiguous();
        return pass.Differentiable
            ? FusedChainFunction.Of(this, pass, x, _parameters)
            : Forward(x, pass, _parameters, false).Output;
    }

    /// <summary>
    /// The kernel's result, and what it stores for a backward pass where one is <paramref name="differentiable"/>; x is
    /// contiguous.
    /// </summary>
    internal (Tensor Output, Tensor? Stored) Forward(
        Tensor x, ForwardPass pass, Tensor[] parameters, bool differentiable)
    {
        long[] shape = [.. x.shape[..^1], chain.Outputs];
        var y = empty(shape);
        var stored = differentiable && chain.StoredWidth > 0
            ? empty(x.numel() / x.shape[^1] * chain.StoredWidth)
            : null;
        var kept = stored is null ? 0 : TensorSpans.Address(stored);
        void Run() => chain.Forward(Pass(x, pass), Addresses(parameters), Rows(x), Rows(y), kept);
        pass.Book($"forward {name}", chain.MultiplyAdds * Math.Max(1, x.numel() / x.shape[^1]), Run);
        return (y, stored);
    }

    internal List<Tensor> Backward(Tensor x, Tensor? stored, Tensor above, ForwardPass pass, Tensor[] parameters)
    {
        above = above.contiguous();
        var gradient = empty(x.shape);
        var gradients = parameters.Select(parameter => empty(parameter.shape)).ToArray();
        var places = new ChainGradients
        {
            Output = Rows(above),
            Input = Rows(gradient),
            Parameters = Addresses(gradients),
        };
        var kept = stored is null ? 0 : TensorSpans.Address(stored);
        void Run() => chain.Backward(Pass(x, pass), Addresses(parameters), Rows(x), kept, places);
        pass.Book($"backward {name}", 2.0 * chain.MultiplyAdds * (x.numel() / x.shape[^1]), Run);
        return [gradient, .. gradients];
    }

    public void Dispose() => chain.Dispose();

    ChainPass Pass(Tensor x, ForwardPass pass) =>
        new(checked((int)(x.numel() / x.shape[^1] / chain.Groups)), pass.Training, pass.Seed, pass.Step, pass.Workers);

    ChainRows Rows(Tensor x) => new(TensorSpans.Address(x), chain.Groups * x.shape[^1], x.shape[^1]);

    static nint[] Addresses(Tensor[] tensors) => [.. tensors.Select(TensorSpans.Address)];
}
