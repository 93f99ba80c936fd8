using CsCheck;
using RankElastor.Kernels.Products;
using RankElastor.Numerics.Randomness;

namespace RankElastor.Tests.Kernels.Products;

public sealed unsafe class GemmTests
{
    enum Start
    {
        Zero,
        Sums,
        Biases,
    }

    [Fact]
    public void Run_AgreesWithScalar() =>
        Gen.Select(Gen.Int[1, 5], Gen.Int[1, 6], Gen.Int[0, 70], Gen.Bool, Gen.Enum<Start>()).Sample(
            (rows, columns, depth, turned, start) =>
        Assert.Equal(
            Result(8 * rows, 16 * columns, depth, turned, start, product => product.Scalar()),
            Result(8 * rows, 16 * columns, depth, turned, start, product => product.Run())));

    [Fact]
    public void SmallTiles_AgreeWithScalar() =>
        Gen.Select(Gen.Int[1, 5], Gen.Int[1, 6], Gen.Int[0, 70], Gen.Bool, Gen.Enum<Start>()).Sample(
            (rows, columns, depth, turned, start) =>
        Assert.Equal(
            Result(8 * rows, 16 * columns, depth, turned, start, product => product.Scalar()),
            Result(8 * rows, 16 * columns, depth, turned, start, product => Tile256.Cover(product))));

    static float[] Result(int rows, int columns, int depth, bool turned, Start start, Action<Gemm> run)
    {
        var random = new SeededRandom(3);
        float[] Values(int length) => [.. Enumerable.Range(0, length).Select(_ => (float)random.NextNormal())];
        var (left, right, result, biases) = (
            Values(rows * depth + 1), Values(depth * columns + 1), Values(rows * columns), Values(columns));
        fixed (float* a = left, b = right, c = result, d = biases)
        {
            run(new Gemm
            {
                Rows = rows,
                Columns = columns,
                Depth = depth,
                A = a,
                RowStride = turned ? 1 : depth,
                DepthStride = turned ? rows : 1,
                B = b,
                BStride = columns,
                C = c,
                CStride = columns,
                Start = start switch { Start.Zero => null, Start.Sums => c, _ => d },
                StartStride = start == Start.Biases ? 0 : columns,
            });
        }

        return result;
    }
}
