using RankElastor.Data.Files;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace RankElastor.Model.Fused;

/// <summary>An elementwise function by name.</summary>
public enum Activation
{
    /// <summary>x.</summary>
    Identity,

    /// <summary>max(0, x).</summary>
    Relu,

    /// <summary>x Φ(x), exact (erf).</summary>
    Gelu,

    /// <summary>x σ(x).</summary>
    Silu,

    /// <summary>tanh x.</summary>
    Tanh,

    /// <summary>1 / (1 + e⁻ˣ).</summary>
    Sigmoid,
}

/// <summary>Names and values of <see cref="Activation"/>.</summary>
public static class ActivationFunctions
{
    /// <summary>Applies the function elementwise.</summary>
    public static Tensor Apply(this Activation activation, Tensor x) => activation switch
    {
        Activation.Identity => x,
        Activation.Relu => functional.relu(x),
        Activation.Gelu => functional.gelu(x),
        Activation.Silu => functional.silu(x),
        Activation.Tanh => x.tanh(),
        Activation.Sigmoid => x.sigmoid(),
        _ => throw new ArgumentOutOfRangeException(nameof(activation), activation, "Not an activation."),
    };

    /// <summary>Reads a name as FuxiCTR and the reference write it, without regard to case.</summary>
    public static Activation Parse(string where, string name) => name.ToLowerInvariant() switch
    {
        "" or "none" or "identity" or "linear" => Activation.Identity,
        "relu" => Activation.Relu,
        "gelu" => Activation.Gelu,
        "silu" or "swish" => Activation.Silu,
        "tanh" => Activation.Tanh,
        "sigmoid" => Activation.Sigmoid,
        _ => throw InputException.At(where, $"'{name}'", "identity | relu | gelu | silu | tanh | sigmoid"),
    };
}
