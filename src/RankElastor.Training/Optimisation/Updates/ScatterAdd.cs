using System.Buffers;
using RankElastor.Kernels.Rows;
using RankElastor.Model.Embeddings;
using RankElastor.Model.Memory;
using RankElastor.Numerics.Threads;

namespace RankElastor.Training.Optimisation.Updates;

/// <summary>
/// Scatter-add with de-duplication: the gradient [N, E] of a batch's look-ups becomes one sum per distinct row.
/// Look-ups are partitioned by a hash of their row, so that partitions are about even, whatever the tables. A partition
/// lists its distinct rows in the order of first look-up and adds up their gradients row by row of the batch.
/// </summary>
/// <remarks>Row 0 of a table is padding, never listed. Partitions and sums do not depend on threads.</remarks>
sealed class ScatterAdd
{
    public const int Partitions = 64;

    const int PartitionBits = 6;
    const int ChunkRows = 128;
    const int PrefetchDistance = 8;
    const uint Golden = 0x9e3779b9; // 2^32 over the golden ratio: multiplicative hashing
    readonly uint[] _firstOfTable, _firstOfColumn; // numbers of row 0 among all tables' rows
    readonly int _width;
    readonly int[] _starts = new int[Partitions + 1];
    readonly int[] _distinct = new int[Partitions];
    LookUps? _batch;
    int[] _ends = []; // [chunks, Partitions]
    Lookup[] _lookups = []; // by chunk, then partition
    uint[] _globalRows = [];
    TableRow[] _rows = [];
    float[] _sums = [];
    int _chunks;
    nint _gradient;

    public ScatterAdd(EmbeddingTables set)
    {
        _width = set.Width;
        EmbeddingTable[] tables = [.. set.Tables];
        _firstOfTable = new uint[tables.Length];
        for (var t = 1; t < tables.Length; t++)
        {
            _firstOfTable[t] = checked(_firstOfTable[t - 1] + (uint)tables[t - 1].Rows);
        }

        _firstOfColumn = [.. set.IdColumns.Select(column => _firstOfTable[Array.IndexOf(tables, column.Table)])];
    }

    /// <summary>The indices of a partition's distinct rows: from start to before end.</summary>
    public (int Start, int End) Rows(int partition) => (_starts[partition], _starts[partition] + _distinct[partition]);

    public TableRow Row(int index) => _rows[index];

    /// <summary>The summed gradient of a distinct row, [E].</summary>
    public Span<float> Gradient(int index) => _sums.AsSpan(index * _width, _width);

    /// <summary>Partitions a batch's look-ups; <paramref name="gradient"/> is an address, 0 for none.</summary>
    public void Partition(LookUps batch, nint gradient, Workers workers)
    {
        _batch = batch;
        _gradient = gradient;
        _chunks = gradient == 0 ? 0 : (batch.Rows + ChunkRows - 1) / ChunkRows;
        Grow(batch.Count);
        workers.ForEach(_chunks, PartitionChunk);
        for (var partition = 0; partition < Partitions; partition++)
        {
            var count = 0;
            for (var chunk = 0; chunk < _chunks; chunk++)
            {
                count += Segment(partition, chunk).Length;
            }

            _starts[partition + 1] = _starts[partition] + count;
        }
    }

    public void Reduce(int partition)
    {
        _distinct[partition] = 0;
        var lookups = _starts[partition + 1] - _starts[partition];
        if (lookups == 0)
        {
            return;
        }

        var bits = 32 - int.LeadingZeroCount(2 * lookups - 1);
        var hashTable = ArrayPool<int>.Shared.Rent(1 << bits);
        hashTable.AsSpan(0, 1 << bits).Clear();
        for (var chunk = 0; chunk < _chunks; chunk++)
        {
            AddSegment(partition, Segment(partition, chunk), hashTable, bits);
        }

        ArrayPool<int>.Shared.Return(hashTable);
    }

    void Grow(int lookups)
    {
        if (_lookups.Length < lookups)
        {
            lookups = Math.Max(lookups, _lookups.Length + _lookups.Length / 4); // batches of sequences differ in size
            _lookups = new Lookup[lookups];
            _globalRows = new uint[lookups];
            _rows = new TableRow[lookups];
            _sums = GC.AllocateUninitializedArray<float>(checked(lookups * _width));
        }

        if (_ends.Length < _chunks * Partitions)
        {
            _ends = new int[_chunks * Partitions];
        }
    }

    /// <summary>A counting sort of one chunk's look-ups by partition; padding is left out.</summary>
    void PartitionChunk(int chunk)
    {
        var (batch, firstRow) = (_batch!, chunk * ChunkRows);
        var (afterLast, ids) = (Math.Min(firstRow + ChunkRows, batch.Rows), batch.Ids);
        var ends = _ends.AsSpan(chunk * Partitions, Partitions);
        ends.Clear();
        for (var row = firstRow; row < afterLast; row++)
        {
            for (var column = 0; column < _firstOfColumn.Length; column++)
            {
                var (place, end) = batch.PlacesOf(column, row);
                for (; place < end; place++)
                {
                    if (ids[place] != 0)
                    {
                        ends[PartitionOf(_firstOfColumn[column] + (uint)ids[place])]++;
                    }
                }
            }
        }

        var start = 0;
        foreach (ref var end in ends)
        {
            (end, start) = (start, start + end); // counts become starts, which the next loop moves to the ends
        }

        var lookups = _lookups.AsSpan(batch.Before(firstRow));
        for (var row = firstRow; row < afterLast; row++)
        {
            for (var column = 0; column < _firstOfColumn.Length; column++)
            {
                var (place, end) = batch.PlacesOf(column, row);
                for (; place < end; place++)
                {
                    if (ids[place] != 0)
                    {
                        var tableRow = _firstOfColumn[column] + (uint)ids[place];
                        lookups[ends[PartitionOf(tableRow)]++] = new Lookup(tableRow, place);
                    }
                }
            }
        }
    }

    static int PartitionOf(uint globalRow) => (int)(globalRow * Golden >> (32 - PartitionBits));

    ReadOnlySpan<Lookup> Segment(int partition, int chunk)
    {
        var ends = _ends.AsSpan(chunk * Partitions, Partitions);
        var start = partition == 0 ? 0 : ends[partition - 1];
        return new(_lookups, _batch!.Before(chunk * ChunkRows) + start, ends[partition] - start);
    }

    void AddSegment(int partition, ReadOnlySpan<Lookup> lookups, int[] hashTable, int bits)
    {
        var rowBytes = _width * sizeof(float);
        for (var i = 0; i < lookups.Length; i++)
        {
            if (i + PrefetchDistance < lookups.Length)
            {
                CacheHint.Fetch(_gradient + (nint)lookups[i + PrefetchDistance].Place * rowBytes, rowBytes);
            }

            var gradient = TensorSpans.Floats(_gradient, (long)lookups[i].Place * _width, _width);
            var index = FindOrAdd(partition, lookups[i], hashTable, bits, out var isNew);
            if (isNew)
            {
                gradient.CopyTo(Gradient(index));
            }
            else
            {
                GradientSums.Add(Gradient(index), gradient);
            }
        }
    }

    /// <summary>The index of a look-up's row. The hash table holds index + 1; linear probing.</summary>
    int FindOrAdd(int partition, Lookup lookup, int[] hashTable, int bits, out bool isNew)
    {
        var mask = (1 << bits) - 1;
        for (var at = (int)((lookup.GlobalRow * Golden << PartitionBits) >> (32 - bits)); ; at = (at + 1) & mask)
        {
            var entry = hashTable[at];
            if (entry == 0)
            {
                var index = _starts[partition] + _distinct[partition]++;
                var found = Array.BinarySearch(_firstOfTable, lookup.GlobalRow);
                var table = found >= 0 ? found : ~found - 1;
                _globalRows[index] = lookup.GlobalRow;
                _rows[index] = new TableRow(table, (int)(lookup.GlobalRow - _firstOfTable[table]));
                hashTable[at] = index + 1;
                isNew = true;
                return index;
            }

            if (_globalRows[entry - 1] == lookup.GlobalRow)
            {
                isNew = false;
                return entry - 1;
            }
        }
    }

    /// <summary>A row by its number among all tables' rows, and the place among the batch's look-ups.</summary>
    readonly record struct Lookup(uint GlobalRow, int Place);
}

/// <summary>A row of one table of a set.</summary>
readonly record struct TableRow(int Table, int Row);
