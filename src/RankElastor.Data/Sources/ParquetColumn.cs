using Parquet;
using Parquet.Data;
using Parquet.Schema;

namespace RankElastor.Data.Sources;

/// <summary>One column of one row group, decoded, and the place up to which it was read.</summary>
abstract class ParquetColumn : IDisposable
{
    internal abstract void AddNext(ChunkBuilder builder);

    public abstract void Dispose();

    /// <summary>Decodes a scalar or list column of a row group; null where the values have no text.</summary>
    /// <exception cref="InvalidDataException">The values do not make as many rows as the group has.</exception>
    internal static ParquetColumn? Decode(ParquetRowGroupReader group, ParquetLeaf leaf)
    {
        var column = Of(group.ReadRawColumnDataBaseAsync(leaf.Data).AsTask().GetAwaiter().GetResult(), leaf);
        return column is null || column.Holds(group.RowCount) ? column
            : throw new InvalidDataException("a column whose levels and values do not make the rows of its group");
    }

    /// <summary>Whether the levels and values make so many rows.</summary>
    private protected abstract bool Holds(long rows);

    static ParquetColumn? Of(RawColumnData data, ParquetLeaf leaf) =>
        data switch
        {
            RawColumnData<int> values => new ParquetColumn<int>(values, leaf),
            RawColumnData<long> values => new ParquetColumn<long>(values, leaf),
            RawColumnData<float> values => new ParquetColumn<float>(values, leaf),
            RawColumnData<double> values => new ParquetColumn<double>(values, leaf),
            RawColumnData<bool> values => new ParquetColumn<bool>(values, leaf),
            RawColumnData<ReadOnlyMemory<char>> values =>
                new ParquetColumn<ReadOnlyMemory<char>>(values, leaf),
            RawColumnData<ReadOnlyMemory<byte>> values =>
                new ParquetColumn<ReadOnlyMemory<byte>>(values, leaf),
            RawColumnData<short> values => new ParquetColumn<short>(values, leaf),
            RawColumnData<sbyte> values => new ParquetColumn<sbyte>(values, leaf),
            RawColumnData<byte> values => new ParquetColumn<byte>(values, leaf),
            RawColumnData<ushort> values => new ParquetColumn<ushort>(values, leaf),
            RawColumnData<uint> values => new ParquetColumn<uint>(values, leaf),
            RawColumnData<ulong> values => new ParquetColumn<ulong>(values, leaf),
            RawColumnData<decimal> values => new ParquetColumn<decimal>(values, leaf),
            RawColumnData<DateTime> values => new ParquetColumn<DateTime>(values, leaf),
            RawColumnData<DateOnly> values => new ParquetColumn<DateOnly>(values, leaf),
            RawColumnData<Guid> values => new ParquetColumn<Guid>(values, leaf),
            RawColumnData<TimeSpan> values => new ParquetColumn<TimeSpan>(values, leaf),
            _ => null,
        };
}

/// <summary>The column of a file that holds a field's values.</summary>
/// <param name="Data">The column.</param>
/// <param name="EmptyLevel">The definition level of an empty list; for scalars the column's own.</param>
sealed record ParquetLeaf(DataField Data, int EmptyLevel)
{
    /// <summary>Whether a row holds a list of values.</summary>
    internal bool IsList => Data.MaxRepetitionLevel > 0;
}

/// <summary>
/// Reassembles rows from Dremel levels (Melnik et al., 2010). A row of a list column is the entries from one with
/// repetition level 0 up to the next; an entry holds a value iff its definition level is the leaf's highest.
/// </summary>
sealed class ParquetColumn<T>(RawColumnData<T> data, ParquetLeaf leaf) : ParquetColumn
    where T : struct
{
    readonly int _defined = leaf.Data.MaxDefinitionLevel;
    int _entry;
    int _value;

    internal override void AddNext(ChunkBuilder builder)
    {
        if (leaf.IsList)
        {
            AddList(builder);
        }
        else if (_defined == 0 || data.DefinitionLevels[_entry++] == _defined)
        {
            builder.Add(data.Values[_value++]);
        }
        else
        {
            builder.AddNull();
        }
    }

    private protected override bool Holds(long rows)
    {
        var entries = _defined == 0 ? data.Values.Length : data.DefinitionLevels.Length;
        var values = _defined == 0 ? entries : data.DefinitionLevels.Count(_defined);
        if (values > data.Values.Length || entries < rows || !leaf.IsList)
        {
            return values <= data.Values.Length && entries >= rows;
        }

        var repetitions = data.RepetitionLevels;
        return entries == repetitions.Length && repetitions.Count(0) == rows && (rows == 0 || repetitions[0] == 0);
    }

    void AddList(ChunkBuilder builder)
    {
        var definitions = data.DefinitionLevels;
        var repetitions = data.RepetitionLevels;
        if (definitions[_entry] < leaf.EmptyLevel)
        {
            _entry++;
            builder.AddNull();
            return;
        }

        do
        {
            if (definitions[_entry++] == _defined)
            {
                builder.AppendElement(data.Values[_value++]);
            }
        }
        while (_entry < repetitions.Length && repetitions[_entry] > 0);
        builder.EndList();
    }

    public override void Dispose() => data.Dispose();
}
