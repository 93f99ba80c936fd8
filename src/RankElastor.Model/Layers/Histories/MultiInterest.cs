using RankElastor.Model.Layers.Attention;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Layers.Histories;

// B batch, L positions of a history, m numbers of an item's vector, H heads

/// <summary>
/// DMIN's extractor of interests (Xiao et al., 2020): self-attention of the history in heads, without biases, where a
/// position sees itself and the items before it; for each head h: Y = norm(W_h head + X), U = W₂ ReLU(W₁ Y + b₁) + b₂ +
/// Y, and the interest that the target's attention takes from U.
/// </summary>
sealed class MultiInterest
{
    readonly InterestOptions _options;
    readonly Linear _projection;
    readonly HeadAttention _attention;
    readonly List<Head> _heads = [];

    /// <summary>
    /// Makes <c>W_qkv</c>, and <c>W_o</c>, <c>layer_norm</c>, <c>ffn</c> and <c>target_attention</c> for each head.
    /// </summary>
    public MultiInterest(Scope scope, int width, int length, InterestOptions options)
    {
        _options = options;
        var own = HeadAttention.WidthOf(width, options.Heads);
        _attention = new HeadAttention($"{scope.Path}.weights", options.Heads, own, own)
        {
            Dropout = options.WeightDropout,
            DropoutLayer = scope.Store.NextDropoutLayer(),
        };
        _projection = new Linear(scope.Sub("W_qkv"), width, 3 * width, bias: false);
        for (var head = 0; head < options.Heads; head++)
        {
            _heads.Add(new Head(
                new Linear(scope.Sub("W_o").Sub(head), width / options.Heads, width, bias: false),
                options.LayerNorm ? new LayerNorm(scope.Sub("layer_norm").Sub(head), width) : null,
                new Mlp(scope.Sub("ffn").Sub(head), width, new()
                {
                    HiddenUnits = [2 * width],
                    Outputs = width,
                }, sequence: ""),
                new InterestAttention(
                    scope.Sub("target_attention").Sub(head), width, length, options.PositionWidth, options.Scores),
                scope.Store.NextDropoutLayer(), $"{scope.Path}.head{head + 1}"));
        }
    }

    /// <summary>
    /// The attention's weights, [B, H, L, L], of padding zeros; for each head its items, [B, L, m], padding as zeros,
    /// their weights and the interest.
    /// </summary>
    public IEnumerable<Site> Sites(string prefix) =>
    [
        _attention.Site($"{prefix}heads"),
        .. _heads.SelectMany((head, i) => head.Interest.Sites($"{prefix}interest{i + 1}")
            .Prepend(new Site($"{prefix}head{i + 1}", head.Items, SiteKind.Padded))),
    ];

    /// <summary>
    /// Histories [B, L, m], targets [B, m], which positions a position may look at [B, L, L], which hold items [B, L],
    /// both bool → H interests [B, m].
    /// </summary>
    public IEnumerable<Tensor> Apply(Tensor history, Tensor target, Tensor open, Tensor items, ForwardPass pass)
    {
        var rows = new PaddedTokens(items.to(history.dtype).unsqueeze(-1), open);
        var attended = rows.Attend(
            _attention, HeadParts.Of(_projection.Apply(history, pass), (int)history.shape[2]), pass)
            .unflatten(2, _heads.Count, -1).unbind(2);
        for (var i = 0; i < _heads.Count; i++)
        {
            var head = _heads[i];
            var joined = head.Output.Apply(attended[i], pass);
            joined = pass.Dropout(joined, _options.Dropout, head.DropoutLayer) + history;
            joined = head.Norm?.Apply(joined, pass) ?? joined;
            var own = head.Network.Apply(joined, pass) + joined;
            pass.ObserveMade(head.Items, () => rows.Shown(own));
            yield return head.Interest.Apply(own, target, items, pass);
        }
    }

    sealed record Head(
        Linear Output, LayerNorm? Norm, Mlp Network, InterestAttention Interest, int DropoutLayer, string Items);
}
