using CsCheck;
using RankElastor.Kernels.Updates;
using RankElastor.Numerics.Randomness;
using RankElastor.Tests.Training.Optimisation;
using static TorchSharp.torch;
using Parameter = TorchSharp.Modules.Parameter;

namespace RankElastor.Tests.Kernels.Updates;

/// <summary>The optimisers that share one driver: against torch.optim, and vectors against the definition.</summary>
[Collection("torch")]
public sealed class UpdateFormulaTests
{
    const double Scale = 0.5, Decay = 0.1;
    const int Length = 67, Steps = 30;

    public static TheoryData<string> Words => ["rmsprop", "adamw", "nadam", "radam", "adamax", "adadelta"];

    [Theory]
    [MemberData(nameof(Words))]
    public void Steps_AreTorchs(string word)
    {
        using var scope = NewDisposeScope();
        var rate = word == "radam" ? 1 : 0.02;
        var kind = OptimiserKind.All.Single(found => found.Word == word);
        var random = new SeededRandom(3);
        float[] Drawn() => [.. Enumerable.Range(0, Length).Select(_ => (float)random.NextNormal())];
        var weights = Drawn();
        var (first, second) = (new float[Length], new float[kind.SecondWidth(Length)]);
        var parameter = new Parameter(tensor(weights));
        var peer = TorchOptimisers.Of(word, [parameter], rate);
        for (var step = 1; step <= Steps; step++)
        {
            var gradient = Drawn();
            kind.At(step, rate, Scale, Decay)(weights, gradient, first, second);
            parameter.grad = Scale * (tensor(gradient) + Decay * parameter.detach());
            peer.step();
            var expected = parameter.detach().data<float>().ToArray();
            for (var i = 0; i < Length; i++)
            {
                Assert.Equal(expected[i], weights[i], 1e-5 * Math.Max(1, Math.Abs(expected[i])));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Words))]
    public void Vectors_AreTheDefinition_AndNoGradientIsZero(string word)
    {
        switch (word)
        {
            case "rmsprop": Check(new RmsProp.Formula(0.02f)); break;
            case "adamw": Check(new AdamW.Formula(AdamStep.At(7, 0.02), 0.999f)); break;
            case "nadam": Check(new NAdam.Formula(0.01f, 0.02f, 3)); break;
            case "radam":
                Check(new RAdam.Formula(0.01f, Adapts: false));
                Check(new RAdam.Formula(0.01f, Adapts: true));
                break;
            case "adamax": Check(new Adamax.Formula(0.02f)); break;
            default: Check(new Adadelta.Formula(0.5f)); break;
        }
    }

    [Fact]
    public void NAdam_AfterManySteps_HasMomentumAlone()
    {
        float[] weights = [1], first = [0.5f], second = [0.25f];
        OptimiserKind.All.Single(kind => kind.Word == "nadam").At(100_000, 0.1, 1, 0)(weights, [0.5f], first, second);
        var (now, next) = (Momentum(100_000), Momentum(100_001));
        Assert.Equal(1 - 0.1 * (0.5 * (1 - now) + 0.5 * next) / 0.5, weights[0], 1e-5);

        static double Momentum(int step) => 0.9 * (1 - 0.5 * Math.Pow(0.96, step * 0.004));
    }

    static void Check<TFormula>(TFormula formula)
        where TFormula : struct, IUpdateFormula =>
        Gen.Select(Gen.Float[-2, 2].Array[0, 70], Gen.Float[-2, 2].Array[70], Gen.Float[0.01f, 1].Array[70])
            .Sample((weights, gradients, states) =>
            {
                foreach (var given in (bool[])[true, false])
                {
                    var (count, all) = (weights.Length, gradients.AsSpan(0, weights.Length).ToArray());
                    float[] left = [.. weights], right = [.. weights];
                    float[] first = [.. states.Take(count)], otherFirst = [.. first];
                    float[] second = [.. states.Reverse().Take(count)], otherSecond = [.. second];
                    WeightUpdates.Vectorised(left, given ? all : [], first, second, formula, 0.7f, 0.01f);
                    WeightUpdates.Scalar(
                        right, given ? all : new float[count], otherFirst, otherSecond, formula, 0.7f, 0.01f);
                    AssertClose(right, left);
                    AssertClose(otherFirst, first);
                    AssertClose(otherSecond, second);
                }
            }, iter: 50);

    static void AssertClose(float[] expected, float[] actual)
    {
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], 2e-6f * Math.Max(1, Math.Abs(expected[i])));
        }
    }
}
