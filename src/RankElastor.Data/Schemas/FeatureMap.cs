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
    const string Vector = "embedding";
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
            schema.Fields.Sum(field => field.Kind == FieldKind.Sequence ? field.MaxLength : field.Numbers));
        WriteTexts(json, "labels", schema.Labels);
        if (schema.NumberLabels.Count > 0)
        {
            WriteTexts(json, "number_labels", schema.NumberLabels); // ours, as weight: FuxiCTR passes over them
        }

        if (schema.Weight is not null)
        {
            json.WriteString("weight", schema.Weight);
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
        json.WriteString("type", field.Numbers > 1 ? Vector : Enum.GetName(field.Kind)!.ToLowerInvariant());
        WriteEncoder(json, field);

        if (field.ShareEmbedding is not null)
        {
            json.WriteString("share_embedding", field.ShareEmbedding);
        }

        if (field.EmbeddingDim is { } width)
        {
            json.WriteNumber("embedding_dim", width);
        }

        if (field.Numbers > 1)
        {
            json.WriteNumber("pretrain_dim", field.Numbers);
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

        if (field.Pretrained is { } given)
        {
            json.WriteNumber("oov_idx", given.LastLearned);
            json.WriteNumber("pretrain_dim", given.Width);
            json.WriteString("pretrained_emb", given.File);
            json.WriteBoolean("freeze_emb", given.Frozen);
            json.WriteString("pretrain_usage", Enum.GetName(given.Usage)!.ToLowerInvariant());
        }
    }

    static void WriteEncoder(Utf8JsonWriter json, Field field)
    {
        if (field.Encoder is { IsList: true, Texts: var texts })
        {
            json.WriteStartArray("feature_encoder");
            foreach (var text in texts)
            {
                json.WriteStringValue(text);
            }

            json.WriteEndArray();
        }
        else if (field.Encoder is { Texts: [var only] })
        {
            json.WriteString("feature_encoder", only);
        }
        else if (field.Kind == FieldKind.Sequence && field.Pooling != SequencePooling.None)
        {
            json.WriteString("feature_encoder", field.Pooling == SequencePooling.MaskedSum ? Sum : Average);
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
            Texts(root.GetProperty("labels")), Text(root, "weight"),
            root.TryGetProperty("number_labels", out var numbers) ? Texts(numbers) : []);
    });

    static Field ReadField(string path, string name, JsonElement element)
    {
        var type = Text(element, "type") ?? "";
        var word = type == Vector ? nameof(FieldKind.Numeric) : type;
        if (!Enum.TryParse<FieldKind>(word, ignoreCase: true, out var kind))
        {
            throw InputException.At(
                $"{path}: {name}: type", $"'{type}'", "numeric | categorical | sequence | embedding | meta");
        }

        var encoder = Encoder($"{path}: {name}: feature_encoder", element);

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
            Numbers = type == Vector ? Whole(element, "pretrain_dim") ?? 1 : 1,
            Encoder = encoder is null || encoder.Layers.All(layer => layer is VectorLayer.Pool) ? null : encoder,
            Pooling = kind != FieldKind.Sequence ? SequencePooling.MaskedAverage
                : encoder?.Pooling ?? SequencePooling.None,
            Pretrained = Text(element, "pretrained_emb") is not { } file ? null : new PretrainedTable(
                Whole(element, "pretrain_dim") ?? 0, Usage($"{path}: {name}: pretrain_usage", element),
                !element.TryGetProperty("freeze_emb", out var frozen) || frozen.GetBoolean(),
                Whole(element, "oov_idx") ?? 0)
            {
                File = file,
            },
        };
    }

    static VectorEncoder? Encoder(string where, JsonElement element)
    {
        if (!element.TryGetProperty("feature_encoder", out var found) || found.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        var isList = found.ValueKind == JsonValueKind.Array;
        string[] texts = isList ? [.. found.EnumerateArray().Select(text => $"{text}")] : [$"{found}"];
        return VectorEncoder.Parse(texts, isList)
            ?? throw InputException.At(where, $"'{string.Join("', '", texts)}'", VectorEncoder.Allowed);
    }

    static PretrainedUsage Usage(string where, JsonElement element) =>
        Enum.TryParse<PretrainedUsage>(Text(element, "pretrain_usage") ?? "init", ignoreCase: true, out var usage)
            ? usage : throw InputException.At(where, $"'{Text(element, "pretrain_usage")}'", "init | sum | concat");

    static void WriteTexts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    static string[] Texts(JsonElement array) => [.. array.EnumerateArray().Select(text => text.GetString()!)];

    static string? Text(JsonElement element, string key) =>
        element.TryGetProperty(key, out var value) ? value.GetString() : null;

    static int? Whole(JsonElement element, string key) =>
        element.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetInt32() : null;
}
