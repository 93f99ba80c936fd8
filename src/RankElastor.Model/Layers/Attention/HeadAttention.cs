using RankElastor.Data.Files;
using RankElastor.Kernels.Attention;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Layers.Attention;

// B batch, H heads

/// <summary>
/// Attention in heads, without parameters but a bias: Σ_j a_ij v_j with a = softmax(scale · q_i · k_j) over the keys
/// that a query sees, or silu(…) over a constant. <see cref="TokenRows"/> runs it.
/// </summary>
/// <param name="Stage">Where the weights are observed, [B, H, queries, keys].</param>
/// <param name="Heads">H.</param>
/// <param name="KeyWidth">Numbers of a head's query or key.</param>
/// <param name="ValueWidth">Numbers of a head's value.</param>
sealed record HeadAttention(string Stage, int Heads, int KeyWidth, int ValueWidth)
{
    /// <summary>Factor of q · k.</summary>
    public double Scale { get; init; } = 1 / Math.Sqrt(KeyWidth);

    /// <summary>How scores become weights.</summary>
    public AttentionWeights Weights { get; init; }

    /// <summary>What <see cref="AttentionWeights.Silu"/> divides by.</summary>
    public double Divisor { get; init; } = 1;

    /// <summary>b_{i−j} of the distance to an earlier key, or null.</summary>
    public Tensor? Bias { get; init; }

    /// <summary>Dropout of the weights.</summary>
    public double Dropout { get; init; }

    /// <summary>Its layer.</summary>
    public int DropoutLayer { get; init; }

    /// <summary>Numbers of a head, where heads share those of a token.</summary>
    /// <exception cref="InputException">They cannot.</exception>
    public static int WidthOf(int width, int heads) => width % heads == 0 ? width / heads
        : throw InputException.At("num_heads", $"{heads}", $"a divisor of {width}, the numbers of a position");

    /// <summary>The weights' site.</summary>
    public Site Site(string name) => new($"{name}/weights", Stage, SiteKind.Attention);
}

/// <summary>
/// Queries, keys and values of all heads side by side: runs of columns of tensors, which may be one.
/// </summary>
readonly record struct HeadParts(HeadPart Queries, HeadPart Keys, HeadPart Values)
{
    /// <summary>Whether tokens ask each other; else other vectors of their rows ask them.</summary>
    public bool AreOfOne => ReferenceEquals(Queries.Tensor, Keys.Tensor);

    /// <summary>Of [queries | keys | values], so many numbers each.</summary>
    public static HeadParts Of(Tensor projected, int width) =>
        new(new(projected, 0), new(projected, width), new(projected, 2 * width));
}

/// <summary>The columns of a tensor from one on.</summary>
readonly record struct HeadPart(Tensor Tensor, int Column)
{
    /// <summary>[B, n, …] → [B, H, n, width].</summary>
    public Tensor Heads(int heads, int width) =>
        MaskedAttention.Split(Tensor.narrow(-1, Column, heads * width), heads);
}
