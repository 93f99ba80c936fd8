using System.Runtime.InteropServices;
using RankElastor.Data.Encoders;
using RankElastor.Data.Encoders.Values;
using RankElastor.Data.Files;
using RankElastor.Data.Rows;
using RankElastor.Data.Sources;
using RankElastor.Data.Store;
using RankElastor.Numerics.Threads;

namespace RankElastor.Data.Preparation;

/// <summary>Writes chosen rows of a source as a column store, with frozen encoders, several chunks at a time.</summary>
sealed class SplitEncoder(FittedEncoders encoders, RowSource source, bool labelled)
{
    readonly int _label = labelled ? source.Use(encoders.Options.LabelColumn) : -1;
    readonly List<List<FieldReader>> _readers = [Readers(encoders, source)]; // one set per chunk of a window

    /// <summary>
    /// Encodes rows; without labels every label is 0. The store remembers its <paramref name="origin"/>. Returns the
    /// number of rows.
    /// </summary>
    public static long Encode(
        FittedEncoders encoders, RowSource source, IEnumerable<IReadOnlyList<SelectedRows>> windows, string folder,
        bool labelled, Workers workers, string origin = "")
    {
        var encoder = new SplitEncoder(encoders, source, labelled);
        using var writer = new ColumnStoreWriter(folder, new BatchLayout(encoders.Schema), workers, origin);
        var rows = 0L;
        foreach (var window in windows)
        {
            rows += encoder.Append(window, writer, workers);
        }

        if (rows == 0)
        {
            throw InputException.At(source.Name, "no rows", "at least one row");
        }

        if (rows > int.MaxValue)
        {
            throw InputException.At(source.Name, $"{rows} rows", $"at most {int.MaxValue} rows in a split");
        }

        writer.Complete(encoder.Shares());
        return rows;
    }

    /// <summary>What the rows encoded so far held, by field.</summary>
    IReadOnlyList<FieldShares> Shares() => [.. encoders.Fields.Select((field, index) =>
    {
        var sum = new FieldTally();
        _readers.ForEach(set => sum.Add(set[index].Tally));
        var twin = field.Vocabulary is { } known ? Spelling.Of(known, sum.Sample) : null;
        return new FieldShares(field.Options.Name, sum.Rows, sum.Missing, sum.Values, sum.Unknown,
            twin is { } found ? new UnknownTwin(found.Difference, found.Found, found.Known) : null)
        {
            Least = sum.Range?.Least,
            Most = sum.Range?.Most,
            IsConstant = sum.IsConstant,
        };
    })];

    int Append(IReadOnlyList<SelectedRows> window, ColumnStoreWriter writer, Workers workers)
    {
        var firsts = new int[window.Count];
        var rows = 0;
        for (var index = 0; index < window.Count; index++)
        {
            firsts[index] = rows;
            rows += window[index].Rows.Length;
        }

        AddReaders(window.Count);
        writer.Reserve(rows);
        InOrder.ForEach(workers, window.Count, index =>
        {
            var (first, count) = (firsts[index], window[index].Rows.Length);
            EncodeChunk(window[index], _readers[index], column => writer.Column(column, first, count));
        });
        writer.Append(rows);
        return rows;
    }

    /// <summary>Encodes chosen rows into the memory of each column: the fields in order, then the label.</summary>
    public void EncodeChunk(SelectedRows chunk, Func<int, Span<byte>> column)
    {
        EncodeChunk(chunk, _readers[0], column);
    }

    void EncodeChunk(SelectedRows chunk, List<FieldReader> readers, Func<int, Span<byte>> column)
    {
        for (var index = 0; index < readers.Count; index++)
        {
            readers[index].Chunk = chunk.Chunk;
            encoders.Fields[index].Encode(readers[index], chunk.Rows, column(index));
        }

        EncodeLabels(chunk, MemoryMarshal.Cast<byte, float>(column(readers.Count)));
    }

    void EncodeLabels(SelectedRows chunk, Span<float> labels)
    {
        if (_label < 0)
        {
            labels.Clear();
            return;
        }

        for (var index = 0; index < labels.Length; index++)
        {
            var row = chunk.Rows[index];
            var raw = chunk.Chunk.Value(row, _label);
            labels[index] = TokenForm.TryReal(raw, out var value) && value is 0 or 1
                ? (float)value
                : throw InputException.At($"{source.Name}:{chunk.Chunk.Lines[row]}:{encoders.Options.Label}",
                    $"'{FieldReader.Shown(raw)}'", "0 or 1");
        }
    }

    void AddReaders(int count)
    {
        while (_readers.Count < count)
        {
            _readers.Add(Readers(encoders, source));
        }
    }

    static List<FieldReader> Readers(FittedEncoders encoders, RowSource source) =>
        [.. encoders.Fields.Select(field => new FieldReader(field.Options, source))];
}
