using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using RankElastor.Data.Rows;
using RankElastor.Numerics.Memory;

namespace RankElastor.Data.Store;

/// <summary>
/// Rows of a store side by side in memory, as [rows, RowBytes]: meta values, ids, numbers, targets (labels and
/// weight), and for each sequence the place of its ids, which lie in a block of their own. A row in random order costs
/// three cache lines for 39 fields where columns would cost one per field. Memory lies outside the managed heap: a
/// split may exceed the 2^31 elements of an array.
/// </summary>
sealed unsafe class RowImage : IDisposable
{
    const int Ahead = 16;
    const int Line = 64;

    readonly BatchLayout _layout;
    readonly long _capacity;
    readonly NativeBlock _memory;
    readonly byte* _rows;
    NativeBlock? _ids;
    long _idCapacity;

    public RowImage(BatchLayout layout, long capacity)
    {
        (_layout, _capacity, RowBytes) = (layout, capacity, BytesOf(layout));
        _memory = new NativeBlock(checked(capacity * RowBytes));
        _rows = (byte*)_memory.Address;
    }

    public int RowBytes { get; }

    public static int BytesOf(BatchLayout layout) =>
        sizeof(long) * layout.MetaColumns + sizeof(int) * (layout.IdColumns + layout.NumberColumns + layout.Targets)
        + sizeof(Place) * layout.Sequences.Count;

    /// <summary>Makes room for the ids of sequences; what was there is lost.</summary>
    public void ReserveIds(long count)
    {
        if (count > _idCapacity)
        {
            _ids?.Dispose();
            _ids = new NativeBlock(checked(count * sizeof(int)));
            _idCapacity = count;
        }
    }

    /// <summary>The bytes of some of the ids, to be filled.</summary>
    public Span<byte> Ids(long first, long count)
    {
        Debug.Assert(first >= 0 && first + count <= _idCapacity);
        return count == 0 ? [] : new((int*)_ids!.Address + first, checked((int)(count * sizeof(int))));
    }

    /// <summary>
    /// Places a sequence from image row <paramref name="first"/> on. Its rows begin at <paramref name="begin"/> among
    /// the stored ids, and at <paramref name="place"/> among the image's.
    /// </summary>
    public void FillPlaces(StoredColumn column, long first, ReadOnlySpan<StoredPlace> places, long begin, long place)
    {
        Debug.Assert(first >= 0 && first + places.Length <= _capacity);
        var target = _rows + first * RowBytes + Offset(column);
        var at = begin;
        foreach (var (end, start) in places)
        {
            *(Place*)target = new Place(place + at - begin, (int)(end - at), (int)start);
            at = end;
            target += RowBytes;
        }
    }

    /// <summary>
    /// Places a stored column's values, row after row, from image row <paramref name="first"/> on. Threads may fill
    /// different parts.
    /// </summary>
    public void Fill(StoredColumn column, long first, ReadOnlySpan<byte> values)
    {
        var (width, step) = (column.RowBytes, RowBytes);
        var count = values.Length / width;
        Debug.Assert(first >= 0 && first + count <= _capacity);
        var target = _rows + first * step + Offset(column);
        fixed (byte* source = values)
        {
            if (width == sizeof(int))
            {
                for (var row = 0; row < count; row++, target += step)
                {
                    *(int*)target = ((int*)source)[row];
                }

                return;
            }

            for (var row = 0; row < count; row++, target += step)
            {
                Unsafe.CopyBlockUnaligned(target, source + (long)row * width, (uint)width);
            }
        }
    }

    /// <summary>Copies image rows, in the order given, into the batch from its row <paramref name="at"/> on.</summary>
    public void Gather(ReadOnlySpan<int> rows, Batch batch, int at)
    {
        ObjectDisposedException.ThrowIf(_memory.IsClosed, this);
        Debug.Assert(at + rows.Length <= batch.Capacity);
        var (idBytes, numberBytes) = (sizeof(int) * _layout.IdColumns, sizeof(float) * _layout.NumberColumns);
        var metaBytes = sizeof(long) * _layout.MetaColumns;
        var targets = batch.Targets;
        fixed (int* ids = batch.Ids)
        fixed (float* numbers = batch.Numbers)
        fixed (long* meta = batch.Meta)
        {
            for (var index = 0; index < rows.Length; index++)
            {
                Prefetch(rows[Math.Min(index + Ahead, rows.Length - 1)]);
                var place = (long)at + index;
                var row = _rows + (long)rows[index] * RowBytes;
                Copy((byte*)meta + place * metaBytes, row, metaBytes);
                Copy((byte*)ids + place * idBytes, row + metaBytes, idBytes);
                Copy((byte*)numbers + place * numberBytes, row + metaBytes + idBytes, numberBytes);
                var values = (float*)(row + metaBytes + idBytes + numberBytes);
                for (var target = 0; target < targets.Length; target++)
                {
                    targets[target][place] = values[target];
                }

                var sequences = (Place*)(values + _layout.Targets);
                for (var sequence = 0; sequence < batch.Sequences.Count; sequence++)
                {
                    var (begin, count, start) = sequences[sequence];
                    batch.Sequences[sequence].Set(
                        at + index, start, count == 0 ? [] : new((int*)_ids!.Address + begin, count));
                }
            }
        }
    }

    void Prefetch(int row)
    {
        if (Sse.IsSupported)
        {
            var start = _rows + (long)row * RowBytes;
            for (var offset = 0; offset < RowBytes; offset += Line)
            {
                Sse.Prefetch0(start + offset);
            }

            Sse.Prefetch0(start + RowBytes - 1);
        }
    }

    static void Copy(byte* target, byte* source, int bytes) => Unsafe.CopyBlockUnaligned(target, source, (uint)bytes);

    int Offset(StoredColumn column)
    {
        var meta = sizeof(long) * _layout.MetaColumns;
        var numbers = meta + sizeof(int) * _layout.IdColumns;
        if (column.IsSequence)
        {
            return numbers + sizeof(float) * (_layout.NumberColumns + _layout.Targets) + sizeof(Place) * column.Offset;
        }

        return column.IsTarget ? numbers + sizeof(float) * (_layout.NumberColumns + column.Offset) : column.Kind switch
        {
            ElementKind.Int64 => sizeof(long) * column.Offset,
            ElementKind.Int32 => meta + sizeof(int) * column.Offset,
            _ => numbers + sizeof(float) * column.Offset,
        };
    }

    public void Dispose()
    {
        _memory.Dispose();
        _ids?.Dispose();
    }

    /// <summary>Where a row's ids of a sequence lie in the block of ids, how many, and the first one's position.
    /// </summary>
    readonly record struct Place(long First, int Count, int Start);
}
