using System.Runtime.InteropServices;
using RankElastor.Data.Encoders;
using RankElastor.Data.Encoders.Values;
using RankElastor.Data.Files;
using RankElastor.Data.Rows;
using RankElastor.Data.Sources;
using RankElastor.Data.Store;
using RankElastor.Numerics.Threads;

namespace RankElastor.Data.Preparation;

/// <summary>Writes chosen rows of a source as a column store, with frozen encoders; chunks are encoded at the same time.</summary>
sealed class SplitEncoder
{
    readonly FittedEncoders _encoders;
    readonly RowSource _source;
    readonly int _label;
    readonly List<List<FieldReader>> _readers = []; // one set a chunk of a window

    public SplitEncoder(FittedEncoders encoders, RowSource source, bool labelled)
    {
        (_encoders, _source) = (encoders, source);
        _label = labelled ? FieldReader.ColumnOf(source, encoders.Options.LabelColumn) : -1;
        AddReaders(1);
    }

    /// <summary>Encodes rows; without labels every label is 0. Returns the number of rows.</summary>
    public static long Encode(
        FittedEncoders encoders, RowSource source, IEnumerable<IReadOnlyList<SelectedRows>> windows, string folder, bool labelled, Workers workers)
    {
        var encoder = new SplitEncoder(encoders, source, labelled);
        using var writer = new ColumnStoreWriter(folder, new BatchLayout(encoders.Schema), workers);
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

        writer.Complete();
        return rows;
    }

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
            EncodeChunk(window[index], _readers[index], column => writer.Column(column, firsts[index], window[index].Rows.Length)));
        writer.Append(rows);
        return rows;
    }

    /// <summary>Encodes chosen rows into the memory of each column: the fields in order, then the label.</summary>
    public void EncodeChunk(SelectedRows chunk, Func<int, Span<byte>> column) => EncodeChunk(chunk, _readers[0], column);

    void EncodeChunk(SelectedRows chunk, List<FieldReader> readers, Func<int, Span<byte>> column)
    {
        for (var index = 0; index < readers.Count; index++)
        {
            readers[index].Chunk = chunk.Chunk;
            _encoders.Fields[index].Encode(readers[index], chunk.Rows, column(index));
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
                : throw InputException.At($"{_source.Name}:{chunk.Chunk.Lines[row]}:{_encoders.Options.Label}", $"'{FieldReader.Shown(raw)}'", "0 or 1");
        }
    }

    void AddReaders(int count)
    {
        while (_readers.Count < count)
        {
            _readers.Add([.. _encoders.Fields.Select(one => new FieldReader(one.Options, _source))]);
        }
    }
}
