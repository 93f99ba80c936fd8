using RankElastor.Kernels.Rows;
using RankElastor.Numerics.Threads;

namespace RankElastor.Tests.Kernels.Rows;

public sealed unsafe class RowSelectionTests
{
    const int Rows = 5000, Width = 3;

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Gather_TakesSources_AndScatterTakesThemBack(int threads)
    {
        // every second row, from the last to the first, a hole at every third place
        int[] sources = [.. Enumerable.Range(0, Rows / 2).Select(i => i % 3 == 0 ? -1 : Rows - 1 - 2 * i)];
        float[] from = [.. Enumerable.Range(0, Rows * Width).Select(i => i + 1f)];
        var (to, back) = (new float[sources.Length * Width], new float[from.Length]);
        var workers = new Workers(threads);
        fixed (float* x = from, y = to, z = back)
        {
            RowSelection.Gather((nint)x, sources, (nint)y, Width * sizeof(float), workers);
            RowSelection.Scatter((nint)y, sources, (nint)z, Width * sizeof(float), workers);
        }

        for (var i = 0; i < to.Length; i++)
        {
            var source = sources[i / Width];
            Assert.Equal(source < 0 ? 0 : source * Width + i % Width + 1, to[i]);
        }

        for (var i = 0; i < back.Length; i++)
        {
            Assert.Equal(sources.Contains(i / Width) ? from[i] : 0, back[i]);
        }
    }
}
