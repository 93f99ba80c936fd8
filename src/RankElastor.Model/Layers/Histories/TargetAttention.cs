using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Layers.Histories;

// B batch, L positions of a history, m numbers of an item's vector, h heads, a width of a head

/// <summary>
/// FuxiCTR's multi-head attention of one target to a history, without biases: weights softmax((W_q t)ᵀ (W_k s) / √a) of
/// each head, padding at −10⁹ before the softmax, and W_o Σ weight · W_v s. Rows without items weigh all positions
/// alike. With <see cref="TargetAttentionOptions.Most"/> each head weighs only the items that it scores highest, as
/// TWIN does (Chang et al., 2023).
/// </summary>
/// <remarks>
/// Unless every layer is looked at, keys and values of single items are never made: (W_q t)ᵀ W_k is one vector per head
/// and row, and W_v meets the weighted sum, so that an item costs 2 h m multiply-adds and not 2 h a m.
/// </remarks>
sealed class TargetAttention : IInterest
{
    readonly Scope _scope;
    readonly TargetAttentionOptions _options;
    readonly Linear? _query, _key, _value, _output;
    readonly int _width, _dropoutLayer;

    /// <summary>Makes <c>W_q</c>, <c>W_k</c>, <c>W_v</c> and <c>W_o</c> under the scope, if the options have them.
    /// </summary>
    public TargetAttention(Scope scope, int width, TargetAttentionOptions options, string key = "W_k")
    {
        (_scope, _options, _width) = (scope, options, options.WidthFor(width));
        _dropoutLayer = scope.Store.NextDropoutLayer();
        if (options.Projects)
        {
            _query = new Linear(scope.Sub("W_q"), width, _width, bias: false);
            _key = new Linear(scope.Sub(key), width, _width, bias: false);
            _value = new Linear(scope.Sub("W_v"), width, _width, bias: false);
            _output = new Linear(scope.Sub("W_o"), _width, width, bias: false);
        }
    }

    /// <inheritdoc/>
    public IEnumerable<Site> Sites(string name) =>
    [
        new($"{name}/weights", Weights, SiteKind.Attention), new(name, _scope.Path, SiteKind.Vector),
    ];

    /// <inheritdoc/>
    public Tensor Apply(Tensor target, Tensor history, Tensor mask, ForwardPass pass)
    {
        var attended = _options.Projects && !pass.ShowsEveryStage
            ? Folded(target, history, mask, pass) : Staged(target, history, mask, pass);
        return pass.Observe(_scope.Path, _output?.Apply(attended, pass) ?? attended);
    }

    Tensor Staged(Tensor target, Tensor history, Tensor mask, ForwardPass pass)
    {
        var query = Heads(_query?.Apply(target, pass) ?? target).unsqueeze(2); // [B, h, 1, a]
        var key = Heads(_key?.Apply(history, pass) ?? history).transpose(1, 2); // [B, h, L, a]
        var value = Heads(_value?.Apply(history, pass) ?? history).transpose(1, 2);
        var weights = WeightsOf(query.matmul(key.transpose(-1, -2)).squeeze(2), mask, pass); // [B, h, L]
        return weights.unsqueeze(2).matmul(value).reshape(-1, _width);
    }

    Tensor Folded(Tensor target, Tensor history, Tensor mask, ForwardPass pass)
    {
        var query = Heads(_query!.Apply(target, pass)).transpose(0, 1); // [h, B, a]
        var folded = query.bmm(OfHeads(_key!)).transpose(0, 1); // [B, h, m]
        var weights = WeightsOf(folded.matmul(history.transpose(1, 2)), mask, pass); // [B, h, L]
        var pooled = weights.matmul(history).transpose(0, 1); // [h, B, m]
        return pooled.bmm(OfHeads(_value!).transpose(1, 2)).transpose(0, 1).reshape(-1, _width);
    }

    /// <summary>From scores, both [B, h, L].</summary>
    Tensor WeightsOf(Tensor scores, Tensor mask, ForwardPass pass)
    {
        scores = _options.Scale ? scores / Math.Sqrt(HeadWidth) : scores;
        scores = scores.masked_fill(mask.logical_not().unsqueeze(1), -1e9);
        var weights = _options.Most is { } most && most < scores.shape[2] ? OfMost(scores, most) : scores.softmax(-1);
        pass.Observe(Weights, weights.unsqueeze(2));
        return pass.Dropout(weights, _options.Dropout, _dropoutLayer);
    }

    static Tensor OfMost(Tensor scores, int most)
    {
        var places = scores.detach().topk(most, 2).indexes;
        return zeros_like(scores).scatter(2, places, scores.gather(2, places).softmax(-1));
    }

    /// <summary>[…, all heads] → [..., h, a].</summary>
    Tensor Heads(Tensor x) => x.view([.. x.shape[..^1], _options.Heads, HeadWidth]);

    /// <summary>[h, a, m].</summary>
    Tensor OfHeads(Linear projection) => projection.Weight.view(_options.Heads, HeadWidth, -1);

    int HeadWidth => _width / _options.Heads;

    string Weights => $"{_scope.Path}.weights";
}
