using RankElastor.Data.Sources;

namespace RankElastor.Data.Planted.Histories;

/// <summary>Rows of a split as raw text: label, contexts, item, topic, and the history's items and topics.</summary>
sealed class HistorySource(HistoryDataset dataset, PlantedSplit split) : RowSource
{
    public const string Label = "label";

    /// <summary>The fields of a law's rows.</summary>
    public static IReadOnlyList<string> Fields(HistoryOptions law) =>
    [
        .. Enumerable.Range(1, law.ContextFields).Select(place => place == 1 ? "context" : $"context_{place}"),
        "item_id", "topic_id", "hist_items", "hist_topics",
    ];

    /// <summary>The field whose table a history shares; null of a field that is no history.</summary>
    public static string? OwnerOf(string field) =>
        field switch { "hist_items" => "item_id", "hist_topics" => "topic_id", _ => null };

    public override string Name { get; } = $"{dataset.Options.Name}/{split}";

    public override IReadOnlyList<string> Columns { get; } = [Label, .. Fields(dataset.Options)];

    public override IEnumerable<RowChunk> Read(int chunkRows = 8192)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(chunkRows);
        var builder = new ChunkBuilder(Columns.Count, Used);
        for (var row = 0L; row < dataset.Rows(split);)
        {
            builder.Clear();
            for (; row < dataset.Rows(split) && builder.Chunk.Rows < chunkRows; row++)
            {
                var made = dataset.Row(split, row);
                builder.Add(made.Clicked);
                Array.ForEach(made.Contexts, context => builder.Add(context + 1));
                builder.Add(made.Item + 1);
                builder.Add(dataset.TopicOf(made.Item) + 1);
                Array.ForEach(made.History, item => builder.AppendElement(item + 1));
                builder.EndList();
                Array.ForEach(made.History, item => builder.AppendElement(dataset.TopicOf(item) + 1));
                builder.EndList();
                builder.EndRow(row + 1);
            }

            yield return builder.Chunk;
        }
    }

    public override void Dispose() { }
}
