using System.Buffers;
using RankElastor.Data.Rows;
using RankElastor.Kernels.Rows;
using RankElastor.Model.Embeddings;
using RankElastor.Model.Memory;
using RankElastor.Numerics.Threads;

namespace RankElastor.Training.Optimisation.Updates;

/// <summary>
/// The gradient of one set of tables without duplicates. Look-ups are dealt to <see cref="Parts"/> parts by a hash of their table row, so that every part is about
/// as large, whatever the tables; a part lists its distinct rows in the order of first touch and adds up their gradients in batch order.
/// </summary>
/// <remarks>Row 0 of a table is padding and never listed. Neither the parts nor the sums depend on threads; memory depends on the batch only.</remarks>
sealed class RowSums
{
    /// <summary>How many parts there are.</summary>
    public const int Parts = 64;

    const int PartBits = 6;
    const int ChunkRows = 128;
    const int Ahead = 8;
    const uint Golden = 0x9e3779b9;
    readonly int[] _tableOfColumn;
    readonly uint[] _firstOfTable;
    readonly uint[] _firstOfColumn;
    readonly int _width;
    readonly int[] _partStart = new int[Parts + 1];
    readonly int[] _distinct = new int[Parts];
    int[] _ids = [];
    int[] _ends = [];
    Lookup[] _dealt = [];
    uint[] _globalRows = [];
    TableRow[] _touched = [];
    float[] _sums = [];
    int _chunks;
    int _chunkLookups;
    nint _gradient;

    public RowSums(EmbeddingTables set)
    {
        _width = set.Width;
        _tableOfColumn = [.. set.TableOfIdColumn.Select(table => set.Tables.Index().First(one => one.Item == table).Index)];
        _firstOfTable = new uint[set.Tables.Count];
        for (var t = 1; t < _firstOfTable.Length; t++)
        {
            _firstOfTable[t] = checked(_firstOfTable[t - 1] + (uint)set.Tables[t - 1].Rows);
        }

        _firstOfColumn = [.. _tableOfColumn.Select(table => _firstOfTable[table])];
    }

    /// <summary>Distinct rows of a part.</summary>
    public int Count(int part) => _distinct[part];

    /// <summary>The number of a part's first sum; its rows' sums follow in their order.</summary>
    public int First(int part) => _partStart[part];

    /// <summary>A part's distinct row.</summary>
    public TableRow Touched(int part, int index) => _touched[_partStart[part] + index];

    /// <summary>A summed gradient.</summary>
    public Span<float> Sum(int sum) => _sums.AsSpan(sum * _width, _width);

    /// <summary>Deals a batch's look-ups to the parts; <paramref name="gradient"/> is the address of [B, P, E], 0 for none.</summary>
    public void Deal(Batch batch, nint gradient, Workers workers)
    {
        (_ids, _gradient) = (batch.Ids, gradient);
        _chunkLookups = ChunkRows * _tableOfColumn.Length;
        _chunks = gradient == 0 ? 0 : (batch.Rows + ChunkRows - 1) / ChunkRows;
        Grow(batch.Rows * _tableOfColumn.Length);
        workers.ForEach(_chunks, chunk => DealChunk(chunk, Math.Min(_chunkLookups, batch.Rows * _tableOfColumn.Length - chunk * _chunkLookups)));
        for (var part = 0; part < Parts; part++)
        {
            var count = 0;
            for (var chunk = 0; chunk < _chunks; chunk++)
            {
                count += Segment(part, chunk).Length;
            }

            _partStart[part + 1] = _partStart[part] + count;
        }
    }

    /// <summary>Finds a part's distinct rows and adds up their gradients.</summary>
    public void Reduce(int part)
    {
        _distinct[part] = 0;
        var lookups = _partStart[part + 1] - _partStart[part];
        if (lookups == 0)
        {
            return;
        }

        var bits = 32 - int.LeadingZeroCount(2 * lookups - 1);
        var slots = ArrayPool<int>.Shared.Rent(1 << bits);
        slots.AsSpan(0, 1 << bits).Clear();
        for (var chunk = 0; chunk < _chunks; chunk++)
        {
            AddSegment(part, Segment(part, chunk), slots, bits);
        }

        ArrayPool<int>.Shared.Return(slots);
    }

    void Grow(int lookups)
    {
        if (_dealt.Length < lookups)
        {
            _dealt = new Lookup[lookups];
            _globalRows = new uint[lookups];
            _touched = new TableRow[lookups];
            _sums = GC.AllocateUninitializedArray<float>(checked(lookups * _width));
        }

        if (_ends.Length < _chunks * Parts)
        {
            _ends = new int[_chunks * Parts];
        }
    }

    /// <summary>A counting sort of one chunk's places by part; padding is left out.</summary>
    void DealChunk(int chunk, int lookups)
    {
        var first = chunk * _chunkLookups;
        var ends = _ends.AsSpan(chunk * Parts, Parts);
        ends.Clear();
        for (var (place, column) = (first, 0); place < first + lookups; place++)
        {
            if (_ids[place] != 0)
            {
                ends[PartOf(_firstOfColumn[column] + (uint)_ids[place])]++;
            }

            column = column + 1 == _tableOfColumn.Length ? 0 : column + 1;
        }

        var start = 0;
        foreach (ref var end in ends)
        {
            (end, start) = (start, start + end);
        }

        for (var (place, column) = (first, 0); place < first + lookups; place++)
        {
            if (_ids[place] != 0)
            {
                var row = _firstOfColumn[column] + (uint)_ids[place];
                _dealt[first + ends[PartOf(row)]++] = new Lookup(row, place);
            }

            column = column + 1 == _tableOfColumn.Length ? 0 : column + 1;
        }
    }

    static int PartOf(uint globalRow) => (int)(globalRow * Golden >> (32 - PartBits));

    ReadOnlySpan<Lookup> Segment(int part, int chunk)
    {
        var ends = _ends.AsSpan(chunk * Parts, Parts);
        var start = part == 0 ? 0 : ends[part - 1];
        return new(_dealt, chunk * _chunkLookups + start, ends[part] - start);
    }

    void AddSegment(int part, ReadOnlySpan<Lookup> lookups, int[] slots, int bits)
    {
        var rowBytes = _width * sizeof(float);
        for (var i = 0; i < lookups.Length; i++)
        {
            if (i + Ahead < lookups.Length)
            {
                CacheHint.Fetch(_gradient + (nint)lookups[i + Ahead].Place * rowBytes, rowBytes);
            }

            var gradient = TensorSpans.Floats(_gradient, (long)lookups[i].Place * _width, _width);
            var sum = Find(part, lookups[i], slots, bits, out var isNew);
            if (isNew)
            {
                gradient.CopyTo(Sum(sum));
            }
            else
            {
                GradientSums.Add(Sum(sum), gradient);
            }
        }
    }

    /// <summary>The sum of a look-up's row: open addressing, linear probing.</summary>
    int Find(int part, Lookup lookup, int[] slots, int bits, out bool isNew)
    {
        var mask = (1 << bits) - 1;
        for (var at = (int)((lookup.GlobalRow * Golden << PartBits) >> (32 - bits)); ; at = (at + 1) & mask)
        {
            var slot = slots[at];
            if (slot == 0)
            {
                var sum = _partStart[part] + _distinct[part]++;
                var table = _tableOfColumn[(int)((uint)lookup.Place % (uint)_tableOfColumn.Length)];
                _globalRows[sum] = lookup.GlobalRow;
                _touched[sum] = new TableRow(table, (int)(lookup.GlobalRow - _firstOfTable[table]));
                slots[at] = sum + 1;
                isNew = true;
                return sum;
            }

            if (_globalRows[slot - 1] == lookup.GlobalRow)
            {
                isNew = false;
                return slot - 1;
            }
        }
    }

    /// <summary>A row by its number among all tables' rows, and the place [b, p] of the batch that reads it.</summary>
    readonly record struct Lookup(uint GlobalRow, int Place);
}

/// <summary>A row of one table of a set.</summary>
readonly record struct TableRow(int Table, int Row);
