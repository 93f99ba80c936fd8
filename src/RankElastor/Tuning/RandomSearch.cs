using RankElastor.Data.Datasets;
using RankElastor.Numerics.Randomness;

namespace RankElastor.Tuning;

/// <summary>Independent uniform draws (Bergstra and Bengio, 2012); none is drawn twice.</summary>
/// <param name="dimensions">The space.</param>
public sealed class RandomSearch(IReadOnlyList<TunerDimension> dimensions) : ISearch
{
    const int MostDraws = 1000;

    /// <summary>Null after a thousand draws in a row of points that were tried.</summary>
    public Proposal? Next(IReadOnlyList<TriedPoint> tried, SeededRandom random) =>
        Fresh(tried, () => [.. dimensions.Select(dimension => Draw(dimension, random))]) is { } values
            ? new(values) : null;

    /// <summary>The first point of several draws that was not tried; null where all were.</summary>
    internal static IReadOnlyList<object?>? Fresh(
        IReadOnlyList<TriedPoint> tried, Func<IReadOnlyList<object?>> draw, int most = MostDraws)
    {
        var known = tried.Select(point => Text(point.Values)).ToHashSet();
        for (var draws = 0; draws < most; draws++)
        {
            if (draw() is var values && !known.Contains(Text(values)))
            {
                return values;
            }
        }

        return null;
    }

    /// <summary>A uniform draw from a dimension.</summary>
    internal static object? Draw(TunerDimension dimension, SeededRandom random) => dimension.IsChoice
        ? dimension.Choices[random.NextInt(dimension.Choices.Count)]
        : dimension.ValueAt(random.NextDouble());

    internal static string Text(IReadOnlyList<object?> values) => string.Join('\n', values.Select(TunerDimension.Text));
}
