using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Numerics.Threads;

namespace RankElastor.Model.Embeddings;

/// <summary>A table that a set reads with a field's ids.</summary>
/// <param name="Table">The table.</param>
/// <param name="Field">A categorical or sequence field.</param>
public sealed record IdColumn(EmbeddingTable Table, Field Field)
{
    /// <summary>Whether a row has any number of ids.</summary>
    public bool IsSequence => Field.Kind == FieldKind.Sequence;
}

/// <summary>
/// What a set reads for one batch: N ids, C of categorical fields for each row, [B, C], then those of each sequence,
/// row behind row, without padding. The gathered vectors lie in the same order. Where a sequence's table has numbers
/// for padding, the padding is read too.
/// </summary>
public sealed class LookUps
{
    readonly int[] _first; // by column the place of its first id
    readonly int[]?[] _offsets; // by column, of a sequence only, from that place on
    readonly int _categorical;
    readonly Workers _workers;

    internal LookUps(IReadOnlyList<IdColumn> columns, Batch batch, int[] buffer, Workers workers)
    {
        (Columns, Rows, _workers) = (columns, batch.Rows, workers);
        (_first, _offsets) = (new int[columns.Count], new int[]?[columns.Count]);
        Places = new SequencePlaces?[columns.Count];
        _categorical = columns.Count(column => !column.IsSequence);
        var next = 0;
        var layout = batch.Layout;
        var all = checked(Rows * _categorical + columns.Sum(column => Events(column, batch)));
        var isWhole = _categorical == columns.Count && _categorical == layout.IdColumns
            && columns.Index().All(column => layout.Offset(column.Item.Field) == column.Index);
        Ids = isWhole ? batch.Ids : buffer.Length >= all ? buffer : new int[all];
        Count = all;
        for (var column = 0; column < columns.Count; column++)
        {
            if (!columns[column].IsSequence)
            {
                _first[column] = next++;
                CopyCategorical(batch, layout.Offset(columns[column].Field), isWhole ? -1 : _first[column]);
            }
        }

        next = Rows * _categorical;
        for (var column = 0; column < columns.Count; column++)
        {
            if (columns[column].IsSequence)
            {
                _first[column] = next;
                Places[column] = CopySequence(batch.Sequence(columns[column].Field), columns[column].Table, next);
                _offsets[column] = Places[column]!.Offsets;
                next += Places[column]!.Events;
            }
        }
    }

    /// <summary>The set's columns, in order of its fields.</summary>
    public IReadOnlyList<IdColumn> Columns { get; }

    /// <summary>B.</summary>
    public int Rows { get; }

    /// <summary>N.</summary>
    public int Count { get; }

    /// <summary>The ids, at least N elements; valid until the set reads another batch.</summary>
    public int[] Ids { get; }

    /// <summary>By column, of sequences: which ids are whose.</summary>
    internal SequencePlaces?[] Places { get; }

    /// <summary>C.</summary>
    internal int Categorical => _categorical;

    /// <summary>The places among <see cref="Ids"/> of what a row reads in a column: from start to before end.</summary>
    public (int Start, int End) PlacesOf(int column, int row)
    {
        var first = _first[column];
        if (_offsets[column] is { } offsets)
        {
            return (first + offsets[row], first + offsets[row + 1]);
        }

        first += row * _categorical;
        return (first, first + 1);
    }

    /// <summary>The ids that a row reads in a column.</summary>
    public ReadOnlySpan<int> Of(int column, int row)
    {
        var (start, end) = PlacesOf(column, row);
        return Ids.AsSpan(start, end - start);
    }

    /// <summary>How many ids the rows before this one read.</summary>
    public int Before(int row)
    {
        var count = row * _categorical;
        foreach (var offsets in _offsets)
        {
            count += offsets is null ? 0 : offsets[row];
        }

        return count;
    }

    static bool ReadsPadding(EmbeddingTable table)
    {
        var padding = new float[table.Width];
        table.Memory.Read(0, padding);
        return padding.AsSpan().ContainsAnyExcept(0f);
    }

    int Events(IdColumn column, Batch batch) => !column.IsSequence ? 0
        : ReadsPadding(column.Table) ? checked(Rows * column.Field.MaxLength)
        : batch.Sequence(column.Field).Ids(Rows).Length;

    void CopyCategorical(Batch batch, int from, int to)
    {
        for (var row = 0; row < Rows && to >= 0; row++)
        {
            Ids[row * _categorical + to] = batch.Ids[row * batch.Layout.IdColumns + from];
        }
    }

    SequencePlaces CopySequence(SequenceColumn sequence, EmbeddingTable table, int first)
    {
        if (!ReadsPadding(table))
        {
            sequence.Ids(Rows).CopyTo(Ids.AsSpan(first));
            return new([.. sequence.Offsets(Rows)], [.. sequence.Starts(Rows)], sequence.Length, _workers);
        }

        for (var row = 0; row < Rows; row++)
        {
            sequence.CopyPadded(row, Ids.AsSpan(first + row * sequence.Length, sequence.Length));
        }

        return new(
            [.. Enumerable.Range(0, Rows + 1).Select(row => row * sequence.Length)], new int[Rows], sequence.Length,
            _workers);
    }
}
