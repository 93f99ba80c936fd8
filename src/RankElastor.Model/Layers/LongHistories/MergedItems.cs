using RankElastor.Model.Layers.Histories;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Layers.LongHistories;

// B batch, L positions of a history, m numbers of an item's vector, K items of a token, R single items

/// <summary>
/// Attention to a shortened history, our reading of LONGER's token merging (Chai et al., 2025): the newest R positions
/// stay tokens of their own; those before them become tokens of K neighbours each, an MLP on their K m numbers with
/// zeros at padding. Runs are counted from the newest end, and the oldest one is filled up with padding. A token
/// without any item is padding itself.
/// </summary>
/// <remarks>For L items the attention sees R + ⌈(L − R) / K⌉ tokens.</remarks>
sealed class MergedItems : IInterest
{
    readonly Scope _scope;
    readonly Mlp? _network;
    readonly TargetAttention _attention;
    readonly int _run, _single;

    /// <summary>
    /// Makes <c>merge</c>, unless every position stays single, and <c>long_attention</c> under the scope.
    /// </summary>
    /// <param name="scope">The model's.</param>
    /// <param name="width">m.</param>
    /// <param name="length">L.</param>
    /// <param name="options">Sizes.</param>
    public MergedItems(Scope scope, int width, int length, MergedItemsOptions options)
    {
        (_scope, _run, _single) = (scope.Sub("merge"), options.Run, Math.Min(options.Newest, length));
        _network = _single == length ? null
            : new Mlp(_scope, options.Run * width, options.Network with { Outputs = width });
        _attention = new TargetAttention(scope.Sub("long_attention"), width, options.Attention);
    }

    /// <inheritdoc/>
    public IEnumerable<Site> Sites(string name) =>
        [new($"{name}/tokens", Tokens, SiteKind.Padded), .. _attention.Sites(name)];

    /// <inheritdoc/>
    public Tensor Apply(Tensor target, Tensor history, Tensor mask, ForwardPass pass)
    {
        var items = history * mask.unsqueeze(-1).to(history.dtype);
        var older = history.shape[1] - _single;
        if (_network is null)
        {
            return Attended(target, items, mask, pass);
        }

        var (merged, present) = Merged(items.narrow(1, 0, older), mask.narrow(1, 0, older), pass);
        var tokens = cat([merged, items.narrow(1, older, _single)], 1);
        return Attended(target, tokens, cat([present, mask.narrow(1, older, _single)], 1), pass);
    }

    Tensor Attended(Tensor target, Tensor tokens, Tensor mask, ForwardPass pass) =>
        _attention.Apply(target, pass.Observe(Tokens, tokens), mask, pass);

    /// <summary>[B, older, m] → tokens [B, ⌈older / K⌉, m], and whether they hold an item.</summary>
    (Tensor Tokens, Tensor Mask) Merged(Tensor items, Tensor mask, ForwardPass pass)
    {
        var (rows, older, width) = (items.shape[0], items.shape[1], items.shape[2]);
        var missing = (_run - older % _run) % _run;
        var filled = cat([zeros(rows, missing, width, dtype: items.dtype), items], 1).reshape(rows, -1, _run * width);
        var present = cat([zeros(rows, missing, dtype: ScalarType.Bool), mask], 1).reshape(rows, -1, _run).any(2);
        var merged = _network!.Apply(filled.flatten(0, 1), pass).view(rows, -1, width);
        return (merged * present.unsqueeze(-1).to(items.dtype), present);
    }

    string Tokens => $"{_scope.Path}.tokens";
}

/// <summary>Sizes of <see cref="MergedItems"/>.</summary>
sealed record MergedItemsOptions
{
    /// <summary>K.</summary>
    public required int Run { get; init; }

    /// <summary>R.</summary>
    public required int Newest { get; init; }

    /// <summary>Hidden layers of the network that merges; none for a Linear alone.</summary>
    public required MlpOptions Network { get; init; }

    /// <summary>The attention.</summary>
    public required TargetAttentionOptions Attention { get; init; }
}
