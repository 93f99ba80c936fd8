using RankElastor.Model.Layers.Histories;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Layers.LongHistories;

// B batch, L positions of a history, m numbers of an item's vector, k items

/// <summary>
/// MIRRN's interests (Xu et al., 2025): the k items nearest, by hash, to the target, to the mean of the newest 16 and
/// to the mean of all, each set in the order of the history with 0.02 times a vector of its distance from the end; the
/// mean of each set behind a <see cref="FrequencyFilter"/>; attention of the target to the three means. As in FuxiCTR a
/// history of fewer than k items fills its sets with padding, which the filters and means count.
/// </summary>
sealed class MultiResolution : IInterest
{
    const int Newest = 16;
    const double PositionScale = 0.02;
    static readonly string[] _resolutions = ["target", "newest", "all"];
    readonly Tensor _positions;
    readonly SignHash _hash;
    readonly IReadOnlyList<FrequencyFilter> _filters;
    readonly TargetAttention _attention;
    readonly string _interests;
    readonly int _bits, _most;

    /// <summary>Makes <c>pos</c>, <c>MHFT_block</c> and <c>long_attention</c> under the scope.</summary>
    /// <param name="scope">The model's.</param>
    /// <param name="width">m.</param>
    /// <param name="hash">The hash.</param>
    /// <param name="options">Sizes.</param>
    public MultiResolution(Scope scope, int width, SignHash hash, MultiResolutionOptions options)
    {
        (_hash, _bits, _most) = (hash, options.Bits, options.Most);
        var filters = scope.Sub("MHFT_block");
        _interests = filters.Path;
        _positions = scope.Sub("pos").AddTable("weight", [options.MaxLength + 1, width], Initialisers.Normal(1));
        _filters = [.. _resolutions.Select((_, i) => new FrequencyFilter(
            filters.Sub(i), width, options.Mixes, options.Dropout))];
        _attention = new TargetAttention(scope.Sub("long_attention"), width, options.Attention);
    }

    /// <inheritdoc/>
    public IEnumerable<Site> Sites(string name) =>
    [
        .. _filters.Select((filter, i) => filter.Site($"{name}/{_resolutions[i]}")),
        new($"{name}/interests", _interests), .. _attention.Sites(name),
    ];

    /// <inheritdoc/>
    public Tensor Apply(Tensor target, Tensor history, Tensor mask, ForwardPass pass)
    {
        var newest = Math.Min(Newest, history.shape[1]);
        Tensor[] queries =
        [
            target, Mean(history.narrow(1, -newest, newest), mask.narrow(1, -newest, newest)), Mean(history, mask),
        ];
        Tensor[] means = [.. queries.Select((query, i) =>
            _filters[i].Apply(Items(query, history, mask, pass), pass).mean([1]))];
        var interests = pass.Observe(_interests, stack(means, 1)); // [B, 3, m]
        return _attention.Apply(
            target, interests, ones(interests.shape[0], means.Length, dtype: ScalarType.Bool), pass);
    }

    Tensor Items(Tensor query, Tensor history, Tensor mask, ForwardPass pass)
    {
        var nearest = _hash.Nearest(query, history, mask, _most, _bits + 1, pass);
        var places = nearest.sort(1).Values; // [B, k]
        var distances = history.shape[1] - places;
        var positions = _positions.index_select(0, distances.flatten()).view(places.shape[0], places.shape[1], -1);
        return history.Pick(places) + PositionScale * positions;
    }

    static Tensor Mean(Tensor history, Tensor mask)
    {
        var present = mask.unsqueeze(-1).to(history.dtype);
        return (history * present).sum(1) / (present.sum(1) + 1e-9);
    }
}

/// <summary>Sizes of a <see cref="MultiResolution"/>.</summary>
sealed record MultiResolutionOptions
{
    /// <summary>Bits of the hash.</summary>
    public required int Bits { get; init; }

    /// <summary>k.</summary>
    public required int Most { get; init; }

    /// <summary>The largest L.</summary>
    public required int MaxLength { get; init; }

    /// <summary>Whether a filter mixes the numbers of a block.</summary>
    public bool Mixes { get; init; }

    /// <summary>Dropout of what the filters add.</summary>
    public required double Dropout { get; init; }

    /// <summary>The attention.</summary>
    public required TargetAttentionOptions Attention { get; init; }
}
