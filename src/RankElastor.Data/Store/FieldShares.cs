using System.Text.Json.Serialization;

namespace RankElastor.Data.Store;

/// <summary>How many values of a field were missing, how many unknown, where a split or file was encoded.</summary>
/// <param name="Field">The field's name.</param>
/// <param name="Rows">Rows.</param>
/// <param name="Missing">Rows without a value.</param>
/// <param name="Values">Ids that were looked up: one a row, of a sequence each element that is kept.</param>
/// <param name="Unknown">Those of them that are out of vocabulary; 0 for fields without a vocabulary.</param>
/// <param name="Twin">What most unknown ids are written like, where that is known.</param>
public sealed record FieldShares(
    string Field, long Rows, long Missing, long Values, long Unknown, UnknownTwin? Twin = null)
{
    /// <summary>The least of a numeric field's values as the model sees them; null for other fields.</summary>
    public double? Least { get; init; }

    /// <summary>The largest of them.</summary>
    public double? Most { get; init; }

    /// <summary>Whether every row has a value, and all the same.</summary>
    public bool IsConstant { get; init; }

    /// <summary>In [0, 1].</summary>
    [JsonIgnore]
    public double MissingShare => Rows == 0 ? 0 : (double)Missing / Rows;

    /// <summary>In [0, 1].</summary>
    [JsonIgnore]
    public double UnknownShare => Values == 0 ? 0 : (double)Unknown / Values;
}

/// <summary>An unknown id that is known in another spelling, as are most unknown ids of its field.</summary>
/// <param name="Difference">What sets the spellings apart: "upper and lower case".</param>
/// <param name="Found">As the rows have it.</param>
/// <param name="Known">As the vocabulary has it.</param>
public sealed record UnknownTwin(string Difference, string Found, string Known);

/// <summary>The shares of every field in one split or file.</summary>
/// <param name="Name">train, valid, test, or the file.</param>
/// <param name="Fields">One for each field, in the order of the schema.</param>
public sealed record SplitShares(string Name, IReadOnlyList<FieldShares> Fields);
