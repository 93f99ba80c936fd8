using static TorchSharp.torch;

namespace RankElastor.Model.Layers;

/// <summary>
/// The hidden layers of a network as one function of autograd, so that each activation and gradient is freed as soon as it is spent and the next one
/// finds its memory in the cache. The way back can be gone once.
/// </summary>
sealed class HiddenStack : autograd.SingleTensorFunction<HiddenStack>
{
    /// <inheritdoc/>
    public override string Name => nameof(HiddenStack);

    /// <summary>x [N, K] → [N, units of the last layer]; there is at least one layer.</summary>
    public static Tensor Of(Tensor x, IReadOnlyList<HiddenLayer> layers, ForwardPass pass) =>
        apply([x, .. layers.SelectMany(layer => layer.Fused.Parameters), new Call(layers, pass)]);

    /// <inheritdoc/>
    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var (x, call) = ((Tensor)vars[0], (Call)vars[^1]);
        var saved = new List<SavedHidden>();
        foreach (var layer in call.Layers)
        {
            saved.Add(layer.Fused.Forward(x, call.Pass.Training, layer.Hidden(call.Pass)));
            if (!call.Pass.Differentiable && saved.Count > 1)
            {
                x.Dispose();
            }

            x = saved[^1].Y;
        }

        saved[^1] = saved[^1] with { Y = x.detach() }; // shares the memory without belonging to the graph
        ctx.save_data(nameof(Call), call with { Saved = saved });
        return x;
    }

    /// <inheritdoc/>
    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        var call = (Call)ctx.get_data(nameof(Call));
        var gradients = new List<Tensor>[call.Layers.Count];
        var gradient = grad_output;
        for (var i = gradients.Length - 1; i >= 0; i--)
        {
            var next = call.Layers[i].Fused.Back(call.Saved[i], gradient, gradients[i] = []);
            call.Saved[i].Free();
            if (i < gradients.Length - 1)
            {
                gradient.Dispose();
            }

            gradient = next;
        }

        return [gradient, .. gradients.SelectMany(one => one), null!];
    }

    sealed record Call(IReadOnlyList<HiddenLayer> Layers, ForwardPass Pass)
    {
        public List<SavedHidden> Saved { get; init; } = [];
    }
}
