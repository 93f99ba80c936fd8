using System.Runtime.InteropServices;
using RankElastor.Model.Embeddings;
using RankElastor.Numerics.Threads;
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
    readonly Workers _workers;
    readonly int _length;
    readonly int[] _longestFirst, _filled, _items, _lasts; // rows [k] twice, places in [B, L] [N], items [B] or −1

    /// <param name="mask">[B, L], bool: whether a position holds an item.</param>
    /// <param name="skipsPadding">
    /// Whether a row's n items are taken from where they stand; else its first n positions are, as in FuxiCTR, whose
    /// histories must be padded at the end.
    /// </param>
    /// <param name="workers">Threads.</param>
    public PackedHistories(Tensor mask, bool skipsPadding, Workers workers)
    {
        (_workers, _length) = (workers, (int)mask.shape[1]);
        var holds = MemoryMarshal.Cast<byte, bool>(mask.bytes);
        _lasts = new int[mask.shape[0]];
        var counts = new int[_lasts.Length];
        Steps = new int[_length];
        for (var row = 0; row < counts.Length; row++)
        {
            counts[row] = holds.Slice(row * _length, _length).Count(true);
            foreach (ref var step in Steps.AsSpan(0, counts[row]))
            {
                step++;
            }
        }

        Steps = [.. Steps.TakeWhile(rows => rows > 0)];
        _filled = [.. Enumerable.Range(0, counts.Length).Where(row => counts[row] > 0)];
        _longestFirst = [.. _filled.OrderByDescending(row => counts[row])];
        _items = new int[Steps.Sum()];
        Array.Fill(_lasts, -1);
        for (var place = 0; place < _longestFirst.Length; place++)
        {
            var (row, item, position) = (_longestFirst[place], place, 0);
            for (var step = 0; step < counts[row]; step++, position++)
            {
                while (skipsPadding && !holds[row * _length + position])
                {
                    position++;
                }

                (_items[item], _lasts[row]) = (row * _length + position, item);
                item += Steps[step];
            }
        }
    }

    /// <summary>Rows with an item at each step, falling.</summary>
    public int[] Steps { get; }

    /// <summary>[B, L, m] → [N, m].</summary>
    public Tensor Pack(Tensor x) => Select(x.flatten(0, 1), _items);

    /// <summary>The same of a history's events, where other positions are zero.</summary>
    public Tensor Pack(Tensor events, SequencePlaces places)
    {
        var sources = new int[_items.Length];
        for (var item = 0; item < sources.Length; item++)
        {
            var (row, position) = Math.DivRem(_items[item], _length);
            var (place, end) = (places.Offsets[row] + position - places.Starts[row], places.Offsets[row + 1]);
            sources[item] = place >= places.Offsets[row] && place < end ? place : -1;
        }

        return Select(events, sources);
    }

    /// <summary>[N, m] → [B, L, m], zeros at padding.</summary>
    public Tensor Unpack(Tensor packed) =>
        Select(packed, Inverse(_items, _lasts.Length * _length)).unflatten(0, _lasts.Length, _length);

    /// <summary>[N, m] → those of each row's last item, [B, m], zeros for a row without any.</summary>
    public Tensor Last(Tensor packed) => Select(packed, _lasts);

    /// <summary>[B, m] → that of each item's row, [N, m].</summary>
    public Tensor Repeat(Tensor rows) => StepRepeat.Of(Select(rows, _longestFirst), Steps);

    /// <summary>[B, …] → [k, …].</summary>
    public Tensor Filled(Tensor x) => Select(x, _filled);

    /// <summary>[k, …] → [B, …], zeros for a row without items.</summary>
    public Tensor Spread(Tensor x) => Select(x, Inverse(_filled, _lasts.Length));

    Tensor Select(Tensor x, int[] sources) => RowSelectionFunction.Of(x, sources, _workers);

    static int[] Inverse(int[] places, int count)
    {
        var inverse = new int[count];
        Array.Fill(inverse, -1);
        for (var i = 0; i < places.Length; i++)
        {
            inverse[places[i]] = i;
        }

        return inverse;
    }
}
