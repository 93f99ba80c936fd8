using RankElastor.Kernels.Functions;
using static TorchSharp.torch;

namespace RankElastor.Model.Activations;

/// <summary>
/// An elementwise function in one file: the words that name it, its form in torch, and 16 lanes of it with their
/// slopes, on which kernels are specialised. One of your own is a struct, used through <see cref="Activation.Of{T}"/>.
/// </summary>
public interface IActivation : IActivationFunction
{
    /// <summary>The words that name it in a configuration.</summary>
    static abstract IReadOnlyList<string> Words { get; }

    /// <summary>The function of every number.</summary>
    static abstract Tensor Apply(Tensor x);
}
