using System.Text.Json;
using RankElastor.Data.Configuration;
using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Numerics.Randomness;

namespace RankElastor.Tests.Model.Zoo;

/// <summary>
/// Two numeric and four categorical fields of three sources, random values and random labels; or a number, a user, an
/// item with its category and a history of such items.
/// </summary>
static class SmallData
{
    const int Length = 5;

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

    /// <summary>A number, a user, an item, its category, and histories of both that share their tables.</summary>
    public static Schema Histories { get; } = new("small",
    [
        new Field { Name = "price", Kind = FieldKind.Numeric, Source = "context" },
        Categorical("user", "user"), Categorical("item_id", "item"), Categorical("cate_id", "item"),
        Sequence("click_history", "item_id"), Sequence("cate_history", "cate_id"),
    ], ["label"]);

    /// <summary>The same with another item and its category, drawn as a negative.</summary>
    public static Schema Negatives { get; } = new("small",
    [
        .. Histories.Fields, Categorical("neg_item_id", "", "item_id"), Categorical("neg_cate_id", "", "cate_id"),
    ], ["label"]);

    /// <summary>The same with a second history of each, as long as the first.</summary>
    public static Schema LongHistories { get; } = new("small",
    [
        .. Histories.Fields, Sequence("long_click_history", "item_id"), Sequence("long_cate_history", "cate_id"),
    ], ["label"]);

    /// <summary>
    /// The schema for a configuration: with two labels where it has two tasks, with histories and negatives where it
    /// names some.
    /// </summary>
    public static Schema SchemaOf(string json) => Config(json).Whole("num_tasks", 1) == 2 ? TwoLabels
        : json.Contains("neg_item_id", StringComparison.Ordinal) ? Negatives
        : json.Contains("long_click_history", StringComparison.Ordinal) ? LongHistories
        : json.Contains("click_history", StringComparison.Ordinal) ? Histories : Schema;

    static Field Categorical(string name, string source, string? owner = null) => new()
    {
        Name = name,
        Kind = FieldKind.Categorical,
        Source = source,
        ShareEmbedding = owner,
        VocabularySize = 40,
        MaxLength = 1,
    };

    static Field Sequence(string name, string owner) => new()
    {
        Name = name,
        Kind = FieldKind.Sequence,
        ShareEmbedding = owner,
        VocabularySize = 40,
        MaxLength = Length,
        Pooling = SequencePooling.None,
    };

    public static Batch Rows(int count, Schema? schema = null)
    {
        var random = new SeededRandom(7);
        var batch = new Batch(new BatchLayout(schema ?? Schema), count) { Rows = count };
        for (var row = 0; row < count; row++)
        {
            var ids = new int[batch.Layout.Positions];
            for (var i = 0; i < ids.Length; i++)
            {
                ids[i] = 1 + (int)(Math.Abs(random.NextNormal()) * 1000) % 39;
            }

            Pad(batch.Layout, row, ids);
            batch.SetPadded(row, ids);
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

    /// <summary>Histories of 0 to 5 items, padded at the end, all of a row equally long.</summary>
    static void Pad(BatchLayout layout, int row, int[] ids)
    {
        var items = (row * 2 + 3) % (Length + 1);
        foreach (var (_, offset) in layout.Padded.Where(padded => padded.Field.Kind == FieldKind.Sequence))
        {
            ids.AsSpan(offset + items, Length - items).Clear();
        }
    }

    public static ConfigSection Config(string json)
    {
        using var document = JsonDocument.Parse(json);
        return ConfigSection.FromJson("model_config.yaml", document.RootElement);
    }
}
