using RankElastor.Data.Datasets;
using RankElastor.Numerics.Randomness;
using RankElastor.Tuning;

namespace RankElastor.Tests.FrontDoor.Tuning;

/// <summary>Searches of functions that take no training.</summary>
static class Objective
{
    /// <summary>Two ranges, one of them in its logarithm, whole numbers and a choice.</summary>
    public static IReadOnlyList<TunerDimension> Mixed { get; } =
    [
        TunerDimension.OfRange("dropout", "", 0, 0.5),
        TunerDimension.OfRange("rate", "", 1e-4, 1e-1, isLog: true),
        TunerDimension.OfRange("depth", "", 1, 8, isWhole: true),
        TunerDimension.OfChoices("activation", "", ["relu", "gelu", "swiglu"]),
    ];

    /// <summary>
    /// Smooth, with one optimum of value 0 at dropout 0.2, rate 1e-3, depth 3, gelu: minus squared distances in units
    /// of the ranges.
    /// </summary>
    public static double Smooth(IReadOnlyList<object?> values)
    {
        var rate = (Math.Log10((double)values[1]!) + 3) / 3;
        var (dropout, depth) = (((double)values[0]! - 0.2) / 0.5, ((long)values[2]! - 3) / 7.0);
        return -(dropout * dropout + rate * rate + depth * depth + (values[3] is "gelu" ? 0 : 0.1));
    }

    /// <summary>Tries so many points.</summary>
    public static List<TriedPoint> Search(
        ISearch search, Func<IReadOnlyList<object?>, double> score, int count, ulong seed)
    {
        List<TriedPoint> tried = [];
        var random = new SeededRandom(seed);
        while (tried.Count < count && search.Next(tried, random.Fork(tried.Count)) is { } proposal)
        {
            tried.Add(new TriedPoint
            {
                Number = proposal.Continues ?? tried.Select(point => point.Number).DefaultIfEmpty(0).Max() + 1,
                Values = proposal.Values,
                Rung = proposal.Rung,
                Epochs = proposal.Epochs ?? 0,
                Score = score(proposal.Values),
            });
        }

        return tried;
    }

    /// <summary>Whether every value is one of its dimension's.</summary>
    public static void AssertInSpace(IReadOnlyList<TunerDimension> dimensions, IReadOnlyList<object?> values)
    {
        Assert.Equal(dimensions.Count, values.Count);
        foreach (var (dimension, value) in dimensions.Zip(values))
        {
            if (dimension.IsChoice)
            {
                Assert.Contains(value, dimension.Choices);
            }
            else if (dimension.IsWhole)
            {
                Assert.InRange(Assert.IsType<long>(value), (long)dimension.From, (long)dimension.To);
            }
            else
            {
                Assert.InRange(Assert.IsType<double>(value), dimension.From, dimension.To);
            }
        }
    }
}
