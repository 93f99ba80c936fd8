using System.Text.Json;
using System.Text.Json.Serialization;

namespace RankElastor.Training.Records;

/// <summary>What a measure is of. Records and addresses write the kind in lower case.</summary>
[JsonConverter(typeof(SubjectKindJson))]
public enum SubjectKind
{
    /// <summary>Each row's own matrix [tokens, width] at a token site; the number is the mean over rows.</summary>
    Rows,

    /// <summary>The matrix [sampled rows, numbers per row] of a site.</summary>
    Batch,

    /// <summary>Token geometry within each row of a site, averaged over rows.</summary>
    Tokens,

    /// <summary>Units of an activation function or gate.</summary>
    Gate,

    /// <summary>Attention weights.</summary>
    Attention,

    /// <summary>One field's embedding table; of a shared table, the field that owns it.</summary>
    Table,

    /// <summary>A dense weight matrix, or a stack of per-token ones (their mean).</summary>
    Weight,

    /// <summary>The model as a whole and its training.</summary>
    Model,
}

/// <summary>A kind as one word in lower case.</summary>
sealed class SubjectKindJson() : JsonStringEnumConverter<SubjectKind>(
    JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false);
