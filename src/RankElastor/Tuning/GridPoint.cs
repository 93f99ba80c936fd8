using RankElastor.Training.Records;

namespace RankElastor.Tuning;

/// <summary>One point of a grid.</summary>
/// <param name="Experiment">What is trained there.</param>
/// <param name="Varied">The values of the keys that differ between points.</param>
/// <param name="Result">How its run ended; null while it is not run, or under way in another process.</param>
public sealed record GridPoint(
    Experiment Experiment, IReadOnlyDictionary<string, string> Varied, ResultRecord? Result = null)
{
    /// <summary>What selects among points: the monitor on the validation split; NaN without a result.</summary>
    public double Monitor => Result is null || Experiment.Training.Monitor.Addresses.Any()
        ? double.NaN : Experiment.Training.Monitor.Value(Result.Valid);
}
