using RankElastor.Experiments.Claims;
using RankElastor.Experiments.Scaling;
using RankElastor.Numerics.Randomness;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RankElastor.Experiments.FurtherReading;

/// <summary>L66: more features than entries, some seldom and some often there, and what is lost of them.</summary>
static class Superposition
{
    const int Features = 256, Batch = 512;

    static readonly int[] _sizes = [8, 16, 32];

    /// <summary>Feature i is there in a share of 1 / i of the rows, the first in half of them.</summary>
    static readonly double[] _frequencies = [.. Enumerable.Range(1, Features).Select(i => 0.5 / i)];

    /// <summary>The claims.</summary>
    public static IReadOnlyList<PaperClaim> Claims { get; } =
    [
        new()
        {
            Id = "L66t",
            Quote = "under strong superposition, where all features are represented but overlap with each other, the "
                + "loss becomes inversely proportional to the model dimension across a wide range of feature frequency "
                + "distributions.",
            Place = "superposition and scaling, abstract",
            Scope = "a toy model; here with one distribution of frequencies",
            Reading = "Where all features have vectors of one length, the loss falls as 1 / m with their entries m.",
            Procedure = "256 features between 0 and 1, feature i in a share .5 / i of the rows; y = ReLU(W^T W x + b), "
                + "unit columns of W, 800 steps of Adam, m = 8, 16, 32: slope of log loss on log m.",
            Value = "slope",
            Rule = ClaimRule.MeanWithin(-1.25, -0.75),
            Measure = random => Slope(size => Lost(random, size)),
            Control = "where only the m most frequent features have vectors, too",
            MeasureControl = _ => Slope(size => _frequencies.Skip(size).Sum()),
        },
    ];

    static double Slope(Func<int, double> loss) =>
        LineFit.Of([.. _sizes.Select(size => (Math.Log(size), Math.Log(loss(size))))]).Slope;

    static double Lost(SeededRandom random, int size)
    {
        using var tensors = NewDisposeScope();
        Parameter vectors = new(Draws.Floats(random, size, Features)), bias = new(zeros(Features));
        Tensor Error(int count)
        {
            var rows = Rows(random, count);
            var unit = nn.functional.normalize(vectors, dim: 0);
            return SmallNetworks.Squared((rows.mm(unit.t()).mm(unit) + bias).relu(), rows);
        }

        SmallNetworks.Fit([vectors, bias], 800, 1e-2, _ => Error(Batch));
        return Error(8 * Batch).item<float>();
    }

    static Tensor Rows(SeededRandom random, int count)
    {
        var values = new float[count * Features];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = random.NextDouble() < _frequencies[i % Features] ? (float)random.NextDouble() : 0;
        }

        return tensor(values, [count, Features]);
    }
}
