using RankElastor.Experiments.Claims;
using RankElastor.Numerics.Randomness;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RankElastor.Experiments.FurtherReading;

/// <summary>L24: units of one network in the order of another's.</summary>
static class WeightMatching
{
    const int Width = 16, Units = 64, Outputs = 4;

    const string Place = "merging models modulo permutations, abstract";

    static readonly SeedMemo<(double Matched, double Shuffled)> _barriers = new(Barriers);

    /// <summary>The claims.</summary>
    public static IReadOnlyList<PaperClaim> Claims { get; } =
    [
        new()
        {
            Id = "L24",
            Quote = "This transformation produces a functionally equivalent set of weights that lie in an "
                + "approximately convex basin near the reference model.",
            Place = Place,
            Scope = "deep networks on images",
            TriedOn = "networks of one hidden layer",
            Reading = "Matched units halve the loss halfway between two independently trained networks, above that "
                + "at the ends.",
            Procedure = "Two networks 16 → 64 → 4 trained on a random network's answers, 1,500 steps of Adam; the "
                + "permutation of largest inner product of all weights.",
            Value = "barrier of matched units over that of units as they are",
            Rule = ClaimRule.MeanBelow(0.5),
            Measure = seed => _barriers.Of(seed).Matched,
            Control = "units in an order by chance halve it",
            MeasureControl = seed => _barriers.Of(seed).Shuffled,
        },
        new()
        {
            Id = "L24e",
            Quote = "We introduce three algorithms to permute the units of one model to bring them into alignment with "
                + "a reference model in order to merge the two models in weight space.",
            Place = Place,
            Reading = "The permutation of largest inner product brings back units that were shuffled, and changes no "
                + "answer.",
            Procedure = "A normal network 16 → 64 → 4, its units shuffled, 1 % of noise on the "
                + "weights; answers on 100 "
                + "rows before matching and behind it.",
            Value = "units in a wrong place, plus the relative change of answers",
            Rule = ClaimRule.Exact,
            Measure = random => Recovered(random, true),
            Control = "it does where only incoming weights are shuffled",
            MeasureControl = random => Recovered(random, false),
        },
    ];

    /// <summary>A network without biases: incoming weights, a column for each unit, and outgoing ones, a row.</summary>
    readonly record struct Network(Tensor Incoming, Tensor Outgoing)
    {
        public Tensor Of(Tensor rows) => rows.mm(Incoming).relu().mm(Outgoing);

        public Network Ordered(Tensor units) => new(Incoming.index_select(1, units), Outgoing.index_select(0, units));

        public Network Halfway(Network other) =>
            new((Incoming + other.Incoming) / 2, (Outgoing + other.Outgoing) / 2);
    }

    /// <summary>The units of a network that stand for a reference's, in its order.</summary>
    static long[] Match(Network reference, Network network)
    {
        var products = reference.Incoming.t().mm(network.Incoming) + reference.Outgoing.mm(network.Outgoing.t());
        var gains = new double[Units, Units];
        Buffer.BlockCopy(
            products.to(ScalarType.Float64).data<double>().ToArray(), 0, gains, 0, sizeof(double) * gains.Length);
        return [.. Assignment.Of(gains).Select(unit => (long)unit)];
    }

    static long[] Shuffled(SeededRandom random)
    {
        var units = Enumerable.Range(0, Units).Select(unit => (long)unit).ToArray();
        random.Shuffle(units.AsSpan());
        return units;
    }

    static double Recovered(SeededRandom random, bool isWhole)
    {
        var network = new Network(Draws.Normal(random, Width, Units), Draws.Normal(random, Units, Outputs));
        var (order, rows) = (Shuffled(random), Draws.Normal(random, 100, Width));
        var shuffled = network.Ordered(tensor(order));
        shuffled = isWhole ? shuffled : shuffled with { Outgoing = network.Outgoing };
        var found = Match(network, new(
            shuffled.Incoming + Draws.Normal(random, Width, Units, 0, 0.01),
            shuffled.Outgoing + Draws.Normal(random, Units, Outputs, 0, 0.01)));
        var wrong = Enumerable.Range(0, Units).Count(unit => order[found[unit]] != unit);
        return wrong + Draws.Error(network.Of(rows), shuffled.Ordered(tensor(found)).Of(rows));
    }

    static (double Matched, double Shuffled) Barriers(int seed)
    {
        var random = new SeededRandom((ulong)seed).Fork("weight matching");
        var task = new Network(SmallNetworks.Weights(random, Width, 16), SmallNetworks.Weights(random, 16, Outputs));
        var (reference, other) = (Trained(random, task), Trained(random, task));
        var rows = Draws.Floats(random, 4000, Width);
        double Loss(Network network) => SmallNetworks.Squared(network.Of(rows), task.Of(rows)).item<float>();
        double Barrier(Network end) => Loss(reference.Halfway(end)) - (Loss(reference) + Loss(end)) / 2;
        var plain = Barrier(other);
        return (
            Barrier(other.Ordered(tensor(Match(reference, other)))) / plain,
            Barrier(other.Ordered(tensor(Shuffled(random)))) / plain);
    }

    static Network Trained(SeededRandom random, Network task)
    {
        Parameter incoming = new(SmallNetworks.Weights(random, Width, Units));
        Parameter outgoing = new(SmallNetworks.Weights(random, Units, Outputs));
        var network = new Network(incoming, outgoing);
        SmallNetworks.Fit([incoming, outgoing], 1500, 3e-3, _ =>
        {
            var rows = Draws.Floats(random, 128, Width);
            return SmallNetworks.Squared(network.Of(rows), task.Of(rows));
        });
        return new(incoming.detach(), outgoing.detach());
    }
}
