using CsCheck;
using RankElastor.Kernels.Updates;

namespace RankElastor.Tests.Kernels.Rows;

public sealed class RowUpdateKernelTests
{
    const float Rate = 0.05f, Scale = 0.7f, Decay = 1e-2f;

    static readonly Gen<(float W, float G, float S)[]> _elements = Gen.Select(
        Gen.Float[-2, 2], Gen.Float[-2, 2], Gen.Float[0, 1]).Array[0, 70];

    [Fact]
    public void Adagrad_AgreesWithScalar() => Gen.Select(_elements, Gen.Bool).Sample((elements, given) =>
    {
        var (w, g, s) = Split(elements, given);
        var (w2, g2, s2) = Split(elements, given);
        AdagradKernel.Vectorised(w, g, s, Rate, Scale, Decay);
        AdagradKernel.Scalar(w2, g2, s2, Rate, Scale, Decay);
        AssertClose(w2, w);
        AssertClose(s2, s);
    });

    [Fact]
    public void Sgd_AgreesWithScalar() => Gen.Select(_elements, Gen.Bool).Sample((elements, given) =>
    {
        var (w, g, _) = Split(elements, given);
        var (w2, g2, _) = Split(elements, given);
        SgdKernel.Vectorised(w, g, Rate, Scale, Decay);
        SgdKernel.Scalar(w2, g2, Rate, Scale, Decay);
        AssertClose(w2, w);
    });

    [Fact]
    public void RowWiseAdagrad_AgreesWithScalar() =>
        Gen.Select(_elements.Where(elements => elements.Length > 0), Gen.Bool).Sample((elements, given) =>
    {
        var (w, g, s) = Split(elements, given);
        var (w2, g2, s2) = Split(elements, given);
        RowWiseAdagradKernel.Vectorised(w, g, ref s[0], Rate, Scale, Decay);
        RowWiseAdagradKernel.Scalar(w2, g2, ref s2[0], Rate, Scale, Decay);
        AssertClose(w2, w);
        AssertClose(s2, s);
    });

    [Fact]
    public void RowWiseAdagrad_OfWidthOne_IsAdagrad() => _elements.Sample(elements =>
    {
        var (w, g, s) = Split(elements, given: true);
        var (w2, g2, s2) = Split(elements, given: true);
        RowWiseAdagradKernel.Apply(w, g, s, Rate, Scale, Decay);
        AdagradKernel.Scalar(w2, g2, s2, Rate, Scale, Decay);
        AssertClose(w2, w);
        AssertClose(s2, s);
    });

    [Fact]
    public void RowWiseAdagrad_AddsTheMeanSquareOfEachRow()
    {
        float[] weights = [1, 1, 1, 1], squares = [0, 9];
        RowWiseAdagradKernel.Apply(weights, [3, 4, 0, 0], squares, 1, 1, 0);
        AssertClose([12.5f, 9], squares);
        AssertClose([1 - 3 / MathF.Sqrt(12.5f), 1 - 4 / MathF.Sqrt(12.5f), 1, 1], weights);
    }

    static (float[] W, float[] G, float[] S) Split((float W, float G, float S)[] elements, bool given) =>
        ([.. elements.Select(e => e.W)], given ? [.. elements.Select(e => e.G)] : [], [.. elements.Select(e => e.S)]);

    static void AssertClose(float[] expected, float[] actual)
    {
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], 2e-6f * Math.Max(1, Math.Abs(expected[i])));
        }
    }
}
