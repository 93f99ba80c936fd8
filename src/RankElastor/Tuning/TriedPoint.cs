namespace RankElastor.Tuning;

/// <summary>
/// A training that ended or paused, as a search may know it: validation only. What the test rows say is not in it.
/// </summary>
public sealed record TriedPoint
{
    /// <summary>The point's number from 1; one that goes on keeps it.</summary>
    public required int Number { get; init; }

    /// <summary>One value for each dimension.</summary>
    public required IReadOnlyList<object?> Values { get; init; }

    /// <summary>The round of successive halving, from 0.</summary>
    public int Rung { get; init; }

    /// <summary>Epochs trained, those of earlier rounds included.</summary>
    public int Epochs { get; init; }

    /// <summary>The monitor at the best epoch, negated where the least is best; −∞ of a failure.</summary>
    public double Score { get; init; } = double.NegativeInfinity;

    /// <summary>Metrics of the validation split at the best epoch; none where the training failed.</summary>
    public IReadOnlyDictionary<string, double> Valid { get; init; } = new Dictionary<string, double>();

    /// <summary>By site the spectral measures on validation rows at the best epoch.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>> Spectra { get; init; } =
        new Dictionary<string, IReadOnlyDictionary<string, double>>();

    /// <summary>Whether it has a score.</summary>
    public bool Succeeded => double.IsFinite(Score);
}
