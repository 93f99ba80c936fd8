using System.Runtime.InteropServices;
using RankElastor.Data.Encoders;
using RankElastor.Data.Files;
using RankElastor.Data.Rows;
using RankElastor.Data.Sources;
using RankElastor.Data.Store;
using RankElastor.Numerics.Threads;

namespace RankElastor.Data.Preparation;

/// <summary>Writes chosen rows of a source as a column store, with frozen encoders, several chunks at a time.</summary>
sealed class SplitEncoder(FittedEncoders encoders, RowSource source, bool labelled)
{
    readonly TargetReader[] _targets = TargetReader.Of(encoders.Options, source, labelled);
    readonly List<List<FieldReader>> _readers = [Readers(encoders, source)]; // one set per chunk of a window

    /// <summary>
    /// Encodes rows; without labels every label is 0 and every weight 1. The store remembers its
    /// <paramref name="origin"/>. Returns the number of rows.
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
        for (var index = 0; index < encoders.Fields.Count; index++)
        {
            for (var chunk = 0; chunk < window.Count && encoders.Fields[index] is SequenceEncoder; chunk++)
            {
                writer.AddIds(index, CollectionsMarshal.AsSpan(_readers[chunk][index].Ids));
            }
        }

        writer.Append(rows);
        return rows;
    }

    /// <summary>
    /// Encodes chosen rows into the memory of each column: the fields in order, then labels and weight.
    /// </summary>
    public void EncodeChunk(SelectedRows chunk, Func<int, Span<byte>> column)
    {
        EncodeChunk(chunk, _readers[0], column);
    }

    /// <summary>The ids of a sequence field in the chunk that was encoded last by itself.</summary>
    public ReadOnlySpan<int> Ids(int field) => CollectionsMarshal.AsSpan(_readers[0][field].Ids);

    void EncodeChunk(SelectedRows chunk, List<FieldReader> readers, Func<int, Span<byte>> column)
    {
        for (var index = 0; index < readers.Count; index++)
        {
            readers[index].Chunk = chunk.Chunk;
            encoders.Fields[index].Encode(readers[index], chunk.Rows, column(index));
        }

        for (var target = 0; target < _targets.Length; target++)
        {
            _targets[target].Encode(chunk, MemoryMarshal.Cast<byte, float>(column(readers.Count + target)));
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
