using RankElastor.Numerics.Statistics;

namespace RankElastor.Experiments.Studies;

/// <summary>One experiment of a study, a finished unit for each seed.</summary>
/// <param name="Name">The experiment, without the data set where it ends in it.</param>
/// <param name="Units">In the order of seeds.</param>
/// <param name="Values">By metric, one per seed.</param>
sealed record StudyArm(
    string Name, IReadOnlyList<FinishedUnit> Units, IReadOnlyDictionary<StudyMetric, IReadOnlyList<double>> Values)
{
    /// <summary>Measures its units.</summary>
    public static StudyArm Of(IReadOnlyList<FinishedUnit> units, TestRows rows, IReadOnlyList<StudyMetric> metrics) =>
        new(
            ShortName(units[0].Experiment, units[0].Result.Dataset), units, metrics.ToDictionary(
                metric => metric,
                IReadOnlyList<double> (metric) => [.. units.Select(unit => metric.Of(rows, unit.Scores))]));

    /// <summary>The experiment as configurations name it.</summary>
    public string Experiment => Units[0].Experiment;

    /// <summary>The mean over seeds and its 95 % interval.</summary>
    public Interval Of(StudyMetric metric) => Interval.OfMean(Values[metric]);

    /// <summary>The standard deviation over seeds.</summary>
    public double Spread(StudyMetric metric) => Sample.StandardDeviation([.. Values[metric]]);

    /// <summary>A measure at the last site with a matrix per row, over seeds.</summary>
    public Interval Last(string measure) => Interval.OfMean(Units.Select(unit => unit.Last(measure)));

    /// <summary>An experiment's name without that of its data set at the end.</summary>
    public static string ShortName(string experiment, string data) =>
        experiment.Length > data.Length + 1 && experiment.EndsWith($"_{data}", StringComparison.Ordinal)
            ? experiment[..^(data.Length + 1)] : experiment;
}
