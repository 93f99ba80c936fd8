using System.Text.Json;
using RankElastor.Data.Configuration;
using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Numerics.Randomness;

namespace RankElastor.Tests.Model.Zoo;

/// <summary>Two numeric and four categorical fields of three sources, random values and random labels.</summary>
static class SmallData
{
    public static Schema Schema { get; } = new("small",
    [
        new Field { Name = "I1", Kind = FieldKind.Numeric, Source = "context" },
        new Field { Name = "I2", Kind = FieldKind.Numeric, Source = "user" },
        .. Enumerable.Range(1, 4).Select(i => new Field
        {
            Name = $"C{i}",
            Kind = FieldKind.Categorical,
            Source = ((string[])["user", "item", "item", "context"])[i - 1],
            VocabularySize = 40,
            MaxLength = 1,
        }),
    ], ["label"]);

    /// <summary>The same fields with a second label, which is 1 only where the first is.</summary>
    public static Schema TwoLabels { get; } = new("small", Schema.Fields, ["click", "buy"]);

    /// <summary>The schema for a configuration: with two labels where it has two tasks.</summary>
    public static Schema SchemaOf(string json) => Config(json).Whole("num_tasks", 1) == 2 ? TwoLabels : Schema;

    public static Batch Rows(int count, Schema? schema = null)
    {
        var random = new SeededRandom(7);
        var batch = new Batch(new BatchLayout(schema ?? Schema), count) { Rows = count };
        for (var i = 0; i < batch.Ids.Length; i++)
        {
            batch.Ids[i] = 1 + (int)(Math.Abs(random.NextNormal()) * 1000) % 39;
        }

        for (var i = 0; i < batch.Numbers.Length; i++)
        {
            batch.Numbers[i] = (float)random.NextNormal();
        }

        for (var row = 0; row < count; row++)
        {
            batch.Labels[row] = random.NextNormal() > 0 ? 1 : 0;
        }

        for (var row = 0; row < count && batch.TaskLabels.Count == 2; row++)
        {
            batch.TaskLabels[1][row] = random.NextNormal() > 0 ? batch.Labels[row] : 0;
        }

        return batch;
    }

    public static ConfigSection Config(string json)
    {
        using var document = JsonDocument.Parse(json);
        return ConfigSection.FromJson("model_config.yaml", document.RootElement);
    }
}
