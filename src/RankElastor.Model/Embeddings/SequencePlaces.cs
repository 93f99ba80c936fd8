using RankElastor.Data.Rows;
using RankElastor.Kernels.Rows;
using RankElastor.Model.Memory;
using RankElastor.Numerics.Threads;
using static TorchSharp.torch;

namespace RankElastor.Model.Embeddings;

// B batch, N events: the ids of a sequence field in all rows, L positions of a row with its padding

/// <summary>
/// Where the events of a batch's rows stand: row b has those from Offsets[b] to before Offsets[b + 1], at positions
/// from Starts[b] on.
/// </summary>
sealed class SequencePlaces(int[] offsets, int[] starts, int length, Workers workers)
{
    public int[] Offsets { get; } = offsets;

    public int[] Starts { get; } = starts;

    /// <summary>L.</summary>
    public int Length { get; } = length;

    public Workers Workers { get; } = workers;

    /// <summary>B.</summary>
    public int Rows => Starts.Length;

    /// <summary>N.</summary>
    public int Events => Offsets[^1];

    /// <summary>Whether every position is an event.</summary>
    public bool IsWhole => Events == (long)Rows * Length;

    /// <summary>[B]: how many positions of each row are no event.</summary>
    public Tensor Padding()
    {
        var padding = empty(Rows);
        var counts = TensorSpans.Floats(padding);
        for (var row = 0; row < Rows; row++)
        {
            counts[row] = Length - (Offsets[row + 1] - Offsets[row]);
        }

        return padding;
    }

    /// <summary>Whether the events stand at the same positions.</summary>
    public bool AreThoseOf(SequencePlaces other) =>
        Length == other.Length && Offsets.SequenceEqual(other.Offsets) && Starts.SequenceEqual(other.Starts);

    /// <summary>[N, …] → [B, window, …]; 0 where there is no event.</summary>
    public Tensor Spread(Tensor events, PositionWindow window)
    {
        long[] tail = events.shape[1..];
        if (IsWhole)
        {
            return events.view([Rows, Length, .. tail]).narrow(1, window.First, window.Length);
        }

        var places = new long[Events];
        for (var row = 0; row < Rows; row++)
        {
            for (var i = Offsets[row]; i < Offsets[row + 1]; i++)
            {
                places[i] = (long)row * window.Length + Starts[row] - window.First + i - Offsets[row];
            }
        }

        return zeros([(long)Rows * window.Length, .. tail], events.dtype)
            .index_copy(0, tensor(places), events).view([Rows, window.Length, .. tail]);
    }

    /// <summary>[N, E] → [B, E]: each row's sum.</summary>
    public Tensor Sum(Tensor events) => SegmentSum.Of(events, this);

    /// <summary>[B, E] → [N, E]: each row's vector for each of its events.</summary>
    public Tensor Repeat(Tensor rows) => SegmentRepeat.Of(rows, this);

    /// <summary>
    /// Events [N, E] and a vector for each row [B, E] → both, [N + B, E], each row's own behind its events, and where
    /// they stand: at the end of L + 1 positions.
    /// </summary>
    public (Tensor Joined, SequencePlaces Places) Append(Tensor events, Tensor rows)
    {
        int[] offsets = [.. Offsets.Select((offset, row) => offset + row)];
        int[] starts = [.. Enumerable.Range(0, Rows).Select(row => Length - (Offsets[row + 1] - Offsets[row]))];
        return (SegmentAppend.Of(events, rows, this), new SequencePlaces(offsets, starts, Length + 1, Workers));
    }

    /// <summary>The same events behind the padding.</summary>
    public SequencePlaces AtEnd() => new(
        Offsets, [.. Enumerable.Range(0, Rows).Select(row => Length - (Offsets[row + 1] - Offsets[row]))], Length,
        Workers);

    /// <summary>[N, E] → those at the last positions of each row, [B, count, E], zeros where there is no event.
    /// </summary>
    public Tensor Last(Tensor events, int count)
    {
        var sources = new int[Rows * count];
        for (var i = 0; i < sources.Length; i++)
        {
            var row = i / count;
            var place = Offsets[row] + Length - count + i % count - Starts[row];
            sources[i] = place >= Offsets[row] && place < Offsets[row + 1] ? place : -1;
        }

        return RowSelectionFunction.Of(events, sources, Workers).view(Rows, count, -1);
    }

    /// <summary>[N, E], float32 → [B, E]: the largest of each row's; 0 for one without events.</summary>
    public Tensor Largest(Tensor events) => SegmentLargest.Of(events, this);

    /// <summary>The position of each event; of each joined vector in <see cref="Append"/>, whose last ones have L.
    /// </summary>
    public long[] Positions(bool joined)
    {
        var (positions, at) = (new long[Events + (joined ? Rows : 0)], 0);
        for (var row = 0; row < Rows; row++)
        {
            for (var i = Offsets[row]; i < Offsets[row + 1]; i++)
            {
                positions[at++] = Starts[row] + i - Offsets[row];
            }

            if (joined)
            {
                positions[at++] = Length;
            }
        }

        return positions;
    }

    /// <summary>[N] → [N]: softmax within each row.</summary>
    public Tensor Softmax(Tensor scores)
    {
        var largest = empty([Rows, 1], scores.dtype);
        var numbers = scores.detach().contiguous();
        if (scores.dtype == ScalarType.Float64)
        {
            Segments.Largest<double>(TensorSpans.Address(numbers), Offsets, TensorSpans.Address(largest), Workers);
        }
        else
        {
            Segments.Largest<float>(TensorSpans.Address(numbers), Offsets, TensorSpans.Address(largest), Workers);
        }

        var powers = (scores.unsqueeze(-1) - Repeat(largest)).exp();
        return (powers / Repeat(Sum(powers))).squeeze(-1);
    }

    internal Tensor SumOf(Tensor events)
    {
        var (width, from) = (checked((int)events.shape[1]), events.contiguous());
        var sums = empty([Rows, width], events.dtype);
        if (events.dtype == ScalarType.Float64)
        {
            Segments.Sum<double>(TensorSpans.Address(from), Offsets, TensorSpans.Address(sums), width, Workers);
        }
        else
        {
            Segments.Sum<float>(TensorSpans.Address(from), Offsets, TensorSpans.Address(sums), width, Workers);
        }

        return sums;
    }

    internal Tensor Repeated(Tensor rows)
    {
        var (width, from) = (checked((int)rows.shape[1]), rows.contiguous());
        var events = empty([Events, width], rows.dtype);
        if (rows.dtype == ScalarType.Float64)
        {
            Segments.Repeat<double>(TensorSpans.Address(from), Offsets, TensorSpans.Address(events), width, Workers);
        }
        else
        {
            Segments.Repeat<float>(TensorSpans.Address(from), Offsets, TensorSpans.Address(events), width, Workers);
        }

        return events;
    }
}

/// <summary>Positions from <paramref name="First"/> on.</summary>
readonly record struct PositionWindow(int First, int Length)
{
    /// <summary>The positions that some of the first rows uses in a sequence; one position where none does.</summary>
    public static PositionWindow Around(IEnumerable<SequenceColumn> sequences, int rows)
    {
        var (first, end) = (int.MaxValue, 0);
        foreach (var sequence in sequences)
        {
            for (var row = 0; row < rows; row++)
            {
                var count = sequence.Row(row).Length;
                (first, end) = count == 0 ? (first, end)
                    : (Math.Min(first, sequence.Start(row)), Math.Max(end, sequence.Start(row) + count));
            }
        }

        return first < end ? new(first, end - first) : new(0, 1);
    }
}
