using CsCheck;
using RankElastor.Numerics.Kernels;

namespace RankElastor.Tests.Numerics.Kernels;

public sealed class HiddenKernelTests
{
    static readonly Gen<(float[] X, float[] Y, float[] Column, int Columns)> _gen =
        from columns in Gen.Int[1, 70]
        from rows in Gen.Int[1, 9]
        from x in Gen.Float[-3, 3].Array[rows * columns]
        from y in Gen.Float[-3, 3].Array[rows * columns]
        from column in Gen.Float[-2, 2].Array[columns]
        select (x, y, column, columns);

    [Fact]
    public void ScaledRelu_AgreesWithScalar() => Gen.Select(_gen, Gen.Bool, Gen.Bool, Gen.Int[0, 999]).Sample((given, scaled, drops, firstRow) =>
    {
        DropoutMask? mask = drops ? new DropoutMask(3, 4, 5, 0.3) : null;
        var (expected, actual) = (given.X.ToArray(), given.X.ToArray());
        ScaledRelu.Scalar(expected, scaled ? given.Y.AsSpan(0, given.Columns) : [], given.Column, mask, firstRow);
        ScaledRelu.Apply(actual, scaled ? given.Y.AsSpan(0, given.Columns) : [], given.Column, mask, firstRow);
        AssertClose(expected, actual, 1e-6);
    });

    [Fact]
    public void ReluGradient_AgreesWithScalar() => _gen.Sample(given =>
    {
        var (expected, actual) = (new float[given.X.Length], new float[given.X.Length]);
        var (expectedSums, actualSums) = (given.Column.ToArray(), given.Column.ToArray());
        ReluGradient.Scalar(given.X, given.Y, 1.25f, expected, expectedSums);
        ReluGradient.Apply(given.X, given.Y, 1.25f, actual, actualSums);
        Assert.Equal(expected, actual);
        AssertClose(expectedSums, actualSums, 1e-6);
    });

    [Fact]
    public void ColumnMoments_OfTwoBlocks_MergeToThoseOfAll() => _gen.Sample(given =>
    {
        var columns = given.Columns;
        float[] all = [.. given.X, .. given.Y];
        var (expectedMeans, expectedDeviations) = (new double[columns], new double[columns]);
        ColumnMoments.Scalar(all, expectedMeans, expectedDeviations);
        var (means, deviations) = (new double[columns], new double[columns]);
        var rows = 0;
        foreach (var block in new[] { given.X, given.Y })
        {
            var (blockMeans, blockDeviations) = (new float[columns], new float[columns]);
            ColumnMoments.Of(block, blockMeans, blockDeviations);
            ColumnMoments.Merge(means, deviations, rows, blockMeans, blockDeviations, block.Length / columns);
            rows += block.Length / columns;
        }

        AssertClose(expectedMeans, means, 1e-5);
        AssertClose(expectedDeviations, deviations, 1e-4);
    });

    [Fact]
    public void BatchNormGradient_AgreesWithScalar() => _gen.Sample(given =>
    {
        var (columns, rows) = (given.Columns, given.X.Length / given.Columns);
        double[] means = [.. given.Column.Select(value => value / 3.0)];
        double[] inverse = [.. given.Column.Select(value => 1.5 + value / 2.0)];
        double[] expected = [.. given.X.Select(value => (double)value)];
        var expectedGain = new double[columns];
        BatchNormGradient.Scalar(expected, given.Y, means, inverse, given.Column, expectedGain);

        float[] floatMeans = [.. means.Select(value => (float)value)], floatInverse = [.. inverse.Select(value => (float)value)];
        var (actual, sums, gain) = (given.X.ToArray(), new float[columns], new float[columns]);
        SumRows(actual, sums);
        BatchNormGradient.AddWeightGradient(actual, given.Y, floatMeans, floatInverse, gain);
        BatchNormGradient.Apply(actual, given.Y, new BatchNormColumns
        {
            Means = floatMeans,
            Inverse = floatInverse,
            Scale = [.. floatInverse.Select((value, c) => value * given.Column[c])],
            MeanD = [.. sums.Select(value => value / rows)],
            MeanDx = [.. gain.Select(value => value / rows)],
        });
        AssertClose(expectedGain, [.. gain.Select(value => (double)value)], 1e-4);
        AssertClose(expected, [.. actual.Select(value => (double)value)], 1e-4);
    });

    static void SumRows(float[] x, float[] sums)
    {
        for (var i = 0; i < x.Length; i++)
        {
            sums[i % sums.Length] += x[i];
        }
    }

    static void AssertClose(float[] expected, float[] actual, double tolerance) =>
        AssertClose([.. expected.Select(value => (double)value)], [.. actual.Select(value => (double)value)], tolerance);

    static void AssertClose(double[] expected, double[] actual, double tolerance)
    {
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], tolerance * Math.Max(1, Math.Abs(expected[i])));
        }
    }
}
