using System.Text.Encodings.Web;
using System.Text.Json;
using RankElastor.Data.Files;

namespace RankElastor.Data.Schemas;

/// <summary>
/// FuxiCTR's <c>feature_map.json</c>: data set, counts, labels, and a list of single-key objects, one for each field
/// in order. A sequence without feature_encoder is left unpooled.
/// </summary>
static class FeatureMap
{
    const string Average = "layers.MaskedAveragePooling()";
    const string Sum = "layers.MaskedSumPooling()";
    static readonly JsonWriterOptions _format =
        new() { Indented = true, IndentSize = 4, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(Stream stream, Schema schema)
    {
        using var json = new Utf8JsonWriter(stream, _format);
        json.WriteStartObject();
        json.WriteString("dataset_id", schema.DatasetId);
        json.WriteNumber("num_fields", schema.ModelFields.Count);
        json.WriteNumber("total_features", schema.TotalFeatures);
        json.WriteNumber("input_length",
            schema.Fields.Sum(field => field.Kind == FieldKind.Sequence ? field.MaxLength : 1));
        json.WriteStartArray("labels");
        foreach (var label in schema.Labels)
        {
            json.WriteStringValue(label);
        }

        json.WriteEndArray();
        if (schema.Weight is not null)
        {
            json.WriteString("weight", schema.Weight); // ours: FuxiCTR's readers pass over it
        }

        json.WriteStartArray("features");
        foreach (var field in schema.Fields)
        {
            json.WriteStartObject();
            json.WriteStartObject(field.Name);
            WriteField(json, field);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    static void WriteField(Utf8JsonWriter json, Field field)
    {
        json.WriteString("source", field.Source);
        json.WriteString("type", Enum.GetName(field.Kind)!.ToLowerInvariant());
        if (field.Kind == FieldKind.Sequence && field.Pooling != SequencePooling.None)
        {
            json.WriteString("feature_encoder", field.Pooling == SequencePooling.MaskedSum ? Sum : Average);
        }

        if (field.ShareEmbedding is not null)
        {
            json.WriteString("share_embedding", field.ShareEmbedding);
        }

        if (field.EmbeddingDim is { } width)
        {
            json.WriteNumber("embedding_dim", width);
        }

        if (field.Kind is FieldKind.Categorical or FieldKind.Sequence)
        {
            json.WriteNumber("padding_idx", 0);
            if (field.Kind == FieldKind.Sequence)
            {
                json.WriteNumber("max_len", field.MaxLength);
            }

            json.WriteNumber("vocab_size", field.VocabularySize);
        }
    }

    /// <summary>Reads a file that FuxiCTR or <see cref="Write"/> wrote.</summary>
    /// <exception cref="InputException">The file is missing, no JSON, or describes what is not supported.</exception>
    public static Schema Read(string path) => DurableFile.ReadJson(path, document =>
    {
        var root = document.RootElement;
        var fields = root.GetProperty("features").EnumerateArray().SelectMany(entry => entry.EnumerateObject())
            .Select(pair => ReadField(path, pair.Name, pair.Value));
        return new Schema(root.GetProperty("dataset_id").GetString()!, [.. fields],
            [.. root.GetProperty("labels").EnumerateArray().Select(label => label.GetString()!)],
            Text(root, "weight"));
    });

    static Field ReadField(string path, string name, JsonElement element)
    {
        var type = Text(element, "type") ?? "";
        if (!Enum.TryParse<FieldKind>(type, ignoreCase: true, out var kind))
        {
            throw InputException.At($"{path}: {name}: type", $"'{type}'", "numeric | categorical | sequence | meta");
        }

        return new Field
        {
            Name = name,
            Kind = kind,
            Source = Text(element, "source") ?? "",
            VocabularySize = Whole(element, "vocab_size") ?? 0,
            MaxLength = kind switch
            {
                FieldKind.Sequence => Whole(element, "max_len") ?? 0,
                FieldKind.Categorical => 1,
                _ => 0,
            },
            ShareEmbedding = Text(element, "share_embedding"),
            EmbeddingDim = Whole(element, "embedding_dim"),
            Pooling = kind != FieldKind.Sequence ? SequencePooling.MaskedAverage
                : Text(element, "feature_encoder") switch
                {
                    null => SequencePooling.None,
                    Average => SequencePooling.MaskedAverage,
                    Sum => SequencePooling.MaskedSum,
                    var other => throw InputException.At(
                        $"{path}: {name}: feature_encoder", $"'{other}'", $"{Average} | {Sum}"),
                },
        };
    }

    static string? Text(JsonElement element, string key) =>
        element.TryGetProperty(key, out var value) ? value.GetString() : null;

    static int? Whole(JsonElement element, string key) =>
        element.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetInt32() : null;
}
