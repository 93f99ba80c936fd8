using Parquet;
using Parquet.Data;
using Parquet.Schema;

namespace RankElastor.Data.Sources;

/// <summary>One column of one row group, decoded, and the place up to which it was read.</summary>
abstract class ParquetColumn : IDisposable
{
    internal abstract void AddNext(ChunkBuilder builder);

    public abstract void Dispose();

    /// <summary>Decodes a scalar or list column.</summary>
    /// <param name="group">The row group.</param>
    /// <param name="leaf">The column that holds the values.</param>
    /// <param name="emptyLevel">The definition level of an empty list; for scalars the leaf's own.</param>
    /// <exception cref="NotSupportedException">The values have no text.</exception>
    internal static ParquetColumn Decode(ParquetRowGroupReader group, DataField leaf, int emptyLevel)
    {
        var data = group.ReadRawColumnDataBaseAsync(leaf).AsTask().GetAwaiter().GetResult();
        return data switch
        {
            RawColumnData<int> values => new ParquetColumn<int>(values, leaf, emptyLevel),
            RawColumnData<long> values => new ParquetColumn<long>(values, leaf, emptyLevel),
            RawColumnData<float> values => new ParquetColumn<float>(values, leaf, emptyLevel),
            RawColumnData<double> values => new ParquetColumn<double>(values, leaf, emptyLevel),
            RawColumnData<bool> values => new ParquetColumn<bool>(values, leaf, emptyLevel),
            RawColumnData<ReadOnlyMemory<char>> values =>
                new ParquetColumn<ReadOnlyMemory<char>>(values, leaf, emptyLevel),
            RawColumnData<ReadOnlyMemory<byte>> values =>
                new ParquetColumn<ReadOnlyMemory<byte>>(values, leaf, emptyLevel),
            RawColumnData<short> values => new ParquetColumn<short>(values, leaf, emptyLevel),
            RawColumnData<sbyte> values => new ParquetColumn<sbyte>(values, leaf, emptyLevel),
            RawColumnData<byte> values => new ParquetColumn<byte>(values, leaf, emptyLevel),
            RawColumnData<ushort> values => new ParquetColumn<ushort>(values, leaf, emptyLevel),
            RawColumnData<uint> values => new ParquetColumn<uint>(values, leaf, emptyLevel),
            RawColumnData<ulong> values => new ParquetColumn<ulong>(values, leaf, emptyLevel),
            RawColumnData<decimal> values => new ParquetColumn<decimal>(values, leaf, emptyLevel),
            RawColumnData<DateTime> values => new ParquetColumn<DateTime>(values, leaf, emptyLevel),
            RawColumnData<DateOnly> values => new ParquetColumn<DateOnly>(values, leaf, emptyLevel),
            RawColumnData<Guid> values => new ParquetColumn<Guid>(values, leaf, emptyLevel),
            _ => throw new NotSupportedException(leaf.ClrType.Name),
        };
    }
}

/// <summary>
/// Reassembles rows from Dremel levels (Melnik et al., 2010). A row of a list column is the entries from one with
/// repetition level 0 up to the next; an entry holds a value iff its definition level is the leaf's highest.
/// </summary>
sealed class ParquetColumn<T>(RawColumnData<T> data, DataField leaf, int emptyLevel) : ParquetColumn
    where T : struct
{
    readonly int _defined = leaf.MaxDefinitionLevel;
    readonly bool _isList = leaf.MaxRepetitionLevel > 0;
    int _entry;
    int _value;

    internal override void AddNext(ChunkBuilder builder)
    {
        if (_isList)
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

    void AddList(ChunkBuilder builder)
    {
        var definitions = data.DefinitionLevels;
        var repetitions = data.RepetitionLevels;
        if (definitions[_entry] < emptyLevel)
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
        builder.EndValue();
    }

    public override void Dispose() => data.Dispose();
}
