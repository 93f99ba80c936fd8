using System.Text.Json;
using RankElastor.Data.Configuration;
using RankElastor.Data.Files;
using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;

namespace RankElastor.Experiments.Reference;

/// <summary>A case of <c>NAME.json</c> and <c>NAME.safetensors</c>: options, batch, tensors, tolerances.</summary>
sealed class ModelCase
{
    readonly JsonElement _json;

    ModelCase(string folder, string name, JsonElement json)
    {
        _json = json;
        Name = name;
        Model = json.GetProperty("model").GetString()!;
        var where = Path.Combine(folder, name + ".json");
        Config = ConfigSection.FromJson(where, json.GetProperty("config"))
            .OverlaidBy(new ConfigSection(where, new Dictionary<string, object?> { ["model"] = Model }));
        Tensors = ReferenceTensors.Read(Path.Combine(folder, name + ".safetensors"));
        var fields = json.GetProperty("features").EnumerateArray().SelectMany(part => part.EnumerateObject());
        Schema = new Schema(name, [.. fields.Select(ReadField)], ["label"]);
        Batch = Fill();
    }

    public string Name { get; }

    public string Model { get; }

    public ConfigSection Config { get; }

    public Schema Schema { get; }

    public Batch Batch { get; }

    public IReadOnlyDictionary<string, ReferenceTensor> Tensors { get; }

    /// <summary>False: the whole case, its training steps included, runs in evaluation mode.</summary>
    public bool Trains => _json.GetProperty("mode").GetString() == "train";

    /// <summary>λ of the embedding tables.</summary>
    public double EmbeddingRegulariser => _json.GetProperty("regularizer").GetProperty("embedding").GetDouble();

    /// <summary>λ of all other parameters.</summary>
    public double NetRegulariser => _json.GetProperty("regularizer").GetProperty("net").GetDouble();

    public (double LearningRate, double Clip, int Steps) Optimiser
    {
        get
        {
            var given = _json.GetProperty("optimizer");
            double Number(string key) => given.GetProperty(key).GetDouble();
            return given.GetProperty("name").GetString() == "Adam"
                ? (Number("lr"), Number("clip_grad_norm"), (int)Number("steps"))
                : throw InputException.At($"{Name}: optimizer", given.GetProperty("name").ToString(), "Adam");
        }
    }

    public IReadOnlySet<string> Skipped =>
        Tolerances.GetProperty("a3").GetProperty("skip").EnumerateArray().Select(name => name.GetString()!).ToHashSet();

    /// <summary>Whether results after training are rounding noise, so that only a coarse check makes sense.</summary>
    public bool UnreliableAfterTraining => Tolerances.GetProperty("after3_unreliable").GetBoolean();

    JsonElement Tolerances => _json.GetProperty("tolerance");

    public static ModelCase Load(string folder, string name)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, name + ".json")));
        return new ModelCase(folder, name, document.RootElement.Clone());
    }

    /// <summary>
    /// By prefix (act, out, g, gr, a3); noise is twice the reference's float32 error, once of gradients.
    /// </summary>
    public Tolerance ToleranceOf(string prefix)
    {
        var given = Tolerances.GetProperty(prefix);
        var factor = prefix switch { "act" => 2, "g" or "gr" => 1, _ => 0 };
        var noise = factor > 0 && _json.TryGetProperty("f32_vs_f64_measured", out var measured)
            ? factor * measured.GetProperty(prefix).GetProperty("max_abs").GetDouble()
            : 0;
        return new(given.GetProperty("rtol").GetDouble(), given.GetProperty("atol").GetDouble(), noise);
    }

    static Field ReadField(JsonProperty property) => new()
    {
        Name = property.Name,
        Kind = property.Value.GetProperty("type").GetString() switch
        {
            "numeric" => FieldKind.Numeric,
            "categorical" => FieldKind.Categorical,
            "sequence" => FieldKind.Sequence,
            "meta" => FieldKind.Meta,
            var other => throw InputException.At(
                $"{property.Name}: type", $"'{other}'", "numeric | categorical | sequence | meta"),
        },
        Source = property.Value.GetProperty("source").GetString() ?? "",
        VocabularySize = property.Value.TryGetProperty("vocab_size", out var size) ? size.GetInt32() : 0,
        MaxLength = property.Value.TryGetProperty("max_len", out var length) ? length.GetInt32()
            : property.Value.GetProperty("type").GetString() == "categorical" ? 1 : 0,
        ShareEmbedding = property.Value.TryGetProperty("share_embedding", out var shared) ? shared.GetString() : null,
        Pooling = property.Value.TryGetProperty("feature_encoder", out var encoder)
            ? ReadPooling(property.Name, encoder.GetString()) : SequencePooling.MaskedAverage,
    };

    static SequencePooling ReadPooling(string name, string? encoder) => encoder switch
    {
        null => SequencePooling.None,
        "layers.MaskedAveragePooling()" => SequencePooling.MaskedAverage,
        "layers.MaskedSumPooling()" => SequencePooling.MaskedSum,
        _ => throw InputException.At($"{name}: feature_encoder", $"'{encoder}'",
            "layers.MaskedAveragePooling() | layers.MaskedSumPooling() | null"),
    };

    Batch Fill()
    {
        var layout = new BatchLayout(Schema);
        var labels = Tensors["in.label"].Values;
        var batch = new Batch(layout, labels.Length) { Rows = labels.Length };
        foreach (var field in Schema.Fields)
        {
            var values = Tensors[$"in.{field.Name}"].Values;
            var offset = layout.Offset(field);
            var width = values.Length / labels.Length;
            for (var i = 0; i < values.Length; i++)
            {
                var (row, column) = (i / width, offset + i % width);
                switch (field.Kind)
                {
                    case FieldKind.Numeric:
                        batch.Numbers[row * layout.NumberColumns + column] = (float)values[i];
                        break;
                    case FieldKind.Meta:
                        batch.Meta[row * layout.MetaColumns + column] = (long)values[i];
                        break;
                    default:
                        batch.Ids[row * layout.IdColumns + column] = (int)values[i];
                        break;
                }
            }
        }

        for (var row = 0; row < labels.Length; row++)
        {
            batch.Labels[row] = (float)labels[row];
        }

        return batch;
    }
}
