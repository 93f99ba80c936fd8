using RankElastor.Data.Datasets;
using RankElastor.Numerics.Randomness;

namespace RankElastor.Tuning;

/// <summary>
/// Steps from the best point so far along one dimension: to the choice before or after it, one up or down of whole
/// numbers, a fifth of a range. With a guide the steps that it advises come first; then, and without one, steps in
/// random order. Where every step was tried, a point is drawn from the whole space.
/// </summary>
/// <param name="dimensions">The space.</param>
/// <param name="advise">Steps from a point, the most advised first; null for no advice.</param>
public sealed class LocalSearch(
    IReadOnlyList<TunerDimension> dimensions,
    Func<TriedPoint, IReadOnlyList<TunerDimension>, IEnumerable<SearchMove>>? advise = null) : ISearch
{
    const double OfRange = 0.2;

    /// <inheritdoc/>
    public Proposal? Next(IReadOnlyList<TriedPoint> tried, SeededRandom random)
    {
        var best = tried.Where(point => point.Succeeded).OrderByDescending(point => point.Score)
            .ThenBy(point => point.Number).FirstOrDefault();
        if (best is not null)
        {
            var known = tried.Select(point => RandomSearch.Text(point.Values)).ToHashSet();
            var steps = (advise?.Invoke(best, dimensions) ?? []).Concat(InRandomOrder(random));
            foreach (var step in steps)
            {
                if (Taken(best.Values, step) is { } values && !known.Contains(RandomSearch.Text(values)))
                {
                    return new(values);
                }
            }
        }

        return new RandomSearch(dimensions).Next(tried, random);
    }

    List<SearchMove> InRandomOrder(SeededRandom random)
    {
        List<SearchMove> steps =
            [.. Enumerable.Range(0, dimensions.Count).SelectMany(i => (SearchMove[])[new(i, -1), new(i, 1)])];
        for (var i = steps.Count - 1; i > 0; i--)
        {
            var j = random.NextInt(i + 1);
            (steps[i], steps[j]) = (steps[j], steps[i]);
        }

        return steps;
    }

    /// <summary>The point behind a step; null where the dimension ends.</summary>
    List<object?>? Taken(IReadOnlyList<object?> from, SearchMove step)
    {
        var dimension = dimensions[step.Dimension];
        var value = dimension.IsChoice ? Choice(dimension, from[step.Dimension], step.Direction)
            : Number(dimension, from[step.Dimension], step.Direction);
        return value is not { } reached ? null
            : [.. from.Select((kept, i) => i == step.Dimension ? reached.Value : kept)];
    }

    static Reached? Choice(TunerDimension dimension, object? from, int direction)
    {
        var place = dimension.ChoiceOf(from) is >= 0 and var known ? known + direction : 0;
        return place >= 0 && place < dimension.Choices.Count ? new(dimension.Choices[place]) : null;
    }

    static Reached? Number(TunerDimension dimension, object? from, int direction)
    {
        if (dimension.IsWhole && from is long whole)
        {
            return whole + direction >= dimension.From && whole + direction <= dimension.To
                ? new(whole + direction) : null;
        }

        var place = dimension.CoordinateOf(from);
        place = double.IsNaN(place) ? 0.5 : place;
        var reached = dimension.ValueAt(place + direction * OfRange);
        return TunerDimension.Text(reached) == TunerDimension.Text(from) ? null : new(reached);
    }

    sealed record Reached(object? Value);
}

/// <summary>A step along a dimension of a space.</summary>
/// <param name="Dimension">The dimension's place.</param>
/// <param name="Direction">+1: to the next choice or a larger number; −1 the other way.</param>
public sealed record SearchMove(int Dimension, int Direction);
