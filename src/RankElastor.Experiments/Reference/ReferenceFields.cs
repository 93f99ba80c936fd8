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
        ["embedding"] = FieldKind.Numeric, // a vector of numbers
        ["meta"] = FieldKind.Meta,
    };

    static readonly string[] _known =
    [
        "source", "type", "padding_idx", "vocab_size", "max_len", "share_embedding", "feature_encoder", "oov_idx",
        "embedding_dim", "emb_output_dim", "pretrained_emb", "pretrain_dim", "pretrain_usage", "freeze_emb",
    ];

    /// <summary>The first field with something that no model here can do, or null.</summary>
    public static string? NotBuiltIn(JsonElement json)
    {
        foreach (var field in All(json))
        {
            var keys = field.Value.EnumerateObject().Select(part => part.Name);
            var unknown = keys.FirstOrDefault(key => !_known.Contains(key))
                ?? (!_kinds.ContainsKey(Kind(field)) ? "type" : Encoder(field) is null ? "feature_encoder" : null);
            if (unknown is not null)
            {
                return $"field {field.Name} with {unknown}: {field.Value.GetProperty(unknown).GetRawText()}";
            }
        }

        return null;
    }

    /// <summary>All fields in order.</summary>
    public static IReadOnlyList<Field> Read(JsonElement json)
    {
        var width = json.TryGetProperty("embedding_dim", out var given) && given.ValueKind == JsonValueKind.Number
            ? given.GetInt32() : 0; // a list is one width per order, which a field does not need
        return [.. All(json).Select(field => Read(field, width))];
    }

    static Field Read(JsonProperty field, int width)
    {
        var encoder = Encoder(field)!;
        var isVector = Kind(field) == "embedding";
        return new Field
        {
            Name = field.Name,
            Kind = _kinds[Kind(field)],
            Source = Text(field, "source"),
            VocabularySize = Whole(field, "vocab_size") ?? 0,
            MaxLength = Kind(field) == "categorical" ? 1 : Whole(field, "max_len") ?? 0,
            ShareEmbedding = Text(field, "share_embedding") is { Length: > 0 } shared ? shared : null,
            EmbeddingDim = Whole(field, "embedding_dim"),
            Numbers = isVector ? Whole(field, "pretrain_dim") ?? width : 1,
            Encoder = encoder.Layers.All(layer => layer is VectorLayer.Pool) ? null : encoder,
            Pretrained = field.Value.TryGetProperty("pretrained_emb", out _) ? new PretrainedTable(
                Whole(field, "pretrain_dim") ?? Whole(field, "embedding_dim") ?? width, Usage(field),
                !field.Value.TryGetProperty("freeze_emb", out var frozen) || frozen.GetBoolean(),
                Whole(field, "oov_idx") ?? int.MaxValue) : null,
            Pooling = field.Value.TryGetProperty("feature_encoder", out _)
                ? encoder.Pooling : SequencePooling.MaskedAverage,
        };
    }

    static IEnumerable<JsonProperty> All(JsonElement json) =>
        json.GetProperty("features").EnumerateArray().SelectMany(part => part.EnumerateObject());

    static string Kind(JsonProperty field) => Text(field, "type");

    static PretrainedUsage Usage(JsonProperty field) =>
        Text(field, "pretrain_usage") is { Length: > 0 } word
            ? Enum.Parse<PretrainedUsage>(word, ignoreCase: true) : PretrainedUsage.Init;

    static VectorEncoder? Encoder(JsonProperty field) => !field.Value.TryGetProperty("feature_encoder", out var given)
        ? new([], false)
        : given.ValueKind switch
        {
            JsonValueKind.Array => VectorEncoder.Parse([.. given.EnumerateArray().Select(text => $"{text}")], true),
            JsonValueKind.String => VectorEncoder.Parse([$"{given}"], false),
            _ => new([], false),
        };

    static string Text(JsonProperty field, string key) =>
        field.Value.TryGetProperty(key, out var value) ? value.GetString() ?? "" : "";

    static int? Whole(JsonProperty field, string key) =>
        field.Value.TryGetProperty(key, out var value) ? value.GetInt32() : null;
}
