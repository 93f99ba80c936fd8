using RankElastor.Data.Configuration;
using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model;
using RankElastor.Model.Parameters;
using RankElastor.Model.Zoo;
using RankElastor.Numerics.Randomness;
using static TorchSharp.torch;

namespace RankElastor.Tests.Model;

/// <summary>Six fields, five rows and models small enough to differentiate by hand.</summary>
static class TinyCase
{
    public static Schema Schema { get; } = new("tiny",
    [
        new Field { Name = "I1", Kind = FieldKind.Numeric, Source = "user" },
        new Field { Name = "I2", Kind = FieldKind.Numeric, Source = "item" },
        .. Enumerable.Range(1, 4).Select(i => new Field
        {
            Name = $"C{i}",
            Kind = FieldKind.Categorical,
            Source = ((string[])["user", "item", "context"])[i % 3],
            VocabularySize = 4 + i,
            MaxLength = 1,
        }),
    ], ["label"]);

    /// <summary>The same fields with a second label.</summary>
    public static Schema TwoLabels { get; } = new("tiny", Schema.Fields, ["click", "buy"]);

    public static Batch Batch(int rows = 5)
    {
        var batch = new Batch(new BatchLayout(Schema), rows) { Rows = rows };
        var random = new SeededRandom(7);
        for (var i = 0; i < batch.Ids.Length; i++)
        {
            batch.Ids[i] = 1 + random.NextInt(4);
        }

        for (var i = 0; i < batch.Numbers.Length; i++)
        {
            batch.Numbers[i] = (float)random.NextNormal();
        }

        return batch;
    }

    /// <summary>
    /// T = 4, D = 8, E = 4, depth 1, small networks; further keys on top, <c>section.key</c> for nested ones.
    /// </summary>
    public static ConfigSection Config(string model, params (string Key, object? Value)[] keys)
    {
        var all = new Dictionary<string, object?>
        {
            ["model"] = model,
            ["embedding_dim"] = 4L,
            ["Token_num"] = 4L,
            ["Token_dim"] = 8L,
            ["depth"] = 1L,
            ["pred_head"] = "flatten",
        };
        var projection = new Dictionary<string, object?> { ["hidden_units"] = Wholes(10) };
        var network = new Dictionary<string, object?> { ["hidden_units"] = Wholes(6) };
        foreach (var (key, value) in keys)
        {
            var target = key.StartsWith("proj_param.", StringComparison.Ordinal) ? projection : key.StartsWith(
                "interaction_mlp_params.", StringComparison.Ordinal) ? network : all;
            target[key[(key.IndexOf('.', StringComparison.Ordinal) + 1)..]] = value;
        }

        all["proj_param"] = new ConfigSection("tiny.yaml.proj_param", projection);
        all["interaction_mlp_params"] = new ConfigSection("tiny.yaml.interaction_mlp_params", network);
        return new ConfigSection("tiny.yaml", all);
    }

    public static RankElastorModel Build(string model, params (string Key, object? Value)[] keys) =>
        Assert.IsType<RankElastorModel>(ModelRegistry.BuiltIn.Create(Config(model, keys), Schema, seed: 3));

    public static List<object?> Wholes(params IEnumerable<long> values) => [.. values.Select(value => (object?)value)];

    /// <summary>Gives every trainable tensor, biases and tables included, values of visible scale.</summary>
    public static void Scatter(RankingModel model)
    {
        using var frozen = no_grad();
        foreach (var parameter in model.Parameters.Trainable)
        {
            Fill(parameter.Name, parameter.Value);
        }

        foreach (var table in model.Embeddings.SelectMany(set => set.Tables))
        {
            Fill(table.Name, table.Weights);
            table.Values[..table.Width].Clear(); // padding
        }
    }

    public static Tensor Normal(long seed, params long[] shape)
    {
        var values = new float[shape.Aggregate(1L, (product, size) => product * size)];
        Initialisers.Normal(1)(values, shape, new SeededRandom((ulong)seed));
        return tensor(values).reshape(shape);
    }

    /// <summary>The values under a reference name.</summary>
    public static Tensor Reference(RankingModel model, string name)
    {
        var (owner, part) = model.Parameters.All.SelectMany(owner =>
            owner.Parts.Select(part => (owner, part))).Single(pair => pair.part.Name == name);
        return Parameter.View(owner.Value, part);
    }

    public static void Close(Tensor expected, Tensor actual, double tolerance = 1e-5)
    {
        Assert.Equal(expected.shape, actual.shape);
        var error = (expected - actual).abs().max().item<float>();
        Assert.True(error <= tolerance, $"error {error}");
    }

    static void Fill(string name, Tensor target)
    {
        var scale = name.EndsWith("gamma", StringComparison.Ordinal) ? 0.1 : 0.4;
        var values = new float[target.numel()];
        Initialisers.Normal(scale)(values, target.shape, new SeededRandom(11).Fork(name));
        var noise = tensor(values).reshape(target.shape);
        target.copy_(name.EndsWith("gamma", StringComparison.Ordinal) ? noise + 1 : noise);
    }
}
