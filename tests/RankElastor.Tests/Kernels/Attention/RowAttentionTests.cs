using CsCheck;
using RankElastor.Kernels.Attention;
using RankElastor.Kernels.Rows;
using RankElastor.Numerics.Threads;

namespace RankElastor.Tests.Kernels.Attention;

public sealed class RowAttentionTests
{
    static readonly Gen<(AttentionShape Shape, float[] Projected, float[] Residual)> _gen =
        from rows in Gen.Int[1, 70]
        from fields in Gen.Int[1, 40]
        from heads in Gen.Int[1, 3]
        from width in Gen.Int[1, 20]
        from drops in Gen.Bool
        from projects in Gen.Bool
        from adds in Gen.Bool
        from relu in Gen.Bool
        from seed in Gen.Int[0, 9999]
        let count = rows * fields * heads * width
        select (
            new AttentionShape
            {
                Rows = rows,
                Fields = fields,
                Heads = heads,
                HeadWidth = width,
                Scale = 0.7f,
                Dropout = drops ? new DropoutMask((ulong)seed, 3, 1, 0.4) : null,
                ProjectsResidual = projects,
                Relu = relu,
            },
            Wave(count * (projects ? 4 : 3), seed), adds && !projects ? Wave(count, seed + 1) : []);

    [Fact]
    public void Forward_AgreesWithScalar() => _gen.Sample(given =>
    {
        var count = given.Shape.Rows * given.Shape.Fields * given.Shape.Width;
        var (expected, actual) = (new float[count], new float[count]);
        RowAttention.Scalar(given.Shape, given.Projected, given.Residual, expected);
        RowAttention.Forward(given.Shape, given.Projected, given.Residual, actual, Workers.Sequential);
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], 1e-5);
        }
    }, iter: 30);

    [Fact]
    public void Gradients_DoNotDependOnThreads() => _gen.Sample(given =>
        Assert.Equal(Backward(given, Workers.Sequential), Backward(given, new Workers(3))), iter: 10);

    static float[] Backward((AttentionShape Shape, float[] Projected, float[] Residual) given, Workers workers)
    {
        var count = given.Shape.Rows * given.Shape.Fields * given.Shape.Width;
        var (gradient, residual) = (new float[given.Projected.Length], new float[given.Residual.Length]);
        RowAttention.Backward(
            given.Shape, given.Projected, Wave(count, 8), Wave(count, 9), gradient, residual, workers);
        return [.. gradient, .. residual];
    }

    static float[] Wave(int count, int seed) =>
        [.. Enumerable.Range(0, count).Select(i => MathF.Sin(0.37f * i * i + seed))];
}
