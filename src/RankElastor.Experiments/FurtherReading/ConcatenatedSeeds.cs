using RankElastor.Experiments.Claims;
using RankElastor.Numerics.Randomness;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RankElastor.Experiments.FurtherReading;

/// <summary>L30: hidden layers of several seeds, side by side, on another task than theirs.</summary>
static class ConcatenatedSeeds
{
    const int Width = 16, Units = 32, Networks = 4, Rows = 2000;

    static readonly SeedMemo<(double Seeds, double Copies)> _gains = new(Gains);

    /// <summary>The claims.</summary>
    public static IReadOnlyList<PaperClaim> Claims { get; } =
    [
        new()
        {
            Id = "L30",
            Quote = "Although their concatenation carries little additional information about the training task under "
                + "the training distribution, it becomes substantially more informative when tasks or distributions "
                + "change.",
            Place = "richer representations, abstract",
            Scope = "deep networks under shifting tasks and distributions",
            TriedOn = "networks of one hidden layer",
            Reading = "Four seeds' hidden layers, side by side, gain more over one of four times the units on another "
                + "task than on their own.",
            Procedure = "Four networks 16 → 32 → 4 and one with 128 units, trained on one random "
                + "network's answers; "
                + "least squares on the hidden layers for these and for another random network's.",
            Value = "gain in R² on the other task less gain on its own",
            Rule = ClaimRule.MeanAbove(0),
            Measure = seed => _gains.Of(seed).Seeds,
            Control = "one seed's hidden layer, four times, does",
            MeasureControl = seed => _gains.Of(seed).Copies,
        },
    ];

    static (double Seeds, double Copies) Gains(int seed)
    {
        var random = new SeededRandom((ulong)seed).Fork("concatenated seeds");
        var (own, other) = (Task(random), Task(random));
        var networks = Enumerable.Range(0, Networks).Select(_ => Hidden(random, own, Units)).ToList();
        var wide = Hidden(random, own, Networks * Units);
        var (seen, fresh) = (Draws.Floats(random, Rows, Width), Draws.Floats(random, Rows, Width));
        double Explained(Func<Tensor, Tensor> hidden, Func<Tensor, Tensor> task) =>
            LinearFit.Explained(hidden(seen), task(seen), hidden(fresh), task(fresh)).mean().item<double>();
        double Gain(Func<Tensor, Tensor> hidden) =>
            Explained(hidden, other) - Explained(wide, other) - Explained(hidden, own) + Explained(wide, own);
        return (
            Gain(rows => cat([.. networks.Select(network => network(rows))], 1)),
            Gain(rows => cat([.. networks.Select(_ => networks[0](rows))], 1)));
    }

    static Func<Tensor, Tensor> Task(SeededRandom random)
    {
        var (first, second) = (SmallNetworks.Weights(random, Width, 8), SmallNetworks.Weights(random, 8, 4));
        return rows => rows.mm(first).relu().mm(second);
    }

    /// <summary>The hidden layer of a network that was trained on a task.</summary>
    static Func<Tensor, Tensor> Hidden(SeededRandom random, Func<Tensor, Tensor> task, int units)
    {
        Parameter first = new(SmallNetworks.Weights(random, Width, units)), bias = new(zeros(units));
        Parameter second = new(SmallNetworks.Weights(random, units, 4));
        Tensor Of(Tensor rows) => (rows.mm(first) + bias).relu();
        SmallNetworks.Fit([first, bias, second], 800, 3e-3, _ =>
        {
            var rows = Draws.Floats(random, 128, Width);
            return SmallNetworks.Squared(Of(rows).mm(second), task(rows));
        });
        return rows => Of(rows).detach();
    }
}
