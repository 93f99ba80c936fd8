using RankElastor.Experiments.Claims;
using RankElastor.Experiments.Scaling;
using RankElastor.Numerics.Randomness;

namespace RankElastor.Experiments.FurtherReading;

/// <summary>L103: the size of a model that a budget is best spent on, in a model that can be solved.</summary>
static class ComputeOptimal
{
    const int Directions = 200_000, Largest = 4000;

    /// <summary>The claims.</summary>
    public static IReadOnlyList<PaperClaim> Claims { get; } =
    [
        new()
        {
            Id = "L103",
            Quote = "computing the optimal model-parameter-count as a function of floating point operation budget.",
            Place = "phases of compute-optimal scaling, abstract",
            Scope = "stochastic gradient descent on random features",
            TriedOn = "gradient flow on the features themselves",
            Reading = "Where neither noise nor features decide, the best size grows with the budget to the power "
                + "1 / (2 a + 1).",
            Procedure = "Eigenvalues j^-2a, targets j^-2b, a between .75 and 1.25, b between .1 and .4; d directions "
                + "for C / d steps, nine budgets over four decades: slope of log best d on log C.",
            Value = "relative deviation of the slope",
            Rule = ClaimRule.AtMost(0.1),
            Measure = random => Deviation(random, a => 1 / (2 * a + 1)),
            Control = "it grows to the power one half",
            MeasureControl = random => Deviation(random, _ => 0.5),
        },
    ];

    static double Deviation(SeededRandom random, Func<double, double> law)
    {
        var (a, b) = (0.75 + 0.5 * random.NextDouble(), 0.1 + 0.3 * random.NextDouble());
        var indices = Enumerable.Range(1, Directions);
        double[] rates = [.. indices.Select(j => Math.Pow(j, -2 * a))];
        double[] energies = [.. indices.Select(j => Math.Pow(j, -2 * (a + b)))];
        var rest = new double[Directions + 1]; // of the directions behind
        for (var j = Directions - 1; j >= 0; j--)
        {
            rest[j] = rest[j + 1] + energies[j];
        }

        double Loss(int size, double budget)
        {
            var sum = rest[size];
            for (var j = 0; j < size; j++)
            {
                sum += energies[j] * Math.Exp(-rates[j] * budget / size);
            }

            return sum;
        }

        var largest = Math.Log(Largest);
        int[] sizes = [.. Enumerable.Range(40, 201).Select(i => (int)Math.Exp(largest * i / 240)).Distinct()];
        var slope = LineFit.Of([.. Enumerable.Range(0, 9).Select(i => Math.Pow(10, 4 + i / 2.0)).Select(budget =>
            (Math.Log(budget), Math.Log(sizes.MinBy(size => Loss(size, budget)))))]).Slope;
        return Math.Abs(slope / law(a) - 1);
    }
}
