using RankElastor.Kernels.Rows;
using RankElastor.Numerics.Threads;

namespace RankElastor.Tests.Kernels.Rows;

public sealed class AssembleFieldsTests
{
    const int Rows = 70, Width = 3;

    /// <summary>Number, id, number, id: each field reads a column of its own.</summary>
    [Fact]
    public unsafe void Fields_TakeTheirColumns_ForwardAndBackward()
    {
        var kernel = new AssembleFields([(-1, 1), (1, -1), (-1, 0), (0, -1)], Width);
        float[] numbers = Wave(Rows * 2, 1), rows = Wave(Rows * 2 * Width, 2), above = Wave(Rows * 4 * Width, 3);
        float[] first = Wave(Width, 4), second = Wave(Width, 5);
        float[] output = new float[Rows * 4 * Width], rowGradient = new float[rows.Length];
        float[] firstGradient = new float[Width], secondGradient = new float[Width];
        fixed (float* r = rows, o = output, a = above, f = first, s = second, rg = rowGradient, fg = firstGradient,
            sg = secondGradient)
        {
            kernel.Forward((nint)r, numbers, [(nint)f, 0, (nint)s, 0], (nint)o, Rows, Workers.Sequential);
            kernel.Backward((nint)a, numbers, (nint)rg, [(nint)fg, 0, (nint)sg, 0], Rows, Workers.Sequential);
        }

        var (expectedFirst, expectedSecond) = (new double[Width], new double[Width]);
        for (var b = 0; b < Rows; b++)
        {
            for (var k = 0; k < Width; k++)
            {
                int At(int field) => (b * 4 + field) * Width + k;
                Assert.Equal(numbers[2 * b + 1] * first[k], output[At(0)]);
                Assert.Equal(rows[(2 * b + 1) * Width + k], output[At(1)]);
                Assert.Equal(numbers[2 * b] * second[k], output[At(2)]);
                Assert.Equal(rows[2 * b * Width + k], output[At(3)]);
                Assert.Equal(above[At(1)], rowGradient[(2 * b + 1) * Width + k]);
                Assert.Equal(above[At(3)], rowGradient[2 * b * Width + k]);
                expectedFirst[k] += (double)numbers[2 * b + 1] * above[At(0)];
                expectedSecond[k] += (double)numbers[2 * b] * above[At(2)];
            }
        }

        for (var k = 0; k < Width; k++)
        {
            Assert.Equal(expectedFirst[k], firstGradient[k], 1e-4);
            Assert.Equal(expectedSecond[k], secondGradient[k], 1e-4);
        }
    }

    static float[] Wave(int count, int seed) =>
        [.. Enumerable.Range(0, count).Select(i => MathF.Sin(0.37f * i + seed))];
}
