using RankElastor.Data.Batches;
using RankElastor.Data.Encoders;
using RankElastor.Data.Encoders.Values;
using RankElastor.Data.Sources;
using RankElastor.Data.Store;

namespace RankElastor.Data.Preparation;

/// <summary>Writes chosen rows of a source as a column store, with frozen encoders.</summary>
static class SplitEncoder
{
    /// <summary>Encodes rows; without labels every label is 0. Returns the number of rows.</summary>
    public static long Encode(FittedEncoders encoders, RowSource source, IEnumerable<SelectedRows> chunks, string folder, bool labelled)
    {
        var readers = encoders.Fields.Select(one => new FieldReader(one.Options, source)).ToList();
        var label = labelled ? FieldReader.ColumnOf(source, encoders.Options.LabelColumn) : -1;
        using var writer = new ColumnStoreWriter(folder, new BatchLayout(encoders.Schema));
        var rows = 0L;
        foreach (var chunk in chunks)
        {
            for (var index = 0; index < readers.Count; index++)
            {
                readers[index].Chunk = chunk.Chunk;
                encoders.Fields[index].Encode(readers[index], chunk.Rows, writer.Column(index, chunk.Rows.Length));
            }

            EncodeLabels(source, encoders.Options.Label, label, chunk, writer.Labels(chunk.Rows.Length));
            writer.Append(chunk.Rows.Length);
            rows += chunk.Rows.Length;
        }

        if (rows == 0)
        {
            throw InputException.At(source.Name, "no rows", "at least one row");
        }

        if (rows > int.MaxValue)
        {
            throw InputException.At(source.Name, $"{rows} rows", $"at most {int.MaxValue} rows in a split");
        }

        writer.Complete();
        return rows;
    }

    static void EncodeLabels(RowSource source, string name, int column, SelectedRows chunk, Span<float> labels)
    {
        if (column < 0)
        {
            labels.Clear();
            return;
        }

        for (var index = 0; index < labels.Length; index++)
        {
            var row = chunk.Rows[index];
            var raw = chunk.Chunk.Value(row, column);
            labels[index] = TokenForm.TryReal(raw, out var value) && value is 0 or 1
                ? (float)value
                : throw InputException.At($"{source.Name}:{chunk.Chunk.Lines[row]}:{name}", $"'{FieldReader.Shown(raw)}'", "0 or 1");
        }
    }
}
