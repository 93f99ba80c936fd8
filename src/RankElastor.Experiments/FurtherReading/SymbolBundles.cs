using RankElastor.Experiments.Claims;
using RankElastor.Numerics.Randomness;
using static TorchSharp.torch;

namespace RankElastor.Experiments.FurtherReading;

/// <summary>L03: sums of random sign vectors as sets of symbols.</summary>
static class SymbolBundles
{
    const int Symbols = 50, Strangers = 1000, Bundles = 20;
    const double Deviations = 2.3263; // a normal number beyond: 1 of 100

    const string Place = "capacity of vector symbolic architectures, abstract";

    /// <summary>The claims.</summary>
    public static IReadOnlyList<PaperClaim> Claims { get; } =
    [
        new()
        {
            Id = "L03",
            Quote = "bounds on the dimensions of the VSA vectors required to perform certain symbolic tasks, such as "
                + "testing for set membership i in S",
            Place = Place,
            Scope = "bounds for four architectures; here what sums of sign vectors need, by the normal law",
            Reading = "Sums of m sign vectors of m (2 z)^2 entries take a stranger for a member in 1 case of 100, "
                + "z = 2.33.",
            Procedure = "20 sums of 50 vectors, 1,000 strangers each; a member where the product is more than half "
                + "the number of entries.",
            Value = "share of strangers taken for members",
            Rule = ClaimRule.Within(0.007, 0.013),
            Measure = random => Mistaken(random, (int)Math.Ceiling(Symbols * Math.Pow(2 * Deviations, 2))),
            Control = "half as many entries do",
            MeasureControl = random => Mistaken(random, (int)Math.Ceiling(Symbols * Math.Pow(2 * Deviations, 2) / 2)),
        },
        new()
        {
            Id = "L03i",
            Quote = "estimating set intersection sizes |X cap Y| for two sets of symbols X and Y, to a given degree of "
                + "accuracy.",
            Place = Place,
            Scope = "bounds for four architectures; here the variance for sums of sign vectors",
            Reading = "The product of two sums over the entries d estimates the common symbols k of m each with "
                + "variance (m^2 + k^2 - 2 k) / d.",
            Procedure = "m = 20, k = 10, d = 256, 4,000 pairs of sets.",
            Value = "relative deviation of the mean squared error",
            Rule = ClaimRule.AtMost(0.1),
            Measure = random => Spread(random, 20 * 20 + 10 * 10 - 2 * 10),
            Control = "with variance m / d",
            MeasureControl = random => Spread(random, 20),
        },
    ];

    static double Mistaken(SeededRandom random, int entries)
    {
        var mistaken = 0L;
        for (var bundle = 0; bundle < Bundles; bundle++)
        {
            using var tensors = NewDisposeScope();
            var sum = Signs(random, Symbols, entries).sum([0]);
            mistaken += Signs(random, Strangers, entries).mv(sum).gt(entries / 2.0).sum().item<long>();
        }

        return mistaken / (double)(Bundles * Strangers);
    }

    static double Spread(SeededRandom random, double variance)
    {
        const int pairs = 4000, entries = 256, common = 10, own = 10;
        var squares = 0.0;
        for (var pair = 0; pair < pairs; pair++)
        {
            using var tensors = NewDisposeScope();
            var symbols = Signs(random, common + 2 * own, entries);
            var shared = symbols.narrow(0, 0, common).sum([0]);
            var first = shared + symbols.narrow(0, common, own).sum([0]);
            var second = shared + symbols.narrow(0, common + own, own).sum([0]);
            squares += Math.Pow(first.dot(second).item<double>() / entries - common, 2);
        }

        return Math.Abs(squares / pairs * entries / variance - 1);
    }

    static Tensor Signs(SeededRandom random, int rows, int columns)
    {
        var values = new double[rows * columns];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = random.NextUInt64() >> 63 == 0 ? -1 : 1;
        }

        return tensor(values, [rows, columns]);
    }
}
