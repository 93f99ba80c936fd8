using RankElastor.Data.Datasets;
using RankElastor.Numerics.Randomness;
using RankElastor.Training.Options;
using RankElastor.Tuning;

namespace RankElastor.Experiments.Searches;

/// <summary>
/// What is trained next, for how many epochs: a search and its budget. A training is clipped to what is left of the
/// budget; a new point is not begun with fewer than its first epochs, one that goes on takes what is left.
/// </summary>
sealed class SearchPlan
{
    readonly ISearch _search;
    readonly SearchOptions _options;
    readonly SeededRandom _random;
    readonly MonitorOptions _monitor;
    readonly int _most;

    public SearchPlan(
        SearchOptions options, IReadOnlyList<TunerDimension> dimensions, IReadOnlyList<object?> start,
        TrainingOptions training)
    {
        (_options, _monitor, _most) = (options, training.Monitor, training.Epochs);
        _random = new SeededRandom((ulong)options.Seed).Fork("search");
        ISearch points = options.Method switch
        {
            SearchMethod.Tpe => new TpeSearch(dimensions, options.RandomPoints),
            SearchMethod.Local => new LocalSearch(
                dimensions, options.Guide.Count > 0 ? new RankGuide(options.Guide).Advice : null),
            _ => new RandomSearch(dimensions),
        };
        points = options.StartsAtBase ? new BaseFirst(start, points) : points;
        Halving = options.Method != SearchMethod.Halving ? null
            : new HalvingSearch(points, options.Epochs!.Value, options.FirstEpochs, _most, options.Reduction);
        _search = Halving ?? points;
    }

    /// <summary>The brackets, where there are any.</summary>
    public HalvingSearch? Halving { get; }

    /// <summary>The next training; null where the budget is used or the space is.</summary>
    public SearchStep? Next(IReadOnlyList<SearchEntry> entries)
    {
        var left = _options.Epochs!.Value - entries.Sum(entry => entry.Spent);
        if (left < 1 || _search.Next(
            [.. entries.Select(entry => entry.Tried(_monitor))], _random.Fork(entries.Count)) is not { } proposal)
        {
            return null;
        }

        var number = proposal.Continues ?? entries.Select(entry => entry.Number).DefaultIfEmpty(0).Max() + 1;
        var before = entries.Where(entry => entry.Number == number).Sum(entry => entry.Spent);
        var whole = proposal.Epochs ?? _most;
        var least = proposal.Continues is null ? Math.Min(_options.FirstEpochs, whole) : 1;
        var granted = Math.Min(whole - before, left);
        return granted < least ? null : new(number, proposal.Values, proposal.Rung, before, before + granted);
    }
}

/// <summary>A training to do.</summary>
/// <param name="Number">The point's number from 1.</param>
/// <param name="Values">One for each dimension.</param>
/// <param name="Rung">The round of successive halving.</param>
/// <param name="Before">Epochs that the point was trained for in earlier rounds.</param>
/// <param name="Limit">The epoch at which it ends, those included.</param>
sealed record SearchStep(int Number, IReadOnlyList<object?> Values, int Rung, int Before, int Limit);
