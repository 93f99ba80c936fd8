using System.Text.Json;
using RankElastor.Data.Configuration;
using RankElastor.Data.Files;
using RankElastor.Data.Schemas;
using RankElastor.Model;
using RankElastor.Model.Parameters;
using RankElastor.Model.Zoo;
using static TorchSharp.torch;

namespace RankElastor.Experiments.Reference;

/// <summary>Dense parameters of a released RankElastor experiment, by group, against the built model.</summary>
static class ParameterCountCase
{
    const string Model = "UniMixer";
    static readonly Tolerance _exact = new(0, 0.5);

    /// <summary>One case per experiment of <c>param_counts.json</c>.</summary>
    public static IReadOnlyList<(string Name, Func<ReferenceResult> Run)> All(string path)
    {
        return Decoding.Of(path, "counts of parameters", () =>
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            return json.RootElement.EnumerateObject().Select(experiment => Case(path, experiment)).ToList();
        }, "allowed: an experiment under each name");
    }

    static (string Name, Func<ReferenceResult> Run) Case(string path, JsonProperty experiment)
    {
        var (name, json) = ($"param_counts/{experiment.Name}", experiment.Value.Clone());
        return (name, () => Run(path, name, json));
    }

    static ReferenceResult Run(string path, string name, JsonElement json)
    {
        if (!ModelRegistry.BuiltIn.Names.Contains(Model, StringComparer.OrdinalIgnoreCase))
        {
            return ReferenceResult.Skip(name, $"model '{Model}' is not built in");
        }

        var config = ConfigSection.FromJson(path, json.GetProperty("config"))
            .OverlaidBy(new ConfigSection(path, new Dictionary<string, object?> { ["model"] = Model }));
        var numeric = json.GetProperty("numeric_emb_params").GetInt64();
        var numericFields = (int)(numeric / config.Whole("embedding_dim", 1));
        using var scope = NewDisposeScope();
        var fields = Fields(json.GetProperty("fields").GetInt32(), numericFields);
        using var model = ModelRegistry.BuiltIn.Create(config, fields, seed: 0);
        return Compare(name, json, model, numeric);
    }

    static ReferenceResult Compare(string name, JsonElement json, RankingModel model, long numeric)
    {
        var comparison = new TensorComparison();
        var parts = model.Parameters.Trainable
            .SelectMany(owner => owner.Parts.Select(part => (part.Name, Value: Parameter.View(owner.Value, part))))
            .ToList();
        var groups = parts.GroupBy(part => Group(part.Name))
            .ToDictionary(group => group.Key, group => group.Sum(part => part.Value.numel()));
        groups.Remove("embedding_layer", out var embedding);
        comparison.Check("dense_params", json.GetProperty("dense_params").GetDouble(), groups.Values.Sum(), _exact);
        comparison.Check("numeric_emb_params", numeric, embedding, _exact);
        var expected = json.GetProperty("by_group").EnumerateObject()
            .ToDictionary(group => group.Name, group => group.Value.GetDouble());
        foreach (var group in expected.Keys.Union(groups.Keys).Order(StringComparer.Ordinal))
        {
            comparison.Check(group, expected.GetValueOrDefault(group), groups.GetValueOrDefault(group), _exact);
        }

        if (json.GetProperty("shapes_first_token") is { ValueKind: JsonValueKind.Array } shapes)
        {
            var shapeOf = parts.ToDictionary(part => part.Name, part => part.Value.shape);
            foreach (var shape in shapes.EnumerateArray())
            {
                double[] sizes = [.. shape[1].EnumerateArray().Select(size => size.GetDouble())];
                double[] actual = [.. shapeOf.GetValueOrDefault(shape[0].GetString()!, [])];
                comparison.Check($"shape of {shape[0].GetString()}", sizes, actual, _exact);
            }
        }

        return comparison.Result(name);
    }

    /// <summary><c>backbone.0.token_mixing.weight</c> is in <c>backbone.token_mixing</c>, others in word 1.</summary>
    static string Group(string name)
    {
        var words = name.Split('.');
        return words[0] == "backbone" ? $"backbone.{words[2]}" : words[0];
    }

    static Schema Fields(int count, int numeric)
    {
        var fields = Enumerable.Range(0, count).Select(i => i < numeric
            ? new Field { Name = $"F{i}", Kind = FieldKind.Numeric }
            : new Field { Name = $"F{i}", Kind = FieldKind.Categorical, VocabularySize = 3, MaxLength = 1 });
        return new("param_counts", [.. fields], ["label"]);
    }
}
