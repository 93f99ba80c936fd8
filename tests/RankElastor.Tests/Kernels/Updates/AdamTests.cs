using CsCheck;
using RankElastor.Kernels.Updates;

namespace RankElastor.Tests.Kernels.Updates;

public sealed class AdamTests
{
    static readonly Gen<(float W, float G, float M, float V)> _element =
        Gen.Select(Gen.Float[-2, 2], Gen.Float[-2, 2], Gen.Float[-1, 1], Gen.Float[0, 1]);

    [Fact]
    public void Vectorised_AgreesWithScalar() =>
        Gen.Select(_element.Array[0, 70], Gen.Long[1, 100000]).Sample((elements, t) =>
        {
            var step = AdamStep.At(t, 1e-2, scale: 0.7, decay: 1e-3);
            var (w, g, m, v) = Split(elements);
            var (w2, _, m2, v2) = Split(elements);
            Adam.Vectorised(w, g, m, v, step);
            Adam.Scalar(w2, g, m2, v2, step);
            AssertClose(w2, w);
            AssertClose(m2, m);
            AssertClose(v2, v);
        });

    [Fact]
    public void Apply_WithoutGradient_IsApplyWithZeros() =>
        _element.Array[0, 70].Sample(elements =>
        {
            var step = AdamStep.At(3, 1e-2, decay: 1e-2);
            var (w, g, m, v) = Split(elements);
            var (w2, _, m2, v2) = Split(elements);
            Array.Clear(g);
            Adam.Apply(w, g, m, v, step);
            Adam.Apply(w2, [], m2, v2, step);
            Assert.Equal(w, w2);
            Assert.Equal(m, m2);
            Assert.Equal(v, v2);
        });

    [Fact]
    public void Apply_FirstStep_MovesByTheLearningRateAgainstTheSign()
    {
        float[] w = [1, 1, 1], m = new float[3], v = new float[3];
        Adam.Apply(w, [0.5f, -3, 0], m, v, AdamStep.At(1, 0.1));
        AssertClose([0.9f, 1.1f, 1], w);
    }

    [Fact]
    public void Apply_LengthsDiffer_Throws() =>
        Assert.Throws<ArgumentException>(
            () => Adam.Apply(new float[3], new float[2], new float[3], new float[3], AdamStep.At(1, 1)));

    static (float[] W, float[] G, float[] M, float[] V) Split((float W, float G, float M, float V)[] elements) =>
        (
            [.. elements.Select(e => e.W)], [.. elements.Select(e => e.G)], [.. elements.Select(e => e.M)],
            [.. elements.Select(e => e.V)]);

    static void AssertClose(float[] expected, float[] actual)
    {
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], 1e-6f * Math.Max(1, Math.Abs(expected[i])));
        }
    }
}
