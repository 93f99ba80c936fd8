using System.Text.Json.Serialization;
using RankElastor.Data.Configuration;

namespace RankElastor.Data.Datasets;

/// <summary>
/// Which rows choose among epochs where the published validation rows are the test rows. It changes nothing where they
/// are not.
/// </summary>
[JsonConverter(typeof(JsonStringEnumConverter<Protocol>))]
public enum Protocol
{
    /// <summary>The test rows, as the open benchmark BARS publishes its results.</summary>
    [JsonStringEnumMemberName("bars")]
    Bars,

    /// <summary>
    /// Rows held out of train, as <c>valid_size</c> and <c>split_type</c> say: the last tenth unless they say
    /// otherwise, which of rows ordered by time are the latest. The test rows are only reported.
    /// </summary>
    [JsonStringEnumMemberName("clean")]
    Clean,
}

/// <summary>The key of a <see cref="Protocol"/>.</summary>
static class ProtocolKey
{
    public static Key<Protocol?> Key { get; } = Configuration.Key.Word(
        "protocol",
        "Where valid_data is test_data: bars chooses epochs on it, clean on rows of train (valid_size; 0: a tenth).",
        ("bars", Protocol.Bars), ("clean", Protocol.Clean)).OrNone() with
    { DefaultWords = "none: as bars, with a warning", Example = "clean" };
}
