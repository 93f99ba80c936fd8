using System.Text.Json;
using RankElastor.Data.Schemas;

namespace RankElastor.Experiments.Reference;

/// <summary>The fields of a case, with FuxiCTR's keys.</summary>
static class ReferenceFields
{
    static readonly Dictionary<string, FieldKind> _kinds = new(StringComparer.Ordinal)
    {
        ["numeric"] = FieldKind.Numeric,
        ["categorical"] = FieldKind.Categorical,
        ["sequence"] = FieldKind.Sequence,
        ["meta"] = FieldKind.Meta,
    };

    static readonly Dictionary<string, SequencePooling> _poolings = new(StringComparer.Ordinal)
    {
        [""] = SequencePooling.None,
        ["layers.MaskedAveragePooling()"] = SequencePooling.MaskedAverage,
        ["layers.MaskedSumPooling()"] = SequencePooling.MaskedSum,
    };

    static readonly string[] _known =
        ["source", "type", "padding_idx", "vocab_size", "max_len", "share_embedding", "feature_encoder", "oov_idx"];

    /// <summary>The first field with something that no model here can do, or null.</summary>
    public static string? NotBuiltIn(JsonElement json)
    {
        foreach (var field in All(json))
        {
            var keys = field.Value.EnumerateObject().Select(part => part.Name);
            var unknown = keys.FirstOrDefault(key => !_known.Contains(key))
                ?? (!_kinds.ContainsKey(Kind(field)) ? "type"
                    : !_poolings.ContainsKey(Encoder(field)) ? "feature_encoder" : null);
            if (unknown is not null)
            {
                return $"field {field.Name} with {unknown}: {field.Value.GetProperty(unknown).GetRawText()}";
            }
        }

        return null;
    }

    /// <summary>All fields in order.</summary>
    public static IReadOnlyList<Field> Read(JsonElement json) => [.. All(json).Select(field => new Field
    {
        Name = field.Name,
        Kind = _kinds[Kind(field)],
        Source = Text(field, "source"),
        VocabularySize = Whole(field, "vocab_size"),
        MaxLength = Kind(field) == "categorical" ? 1 : Whole(field, "max_len"),
        ShareEmbedding = Text(field, "share_embedding") is { Length: > 0 } shared ? shared : null,
        Pooling = field.Value.TryGetProperty("feature_encoder", out _)
            ? _poolings[Encoder(field)] : SequencePooling.MaskedAverage,
    })];

    static IEnumerable<JsonProperty> All(JsonElement json) =>
        json.GetProperty("features").EnumerateArray().SelectMany(part => part.EnumerateObject());

    static string Kind(JsonProperty field) => Text(field, "type");

    static string Encoder(JsonProperty field) => Text(field, "feature_encoder");

    static string Text(JsonProperty field, string key) => field.Value.TryGetProperty(key, out var value)
        ? value.ValueKind == JsonValueKind.Array ? value.GetRawText() : value.GetString() ?? "" : "";

    static int Whole(JsonProperty field, string key) => field.Value.TryGetProperty(key, out var value)
        ? value.GetInt32() : 0;
}
