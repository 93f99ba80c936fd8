using RankElastor.Numerics.Threads;

namespace RankElastor.Model.Layers;

/// <summary>Blocks of rows of fixed size, done in parallel, whose column sums are added up in order: the same bits for any number of threads.</summary>
static class RowBlocks
{
    /// <summary>Rows of a block; 500 columns are 512 KB.</summary>
    public const int Rows = 256;

    /// <summary>What a block does; <paramref name="sums"/> starts at zero.</summary>
    public delegate void Body(int start, int end, Span<float> sums);

    /// <summary>Runs all blocks and writes the sums over them to <paramref name="totals"/>, added in double precision.</summary>
    public static void Sum(int rows, int columns, Workers workers, Body body, Span<float> totals)
    {
        var blocks = (rows + Rows - 1) / Rows;
        var partial = new float[blocks * columns];
        workers.For(rows, Rows, (start, end) => body(start, end, partial.AsSpan(start / Rows * columns, columns)));
        for (var c = 0; c < columns; c++)
        {
            var sum = 0.0;
            for (var block = 0; block < blocks; block++)
            {
                sum += partial[block * columns + c];
            }

            totals[c] = (float)sum;
        }
    }
}
