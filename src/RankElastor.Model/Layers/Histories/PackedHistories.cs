using static TorchSharp.torch;

namespace RankElastor.Model.Layers.Histories;

// B batch, L positions of a history, N items of all histories, k rows with an item, m numbers of an item's vector

/// <summary>
/// The items of a batch's histories without padding, as torch packs sequences: first the first item of every row that
/// has one, then the second ones, and so on. Rows with more items stand in front, so that a step of a recurrence is a
/// run of items, whose rows are the first ones of the step before.
/// </summary>
sealed class PackedHistories
{
    readonly long _length;
    readonly Tensor _items, _places, _lasts, _filled, _spread;

    /// <param name="mask">[B, L], bool: whether a position holds an item.</param>
    /// <param name="skipsPadding">
    /// Whether a row's n items are taken from where they stand; else its first n positions are, as in FuxiCTR, whose
    /// histories must be padded at the end.
    /// </param>
    public PackedHistories(Tensor mask, bool skipsPadding)
    {
        var length = (int)mask.shape[1];
        int[][] positions =
            [.. mask.data<bool>().ToArray().Chunk(length).Select(row => Positions(row, skipsPadding))];
        int[] filled = [.. Enumerable.Range(0, positions.Length).Where(row => positions[row].Length > 0)];
        int[] longestFirst = [.. filled.OrderByDescending(row => positions[row].Length)];
        var total = positions.Sum(row => row.Length);
        var (items, steps) = (new List<long>(total), new List<int>());
        var (places, lasts) = (new long[positions.Length * length], new long[positions.Length]);
        Array.Fill(places, total);
        Array.Fill(lasts, total);
        for (var step = 0; items.Count < total; step++)
        {
            var before = items.Count;
            foreach (var row in longestFirst.TakeWhile(row => positions[row].Length > step))
            {
                var place = row * length + positions[row][step];
                places[place] = lasts[row] = items.Count;
                items.Add(place);
            }

            steps.Add(items.Count - before);
        }

        var spread = new long[positions.Length];
        Array.Fill(spread, filled.Length);
        foreach (var (place, row) in filled.Index())
        {
            spread[row] = place;
        }

        long[] rows = [.. filled.Select(row => (long)row)];
        (_length, Steps) = (length, [.. steps]);
        (_items, _filled) = (tensor(items), tensor(rows));
        (_places, _lasts, _spread) = (tensor(places), tensor(lasts), tensor(spread));
    }

    /// <summary>Rows with an item at each step, falling.</summary>
    public int[] Steps { get; }

    /// <summary>[B, L, m] → [N, m].</summary>
    public Tensor Pack(Tensor x) => x.flatten(0, 1).index_select(0, _items);

    /// <summary>[N, m] → [B, L, m], zeros at padding.</summary>
    public Tensor Unpack(Tensor packed) =>
        WithZeros(packed).index_select(0, _places).view(_lasts.shape[0], _length, packed.shape[1]);

    /// <summary>[N, m] → those of each row's last item, [B, m], zeros for a row without any.</summary>
    public Tensor Last(Tensor packed) => WithZeros(packed).index_select(0, _lasts);

    /// <summary>[B, …] → [k, …].</summary>
    public Tensor Filled(Tensor x) => x.index_select(0, _filled);

    /// <summary>[k, …] → [B, …], zeros for a row without items.</summary>
    public Tensor Spread(Tensor x) => WithZeros(x).index_select(0, _spread);

    static int[] Positions(bool[] row, bool skipsPadding)
    {
        int[] items = [.. Enumerable.Range(0, row.Length).Where(at => row[at])];
        return skipsPadding ? items : [.. Enumerable.Range(0, items.Length)];
    }

    static Tensor WithZeros(Tensor x) => cat([x, zeros([1, .. x.shape[1..]], dtype: x.dtype)], 0);
}
