using RankElastor.Experiments.Claims;
using RankElastor.Experiments.Scaling;
using RankElastor.Numerics.Randomness;
using static TorchSharp.torch;

namespace RankElastor.Experiments.FurtherReading;

/// <summary>L17: what was learned before delays the power law.</summary>
static class RectifiedLaw
{
    const int Features = 20, Learned = 512;

    /// <summary>The claims.</summary>
    public static IReadOnlyList<PaperClaim> Claims { get; } =
    [
        new()
        {
            Id = "L17",
            Quote = "We find that the fine-tuning scaling curve includes not just the well-known \"power phase\" but "
                + "also the previously unobserved \"pre-power phase\".",
            Place = "rectified scaling law, abstract",
            Scope = "language models that are fine-tuned",
            TriedOn = "least squares",
            Reading = "Where rows were learned before, few further rows lower the error by a flatter slope than many.",
            Procedure = "Least squares of 20 features with noise on 512 rows and on D more, the mean error of 40 "
                + "draws: slope of log error on log D between 64 and 256 rows, less that between 4,096 and 16,384.",
            Value = "difference of slopes",
            Rule = ClaimRule.AtLeast(0.5),
            Measure = random => Bend(random, Learned),
            Control = "without rows learned before, too",
            MeasureControl = random => Bend(random, 0),
            Comment = "The error is that of 512 + D rows, which is the rectified law with 512 as pre-learned size.",
        },
    ];

    static double Bend(SeededRandom random, int learned) =>
        Slope(random, learned, 64, 256) - Slope(random, learned, 4096, 16384);

    static double Slope(SeededRandom random, int learned, int few, int many) => LineFit.Of(
    [
        (Math.Log(few), Math.Log(Error(random, learned + few))),
        (Math.Log(many), Math.Log(Error(random, learned + many))),
    ]).Slope;

    /// <summary>Mean squared error of the coefficients: features are white, so that it is the error on rows.</summary>
    static double Error(SeededRandom random, int rows) => Enumerable.Range(0, 40).Average(_ =>
    {
        using var tensors = NewDisposeScope();
        var x = Draws.Normal(random, rows, Features);
        return Draws.Energy(linalg.solve(x.t().mm(x), x.t().mm(Draws.Normal(random, rows, 1))));
    });
}
