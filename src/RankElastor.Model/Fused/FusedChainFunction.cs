using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Fused;

/// <summary>
/// A <see cref="FusedChain"/> as a function of autograd. It saves its input, and of what lies between only what is dear
/// to compute again.
/// </summary>
sealed class FusedChainFunction : autograd.SingleTensorFunction<FusedChainFunction>
{
    const string ChainKey = "chain", PassKey = "pass";

    public override string Name => nameof(FusedChainFunction);

    public static Tensor Of(FusedChain chain, ForwardPass pass, Tensor x, Tensor[] parameters) =>
        apply([x, .. parameters, chain, pass]);

    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var (chain, pass) = ((FusedChain)vars[^2], (ForwardPass)vars[^1]);
        Tensor[] tensors = [.. vars[..^2].Cast<Tensor>()];
        ctx.save_data(ChainKey, chain);
        ctx.save_data(PassKey, pass);
        var (output, stored) = chain.Forward(tensors[0], pass, tensors[1..], true);
        ctx.save_for_backward(stored is null ? [.. tensors] : [.. tensors, stored]);
        return output;
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        var (chain, pass) = ((FusedChain)ctx.get_data(ChainKey), (ForwardPass)ctx.get_data(PassKey));
        Tensor[] saved = [.. ctx.get_saved_variables()];
        var parameters = chain.Chain.Parameters;
        var stored = saved.ElementAtOrDefault(parameters + 1);
        return [.. chain.Backward(saved[0], stored, grad_output, pass, saved[1..(parameters + 1)]), null!, null!];
    }
}
