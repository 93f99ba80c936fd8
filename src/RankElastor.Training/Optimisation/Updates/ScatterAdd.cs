using System.Buffers;
using RankElastor.Kernels.Rows;
using RankElastor.Model.Embeddings;
using RankElastor.Model.Memory;
using RankElastor.Numerics.Threads;

namespace RankElastor.Training.Optimisation.Updates;

/// <summary>
/// Scatter-add with de-duplication: the gradient [B, P, E] of a batch's look-ups becomes one sum per distinct row.
/// Look-ups are partitioned by a hash of their row, so that partitions are about even, whatever the tables. A partition
/// lists its distinct rows in the order of first look-up and adds up their gradients in batch order.
/// </summary>
/// <remarks>Row 0 of a table is padding, never listed. Partitions and sums do not depend on threads.</remarks>
sealed class ScatterAdd
{
    public const int Partitions = 64;

    const int PartitionBits = 6;
    const int ChunkRows = 128;
    const int PrefetchDistance = 8;
    const uint Golden = 0x9e3779b9; // 2^32 over the golden ratio: multiplicative hashing
    readonly int[] _tableOfColumn;
    readonly uint[] _firstOfTable, _firstOfColumn; // numbers of row 0 among all tables' rows
    readonly int _width;
    readonly int[] _starts = new int[Partitions + 1];
    readonly int[] _distinct = new int[Partitions];
    int[] _ids = [];
    int[] _ends = []; // [chunks, Partitions]
    Lookup[] _lookups = []; // by chunk, then partition
    uint[] _globalRows = [];
    TableRow[] _rows = [];
    float[] _sums = [];
    int _chunks;
    int _chunkLookups;
    nint _gradient;

    public ScatterAdd(EmbeddingTables set)
    {
        _width = set.Width;
        EmbeddingTable[] tables = [.. set.Tables];
        _tableOfColumn = [.. set.TableOfIdColumn.Select(table => Array.IndexOf(tables, table))];
        _firstOfTable = new uint[tables.Length];
        for (var t = 1; t < tables.Length; t++)
        {
            _firstOfTable[t] = checked(_firstOfTable[t - 1] + (uint)tables[t - 1].Rows);
        }

        _firstOfColumn = [.. _tableOfColumn.Select(table => _firstOfTable[table])];
    }

    /// <summary>The indices of a partition's distinct rows: from start to before end.</summary>
    public (int Start, int End) Rows(int partition) => (_starts[partition], _starts[partition] + _distinct[partition]);

    public TableRow Row(int index) => _rows[index];

    /// <summary>The summed gradient of a distinct row, [E].</summary>
    public Span<float> Gradient(int index) => _sums.AsSpan(index * _width, _width);

    /// <summary>Partitions a batch's look-ups; <paramref name="gradient"/> is an address, 0 for none.</summary>
    public void Partition(int[] ids, int batchRows, nint gradient, Workers workers)
    {
        _ids = ids;
        _gradient = gradient;
        _chunkLookups = ChunkRows * _tableOfColumn.Length;
        _chunks = gradient == 0 ? 0 : (batchRows + ChunkRows - 1) / ChunkRows;
        var lookups = batchRows * _tableOfColumn.Length;
        Grow(lookups);
        workers.ForEach(_chunks, chunk => PartitionChunk(chunk, lookups));
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
    void PartitionChunk(int chunk, int lookups)
    {
        var first = chunk * _chunkLookups;
        var afterLast = Math.Min(first + _chunkLookups, lookups);
        var ends = _ends.AsSpan(chunk * Partitions, Partitions);
        ends.Clear();
        for (var (place, column) = (first, 0); place < afterLast; place++)
        {
            if (_ids[place] != 0)
            {
                ends[PartitionOf(_firstOfColumn[column] + (uint)_ids[place])]++;
            }

            column = column + 1 == _tableOfColumn.Length ? 0 : column + 1;
        }

        var start = 0;
        foreach (ref var end in ends)
        {
            (end, start) = (start, start + end); // counts become starts, which the next loop moves to the ends
        }

        for (var (place, column) = (first, 0); place < afterLast; place++)
        {
            if (_ids[place] != 0)
            {
                var row = _firstOfColumn[column] + (uint)_ids[place];
                _lookups[first + ends[PartitionOf(row)]++] = new Lookup(row, place);
            }

            column = column + 1 == _tableOfColumn.Length ? 0 : column + 1;
        }
    }

    static int PartitionOf(uint globalRow) => (int)(globalRow * Golden >> (32 - PartitionBits));

    ReadOnlySpan<Lookup> Segment(int partition, int chunk)
    {
        var ends = _ends.AsSpan(chunk * Partitions, Partitions);
        var start = partition == 0 ? 0 : ends[partition - 1];
        return new(_lookups, chunk * _chunkLookups + start, ends[partition] - start);
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
                var table = _tableOfColumn[(int)((uint)lookup.Place % (uint)_tableOfColumn.Length)];
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

    /// <summary>A row by its number among all tables' rows, and the place [b, p] of the batch that reads it.</summary>
    readonly record struct Lookup(uint GlobalRow, int Place);
}

/// <summary>A row of one table of a set.</summary>
readonly record struct TableRow(int Table, int Row);
