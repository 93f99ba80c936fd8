using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Layers.Histories;

// B batch, N items of all histories, k rows with an item, L positions of a history, m numbers of a state

/// <summary>How DIEN scores a state h of a history against the target t.</summary>
public enum InterestScoreForm
{
    /// <summary>h W t.</summary>
    Bilinear,

    /// <summary>⟨h, t⟩.</summary>
    Dot,

    /// <summary>DIN's MLP([t, h, t − h, t ⊙ h]).</summary>
    Network,
}

/// <summary>Options of DIEN's scores.</summary>
public sealed record InterestScoreOptions
{
    /// <summary>What is computed.</summary>
    public InterestScoreForm Form { get; init; }

    /// <summary>Hidden layers where it is a network.</summary>
    public required MlpOptions Network { get; init; }

    /// <summary>Whether the scores of a row's items sum to 1.</summary>
    public bool Softmax { get; init; } = true;
}

/// <summary>
/// DIEN's attention (Zhou et al., 2019): a score for each state of a history, 0 at padding. As in FuxiCTR a network
/// sees the padding of rows that have an item, as zeros.
/// </summary>
sealed class InterestScore
{
    readonly Scope _scope;
    readonly InterestScoreOptions _options;
    readonly Tensor? _kernel;
    readonly Mlp? _network;

    /// <summary>Makes <c>W_kernel</c> or <c>attn_mlp</c> under the scope, or nothing.</summary>
    public InterestScore(Scope scope, int width, InterestScoreOptions options)
    {
        (_scope, _options) = (scope, options);
        _kernel = options.Form == InterestScoreForm.Bilinear
            ? scope.Add("W_kernel", [width, width], Initialisers.Identity) : null;
        _network = options.Form == InterestScoreForm.Network
            ? new Mlp(scope.Sub("attn_mlp"), 4 * width, options.Network with { Outputs = 1 }) : null;
    }

    /// <summary>States [N, m], targets [B, m], whether a position holds an item [B, L] → [k, L].</summary>
    public Tensor Apply(Tensor states, Tensor target, Tensor mask, PackedHistories packed, ForwardPass pass)
    {
        var present = packed.Filled(mask).to(states.dtype);
        if (present.shape[0] == 0)
        {
            return present;
        }

        var scores = _network is null
            ? packed.Filled(packed.Unpack(Products(states, packed.Repeat(target))))
            : _network.Apply(
                DinAttention.Beside(packed.Filled(target), packed.Filled(packed.Unpack(states))), pass);
        scores = scores.view(present.shape) * present;
        return pass.Observe(_scope.Path, _options.Softmax ? (scores - 1e9 * (1 - present)).softmax(-1) : scores);
    }

    Tensor Products(Tensor states, Tensor target) =>
        ((_kernel is null ? states : states.matmul(_kernel)) * target).sum(1, keepdim: true);
}
