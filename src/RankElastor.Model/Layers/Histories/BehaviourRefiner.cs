using RankElastor.Data.Configuration;
using RankElastor.Model.Layers.Attention;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Layers.Histories;

// B batch, L positions of a history, m numbers of an item's vector, H heads

/// <summary>What DMIN's refiner does with pairs of positions that its mask names.</summary>
public enum RefinerMask
{
    /// <summary>Adds 1 to their scores, as FuxiCTR does: no position is hidden.</summary>
    Reference,

    /// <summary>Hides them, as the paper has it: a position sees itself and the items before it.</summary>
    Paper,
}

/// <summary>Options of <see cref="BehaviourRefiner"/> and <see cref="MultiInterest"/>.</summary>
public sealed record InterestOptions
{
    /// <summary>H, a divisor of m.</summary>
    public int Heads { get; init; } = 4;

    /// <summary>Normalises behind the attentions.</summary>
    public bool LayerNorm { get; init; } = true;

    /// <summary>Dropout of the attentions' weights.</summary>
    public double WeightDropout { get; init; }

    /// <summary>Dropout of the attentions' outputs.</summary>
    public double Dropout { get; init; }

    /// <summary>Numbers of a position's vector beside the target; 0 for no positions.</summary>
    public int PositionWidth { get; init; } = 8;

    /// <summary>Hidden layers of the networks that weigh items.</summary>
    public required MlpOptions Scores { get; init; }

    /// <summary>What the refiner's mask does.</summary>
    public RefinerMask Mask { get; init; }

    /// <summary>The key of <see cref="Mask"/>.</summary>
    internal static Key<RefinerMask> MaskKey { get; } = Key.Word<RefinerMask>(
        "refiner_mask",
        "What the behaviour refiner does with a later position or padding: reference: adds 1 to its score, so that it "
            + "is not hidden; paper: hides it.");
}

/// <summary>
/// DMIN's behaviour refiner (Xiao et al., 2020): Y = norm(attention(X) + X), then W₂ ReLU(W₁ Y + b₁) + b₂ + Y.
/// </summary>
sealed class BehaviourRefiner
{
    readonly InterestOptions _options;
    readonly Scope _scope;
    readonly MultiheadAttention _attention;
    readonly LayerNorm? _norm;
    readonly Mlp _network;
    readonly int _dropoutLayer;

    /// <summary>Makes <c>attention</c>, <c>ffn</c> and <c>layer_norm</c> under the scope.</summary>
    public BehaviourRefiner(Scope scope, int width, InterestOptions options)
    {
        (_options, _scope) = (options, scope);
        _attention = new MultiheadAttention(scope.Sub("attention"), width, options.Heads, options.WeightDropout);
        _network = new Mlp(scope.Sub("ffn"), width, new()
        {
            HiddenUnits = [2 * width],
            Outputs = width,
        }, sequence: "");
        _norm = options.LayerNorm ? new LayerNorm(scope.Sub("layer_norm"), width) : null;
        _dropoutLayer = scope.Store.NextDropoutLayer();
    }

    /// <summary>The attention's weights, [B, H, L, L], and the refined items, [B, L, m], padding as zeros.</summary>
    public IEnumerable<Site> Sites(string name) => [_attention.Weights(name), new(name, Items, SiteKind.Padded)];

    /// <summary>
    /// Histories [B, L, m], which positions a position may look at [B, L, L], which hold items [B, L], both bool →
    /// [B, L, m].
    /// </summary>
    public Tensor Apply(Tensor history, Tensor open, Tensor items, ForwardPass pass)
    {
        var rows = new PaddedTokens(items.to(history.dtype).unsqueeze(-1), open)
        {
            OnlyMarksUnseen = _options.Mask == RefinerMask.Reference,
        };
        var attended = _attention.Apply(history, rows, pass);
        attended = pass.Observe(
            _scope.Sub("dropout").Path, pass.Dropout(attended, _options.Dropout, _dropoutLayer)) + history;
        attended = _norm?.Apply(attended, pass) ?? attended;
        var refined = pass.Observe(_scope.Path, _network.Apply(attended, pass) + attended);
        pass.ObserveMade(Items, () => rows.Shown(refined));
        return refined;
    }

    string Items => $"{_scope.Path}.items";
}
