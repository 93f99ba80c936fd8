using RankElastor.Data.Store;
using RankElastor.Numerics.Randomness;

namespace RankElastor.Data.Batches;

/// <summary>
/// The rows of one pass as windows, one after another: each window's ranges are in memory together, and its rows come
/// in stored order or shuffled by its own stream.
/// </summary>
sealed class RowOrder
{
    readonly List<Window> _windows = [];

    public IReadOnlyList<Window> Windows => _windows;

    public static RowOrder Exact(int rows, SeededRandom random)
    {
        var order = new RowOrder();
        order.Add([new RowRange(0, rows)], random);
        return order;
    }

    public static RowOrder Stored(int rows, int windowRows)
    {
        var order = new RowOrder();
        for (var first = 0L; first < rows; first += windowRows)
        {
            order.Add([new RowRange((int)first, (int)Math.Min(windowRows, rows - first))], null);
        }

        return order;
    }

    /// <summary>Blocks in random order, and the rows of some blocks at a time in random order.</summary>
    public static RowOrder Blocks(int rows, int blockRows, int windowBlocks, SeededRandom random)
    {
        var blocks = Enumerable.Range(0, (int)(((long)rows + blockRows - 1) / blockRows)).ToArray();
        random.Fork("blocks").Shuffle<int>(blocks);
        var order = new RowOrder();
        foreach (var chunk in blocks.Chunk(windowBlocks))
        {
            var ranges = chunk.Select(block =>
                new RowRange(block * blockRows, Math.Min(blockRows, rows - block * blockRows)));
            order.Add([.. ranges], random.Fork("window").Fork(order._windows.Count));
        }

        return order;
    }

    void Add(RowRange[] ranges, SeededRandom? random)
    {
        if (ranges.Sum(range => range.Count) is var rows and > 0)
        {
            _windows.Add(new Window(ranges, rows, random));
        }
    }

    /// <summary>Ranges that are in memory together, and how their rows are shuffled, if at all.</summary>
    public sealed record Window(IReadOnlyList<RowRange> Ranges, int Rows, SeededRandom? Random)
    {
        /// <summary>The rows of the window, counted from 0, in the order of the pass.</summary>
        public int[] Rank()
        {
            var rows = Enumerable.Range(0, Rows).ToArray();
            Random?.Shuffle<int>(rows);
            return rows;
        }
    }
}
