using RankElastor.Numerics.Kernels;
using static TorchSharp.torch;

namespace RankElastor.Model;

/// <summary>
/// What one forward pass needs besides rows and parameters: whether it trains, where dropout draws its bits (seed, step), and who looks on.
/// Observers read; they never change a tensor.
/// </summary>
public sealed class ForwardPass
{
    readonly Action<string, Tensor>? _observer;
    readonly ulong _seed;
    readonly long _step;

    ForwardPass(bool training, bool differentiable, ulong seed, long step, Action<string, Tensor>? observer)
    {
        Training = training;
        Differentiable = differentiable;
        _seed = seed;
        _step = step;
        _observer = observer;
    }

    /// <summary>True while training: dropout drops, batch statistics are used and updated.</summary>
    public bool Training { get; }

    /// <summary>True if a backward pass may follow: gathered embedding rows then take a gradient.</summary>
    public bool Differentiable { get; }

    /// <summary>A training pass. Dropout masks depend on (seed, step, layer, element) only.</summary>
    public static ForwardPass Train(ulong seed, long step, Action<string, Tensor>? observer = null) => new(true, true, seed, step, observer);

    /// <summary>An evaluation pass.</summary>
    public static ForwardPass Evaluate(Action<string, Tensor>? observer = null) => new(false, false, 0, 0, observer);

    /// <summary>An evaluation pass (nothing drops, running statistics stay) that a backward pass may follow.</summary>
    public static ForwardPass EvaluateDifferentiably(Action<string, Tensor>? observer = null) => new(false, true, 0, 0, observer);

    /// <summary>Shows a layer's output to the observer, if any, and returns it unchanged.</summary>
    public Tensor Observe(string stage, Tensor value)
    {
        _observer?.Invoke(stage, value);
        return value;
    }

    /// <summary>Inverted dropout with probability <paramref name="probability"/> of dropping; the identity outside training.</summary>
    public Tensor Dropout(Tensor x, double probability, int layer)
    {
        if (!Training || probability <= 0)
        {
            return x;
        }

        var mask = empty_like(x, requires_grad: false);
        DropoutMask.Fill(TensorSpans.Floats(mask), _seed, _step, layer, probability);
        return x * mask;
    }
}
