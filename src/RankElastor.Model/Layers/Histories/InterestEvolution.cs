using RankElastor.Model.Embeddings;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Layers.Histories;

// B batch, L positions of a history, N items of all histories, m numbers of an item's vector

/// <summary>Options of <see cref="InterestEvolution"/>.</summary>
public sealed record InterestEvolutionOptions
{
    /// <summary>The second recurrence.</summary>
    public GruKind Kind { get; init; }

    /// <summary>The scores that steer it.</summary>
    public required InterestScoreOptions Score { get; init; }

    /// <summary>Gives the sum of the history's vectors too, and its product with the target.</summary>
    public bool SumPooling { get; init; }

    /// <summary>
    /// Whether the recurrences pass over padding wherever it stands; else they read a history's first n positions, n
    /// being its items, as FuxiCTR does.
    /// </summary>
    public bool SkipsPadding { get; init; }
}

/// <summary>
/// DIEN's way from a history to a vector (Zhou et al., 2019): a recurrence extracts an interest at each item, a second
/// one, steered by how each interest goes with the target, gives its last state; zeros for a row without items.
/// </summary>
sealed class InterestEvolution
{
    readonly InterestEvolutionOptions _options;
    readonly HistoryGru _extraction, _evolution;
    readonly InterestScore? _score;
    readonly Scope _extracting, _evolving, _scoring;
    readonly string _sum;
    readonly int _width;

    /// <summary>
    /// Makes <c>extraction_modules</c>, <c>evolving_modules</c> and <c>attention_modules</c> of a pair under the scope.
    /// </summary>
    public InterestEvolution(Scope scope, int pair, int width, InterestEvolutionOptions options)
    {
        (_options, _width, _sum) = (options, width, scope.Sub("sum_pooling").Path);
        (_extracting, _evolving, _scoring) = (Of("extraction"), Of("evolving"), Of("attention"));
        _extraction = new HistoryGru(_extracting, width, GruKind.Gru);
        _evolution = new HistoryGru(_evolving, width, options.Kind);
        _score = options.Kind == GruKind.Gru ? null : new InterestScore(_scoring, width, options.Score);

        Scope Of(string part) => scope.Sub($"{part}_modules").Sub(pair);
    }

    /// <summary>Numbers that it gives: m, or 3 m with sums.</summary>
    public int Outputs => _options.SumPooling ? 3 * _width : _width;

    /// <summary>Multiply-adds of an item.</summary>
    public long Products => _extraction.Products + _evolution.Products;

    /// <summary>The states of both recurrences, padding as zeros, the scores [B, L], and the last state.</summary>
    public IEnumerable<Site> Sites(string name) =>
    [
        new($"{name}/extracted", States(_extracting), SiteKind.Padded),
        .. _score is null ? (Site[])[] : [new($"{name}/weights", Weights, SiteKind.Vector)],
        new($"{name}/evolved", States(_evolving), SiteKind.Padded),
        new(name, _evolving.Path, SiteKind.Vector),
    ];

    /// <summary>A pair's target and history → [B, Outputs].</summary>
    public Tensor Apply(HistoryRows rows, int pair, ForwardPass pass)
    {
        var (target, mask, events) = (rows.Target(pair), rows.Mask(pair), rows.Events(pair));
        var packed = new PackedHistories(mask, _options.SkipsPadding, pass.Workers);
        var items = events is null ? packed.Pack(rows.History(pair)) : packed.Pack(events.Vectors, events.Places);
        var interests = Run(_extraction, _extracting, items, null, packed, pass);
        var scores = _score is null ? null : Scores(_score, interests, target, mask, packed, pass); // [N, 1]
        var inputs = _options.Kind == GruKind.Aigru ? interests * scores! : interests;
        var states = Run(_evolution, _evolving, inputs, scores, packed, pass);
        var last = pass.Observe(_evolving.Path, packed.Last(states));
        if (!_options.SumPooling)
        {
            return last;
        }

        var sum = pass.Observe(
            _sum, events is null ? rows.History(pair).sum(1) : events.Places.Sum(events.Vectors));
        return cat([last, sum, target * sum], 1);
    }

    static Tensor Run(
        HistoryGru recurrence, Scope scope, Tensor items, Tensor? scores, PackedHistories packed, ForwardPass pass)
    {
        var states = recurrence.Apply(items, scores, packed, pass);
        pass.ObserveMade(States(scope), () => packed.Unpack(states));
        return states;
    }

    Tensor Scores(
        InterestScore score, Tensor interests, Tensor target, Tensor mask, PackedHistories packed, ForwardPass pass)
    {
        var scores = score.Apply(interests, target, mask, packed, pass);
        return packed.Pack(pass.Observe(Weights, packed.Spread(scores)).unsqueeze(-1));
    }

    static string States(Scope scope) => $"{scope.Path}.states";

    string Weights => $"{_scoring.Path}.weights";
}
