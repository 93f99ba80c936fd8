using CsCheck;
using RankElastor.Kernels.FieldProducts;
using RankElastor.Numerics.Threads;

namespace RankElastor.Tests.Kernels.FieldProducts;

public sealed class WeightedProductsTests
{
    static readonly Gen<(ProductOperands Operands, float[] Above)> _gen =
        from rows in Gen.Int[1, 300]
        from fields in Gen.Int[1, 19]
        from maps in Gen.Int[1, 35]
        from outputs in Gen.Int[1, 34]
        from seed in Gen.Int[0, 1 << 20]
        select (
            new ProductOperands(
                rows, Wave(rows * fields, seed), Wave(rows * maps, seed + 1), Wave(outputs * fields * maps, seed + 2),
                Wave(outputs, seed + 3)),
            Wave(rows * outputs, seed + 4));

    [Fact]
    public void Forward_AgreesWithScalar() => _gen.Sample(given =>
    {
        var (expected, actual) = (new float[given.Above.Length], new float[given.Above.Length]);
        WeightedProducts.Scalar(given.Operands, expected);
        WeightedProducts.Forward(given.Operands, actual, Workers.Sequential);
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], 2e-4 * Math.Max(1, Math.Abs(expected[i])));
        }
    }, iter: 40);

    [Fact]
    public void Gradients_DoNotDependOnThreads() => _gen.Sample(given =>
    {
        var one = Backward(given.Operands, given.Above, Workers.Sequential);
        var three = Backward(given.Operands, given.Above, new Workers(3));
        Assert.True(one.A.Span.SequenceEqual(three.A.Span) && one.B.Span.SequenceEqual(three.B.Span));
        Assert.True(one.Weights.Span.SequenceEqual(three.Weights.Span) && one.Bias.Span.SequenceEqual(three.Bias.Span));
    }, iter: 20);

    [Fact]
    public void Gradients_AreThoseOfTheDefinition() => _gen.Sample(given =>
    {
        var (rows, shape) = (given.Operands.Rows, given.Operands.Shape);
        var actual = Backward(given.Operands, given.Above, Workers.Sequential);
        var (a, b, w) = (given.Operands.A.ToArray(), given.Operands.B.ToArray(), given.Operands.Weights.ToArray());
        var (da, db) = (new double[a.Length], new double[b.Length]);
        var (dw, bias) = (new double[w.Length], new double[shape.Outputs]);
        for (var n = 0; n < rows; n++)
        {
            for (var h = 0; h < shape.Outputs; h++)
            {
                double above = given.Above[n * shape.Outputs + h];
                bias[h] += above;
                for (var i = 0; i < shape.Fields * shape.Maps; i++)
                {
                    var (f, m) = (n * shape.Fields + i / shape.Maps, n * shape.Maps + i % shape.Maps);
                    var at = h * shape.Fields * shape.Maps + i;
                    dw[at] += above * a[f] * b[m];
                    da[f] += above * w[at] * b[m];
                    db[m] += above * w[at] * a[f];
                }
            }
        }

        foreach (var (expected, found) in new[] { (da, actual.A), (db, actual.B), (dw, actual.Weights), (bias,
            actual.Bias) })
        {
            for (var i = 0; i < expected.Length; i++)
            {
                Assert.Equal(expected[i], found.Span[i], 5e-4 * Math.Max(1, Math.Abs(expected[i])));
            }
        }
    }, iter: 10);

    [Fact]
    public void Operands_ThatDoNotFit_AreRefused() =>
        Assert.Throws<ArgumentException>(
            () => new ProductOperands(2, new float[6], new float[4], new float[7], new float[1]));

    static ProductGradients Backward(ProductOperands operands, float[] above, Workers workers)
    {
        var gradients = new ProductGradients(
            new float[operands.A.Length], new float[operands.B.Length],
            new float[operands.Weights.Length], new float[operands.Bias.Length]);
        WeightedProducts.Backward(operands, above, gradients, workers);
        return gradients;
    }

    static float[] Wave(int count, int seed) =>
        [.. Enumerable.Range(0, count).Select(i => MathF.Sin(0.37f * i + seed))];
}
