using System.Text.Json.Serialization;

namespace RankElastor.Training.Records;

/// <summary>What a model's numbers say of it, in one of three words.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<HealthState>))]
public enum HealthState
{
    /// <summary>No rule rings and nothing simple is better.</summary>
    [JsonStringEnumMemberName("healthy")]
    Healthy,

    /// <summary>Something that costs is found, with its cause.</summary>
    [JsonStringEnumMemberName("look here")]
    LookHere,

    /// <summary>Nothing that the model says can be relied upon.</summary>
    [JsonStringEnumMemberName("broken")]
    Broken,
}

/// <summary>
/// One verdict with one root cause, however many alarms speak of it; the same words in console, report, inspection and
/// gate.
/// </summary>
/// <param name="State">The word.</param>
/// <param name="Cause">The root cause in a short phrase; null where nothing is wrong.</param>
/// <param name="Sentence">All of it in a sentence, the word first.</param>
public sealed record VerdictRecord(HealthState State, string? Cause, string Sentence)
{
    /// <summary>The word of a state.</summary>
    public static string Word(HealthState state) => state switch
    {
        HealthState.Healthy => "healthy",
        HealthState.LookHere => "look here",
        _ => "broken",
    };
}

/// <summary>A sentence on the end of a run, and what it means for the verdict.</summary>
/// <param name="Text">The sentence.</param>
/// <param name="State">The best state that a run of which it is true can have.</param>
/// <param name="Cause">The cause in a short phrase, where the state is not healthy.</param>
public sealed record RunRemark(string Text, HealthState State = HealthState.Healthy, string? Cause = null);
