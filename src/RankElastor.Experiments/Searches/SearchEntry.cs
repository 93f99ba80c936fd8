using System.Text.Json.Serialization;
using RankElastor.Training.Options;
using RankElastor.Training.Records;
using RankElastor.Tuning;

namespace RankElastor.Experiments.Searches;

/// <summary>A training that ended or paused: a line of a search's file.</summary>
sealed record SearchEntry
{
    /// <summary>The point's number from 1.</summary>
    public required int Number { get; init; }

    /// <summary>The point's experiment.</summary>
    public required string Id { get; init; }

    /// <summary>The round of successive halving, from 0.</summary>
    public required int Rung { get; init; }

    /// <summary>The epoch at which it was to end, earlier rounds included.</summary>
    public required int Limit { get; init; }

    /// <summary>Epochs trained, earlier rounds not included; that of a failure counts.</summary>
    public required int Spent { get; init; }

    /// <summary>Seconds, earlier rounds not included.</summary>
    public required double Seconds { get; init; }

    /// <summary>How it ended; null where it failed.</summary>
    public ResultRecord? Result { get; init; }

    /// <summary>Why it failed; null where it did not.</summary>
    public string? Failure { get; init; }

    /// <summary>One value for each dimension; proposed again rather than stored.</summary>
    [JsonIgnore]
    public IReadOnlyList<object?> Values { get; init; } = [];

    /// <summary>The monitor at the best epoch; NaN where it failed.</summary>
    public double Monitor(MonitorOptions monitor) => Result is null ? double.NaN : monitor.Value(Result.Valid);

    /// <summary>What the search may know of it.</summary>
    public TriedPoint Tried(MonitorOptions monitor) => new()
    {
        Number = Number,
        Values = Values,
        Rung = Rung,
        Epochs = Result?.Epochs ?? Limit,
        Score = Monitor(monitor) is var value && double.IsFinite(value) ? monitor.Maximise ? value : -value
            : double.NegativeInfinity,
        Valid = Result?.Valid ?? new Dictionary<string, double>(),
        Spectra = Result?.Spectra ?? new Dictionary<string, IReadOnlyDictionary<string, double>>(),
    };
}
