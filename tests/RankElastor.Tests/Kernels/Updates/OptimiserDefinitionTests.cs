using RankElastor.Kernels.Updates;
using RankElastor.Numerics.Randomness;

namespace RankElastor.Tests.Kernels.Updates;

/// <summary>The updates beside torch.optim's formulas, written down here in double precision.</summary>
public sealed class OptimiserDefinitionTests
{
    const double Rate = 0.01, Scale = 0.5, Decay = 0.1;
    const int Length = 37, Steps = 4;

    [Theory]
    [InlineData("adam", 1.0)]
    [InlineData("adam", 1e-7)] // small enough for epsilon to count
    [InlineData("sgd", 1.0)]
    [InlineData("adagrad", 1.0)]
    [InlineData("adagrad", 1e-8)]
    [InlineData("rowwiseadagrad", 1.0)]
    [InlineData("rowwiseadagrad", 1e-8)]
    public void AnUpdate_FollowsItsFormula(string word, double size)
    {
        var kind = OptimiserKind.All.Single(kind => kind.Word == word);
        var random = new SeededRandom(3);
        float[] Drawn() => [.. Enumerable.Range(0, Length).Select(_ => (float)(size * random.NextNormal()))];
        var weights = Drawn();
        var (first, second) = (new float[kind.FirstWidth(Length)], new float[kind.SecondWidth(Length)]);
        var expected = weights.Select(weight => (double)weight).ToArray();
        var (means, squares) = (new double[Length], new double[Length]);
        for (var step = 1; step <= Steps; step++)
        {
            var gradient = Drawn();
            kind.At(step, Rate, Scale, Decay)(weights, gradient, first, second);
            Update(word, step, expected, gradient, means, squares);
        }

        for (var i = 0; i < Length; i++)
        {
            Assert.Equal(expected[i], weights[i], 2e-6 * (size + Steps * Rate));
        }
    }

    static void Update(string word, int step, double[] weights, float[] given, double[] means, double[] squares)
    {
        var gradient = given.Select((g, i) => Scale * (g + Decay * weights[i])).ToArray();
        var row = gradient.Sum(g => g * g) / Length;
        for (var i = 0; i < Length; i++)
        {
            var g = gradient[i];
            means[i] = 0.9 * means[i] + 0.1 * g;
            squares[i] = word switch
            {
                "adam" => 0.999 * squares[i] + 0.001 * g * g,
                "rowwiseadagrad" => squares[i] + row,
                _ => squares[i] + g * g,
            };
            weights[i] -= Rate * (word switch
            {
                "adam" => means[i] / (1 - Math.Pow(0.9, step))
                    / (Math.Sqrt(squares[i] / (1 - Math.Pow(0.999, step))) + 1e-8),
                "sgd" => g,
                _ => g / (Math.Sqrt(squares[i]) + 1e-10),
            });
        }
    }
}
