using System.Text.Json;
using RankElastor.Data.Configuration;
using RankElastor.Data.Files;
using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Training.Optimisation.Updates;

namespace RankElastor.Experiments.Reference;

/// <summary>A case of <c>NAME.json</c> and <c>NAME.safetensors</c>: options, batch, tensors, tolerances.</summary>
sealed class ModelCase
{
    readonly JsonElement _json;

    public ModelCase(string folder, string name, JsonElement json)
    {
        _json = json;
        Name = name;
        Model = json.GetProperty("model").GetString()!;
        var where = Path.Combine(folder, name + ".json");
        Config = ConfigSection.FromJson(where, json.GetProperty("config"))
            .OverlaidBy(new ConfigSection(where, new Dictionary<string, object?>
            {
                ["model"] = Model,
                ["filter_dropout"] = 0L, // a rate that no key of FuxiCTR says; cases are made without it
                ["gradient_of_torch_1"] = $"{json.GetProperty("torch")}".StartsWith("1.", StringComparison.Ordinal),
            })).OverlaidBy(new ConfigSection(where, Histories(json)));
        Tensors = ReferenceTensors.Read(Path.Combine(folder, name + ".safetensors"));
        Schema = new Schema(name, ReferenceFields.Read(json), Labels(json));
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

    /// <summary>The optimiser, its penalties included, and the number of its steps.</summary>
    public (OptimiserOptions Options, int Steps) Optimiser
    {
        get
        {
            var given = _json.GetProperty("optimizer");
            double Number(string key) => given.GetProperty(key).GetDouble();
            if (given.GetProperty("name").GetString() != "Adam")
            {
                throw InputException.At($"{Name}: optimizer", given.GetProperty("name").ToString(), "Adam");
            }

            return (new OptimiserOptions
            {
                LearningRate = Number("lr"),
                MaxGradientNorm = Number("clip_grad_norm"),
                EmbeddingRegulariser = Penalty("embedding"),
                NetRegulariser = Penalty("net"),
                RegulariserRule = Rule,
            }, (int)Number("steps"));
        }
    }

    /// <summary>The rule that the case names; without one, that of the FuxiCTR which it was made with.</summary>
    RegulariserRule Rule
    {
        get
        {
            var isHead = _json.GetProperty("source").GetString()!.Contains("HEAD", StringComparison.Ordinal);
            var rule = _json.GetProperty("regularizer").TryGetProperty("rule", out var given) ? given.GetString()
                : isHead ? "v2.3.10" : "v2.3.1";
            return OptimiserOptions.Rule.Value($"{Name}: regularizer.rule", rule!);
        }
    }

    public IReadOnlySet<string> Skipped =>
        Tolerances.GetProperty("a3").GetProperty("skip").EnumerateArray().Select(name => name.GetString()!).ToHashSet();

    /// <summary>Whether results after training are rounding noise, so that only a coarse check makes sense.</summary>
    public bool UnreliableAfterTraining => Tolerances.GetProperty("after3_unreliable").GetBoolean();

    JsonElement Tolerances => _json.GetProperty("tolerance");

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

    Regulariser Penalty(string part)
    {
        var given = ConfigSection.FromJson($"{Name}: regularizer", _json.GetProperty("regularizer"));
        return Regulariser.Parse($"{given.Where}: {part}", given.Get(part));
    }

    /// <summary>The labels of a case of several tasks; else one, "label".</summary>
    static string[] Labels(JsonElement json) =>
        json.TryGetProperty("labels", out var labels) && labels.GetArrayLength() > 1
        ? [.. labels.EnumerateArray().Select(label => label.GetString()!)]
        : ["label"];

    /// <summary>The keys that name what the reference's long-sequence models take from beside its fields.</summary>
    static Dictionary<string, object?> Histories(JsonElement json)
    {
        return !json.TryGetProperty("long_sequence", out var given) ? [] : new()
        {
            ["target_field"] = Group("target"),
            ["sequence_field"] = Group("history"),
        };

        object?[] Group(string key) =>
            [given.GetProperty(key).EnumerateArray().Select(name => (object?)name.GetString()).ToArray()];
    }

    Batch Fill()
    {
        var layout = new BatchLayout(Schema);
        var rows = Tensors[$"in.{Schema.Labels[0]}"].Values.Length;
        var batch = new Batch(layout, rows) { Rows = rows };
        foreach (var field in Schema.Fields)
        {
            var values = Tensors[$"in.{field.Name}"].Values;
            var width = values.Length / rows;
            if (field.Kind == FieldKind.Sequence)
            {
                for (var row = 0; row < rows; row++)
                {
                    batch.Sequence(field).SetPadded(
                        row, [.. values.Skip(row * width).Take(width).Select(id => (int)id)]);
                }

                continue;
            }

            var offset = layout.Offset(field);
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

        foreach (var (task, label) in Schema.Labels.Index())
        {
            for (var row = 0; row < rows; row++)
            {
                batch.TaskLabels[task][row] = (float)Tensors[$"in.{label}"].Values[row];
            }
        }

        return batch;
    }
}
