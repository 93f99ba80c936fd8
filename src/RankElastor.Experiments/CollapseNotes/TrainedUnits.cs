using RankElastor.Experiments.Claims;
using RankElastor.Numerics.Randomness;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RankElastor.Experiments.CollapseNotes;

/// <summary>C16: what training does to units that are alike.</summary>
static class TrainedUnits
{
    const int Width = 32, Units = 32, Outputs = 4;

    const string Alike =
        "All hidden units learn nearly identical representations → no diversity → poor performance.";

    static readonly SeedMemo<(Result Alike, Result Different, Result Others)> _trained = new(seed =>
        (Trained(seed, "first", true), Trained(seed, "first", false), Trained(seed, "second", false)));

    /// <summary>The claims.</summary>
    public static IReadOnlyList<PaperClaim> Claims { get; } =
    [
        new()
        {
            Id = "C16",
            Quote = Alike,
            Place = "collapse notes",
            Scope = "hidden units in general; here units that start alike",
            Reading = "Units that start alike stay alike in training: a mean correlation of .99 or more.",
            Procedure = "32 → 32 → 4 with tanh on the answers of a random network of 4 units, 800 steps of Adam.",
            Value = "mean absolute correlation of two units on 2,000 rows",
            Rule = ClaimRule.AtLeast(0.99),
            Measure = seed => _trained.Of(seed).Alike.Likeness,
            Control = "units that start different become so",
            MeasureControl = seed => _trained.Of(seed).Different.Likeness,
        },
        new()
        {
            Id = "C16p",
            Quote = Alike,
            Place = "collapse notes",
            Scope = "hidden units in general; here units that start alike",
            Reading = "Such a network's error is at least twice that of one whose units start different.",
            Procedure = "The same task and steps, 2,000 fresh rows.",
            Value = "error over that of different units",
            Rule = ClaimRule.AtLeast(2),
            Measure = seed => _trained.Of(seed).Alike.Loss / _trained.Of(seed).Different.Loss,
            Control = "so is that of one with other different units",
            MeasureControl = seed => _trained.Of(seed).Others.Loss / _trained.Of(seed).Different.Loss,
            Comment = "The sentence names no factor: twice is ours.",
        },
    ];

    /// <summary>Of units: their mean absolute correlation, and the error on fresh rows.</summary>
    readonly record struct Result(double Likeness, double Loss);

    static Result Trained(int seed, string start, bool isAlike)
    {
        var random = new SeededRandom((ulong)seed).Fork("units");
        var (task, read) = (SmallNetworks.Weights(random, Width, 4), SmallNetworks.Weights(random, 4, Outputs));
        var own = random.Fork(start);
        Tensor First() => isAlike ? SmallNetworks.Weights(own, Width, 1).repeat(1, Units)
            : SmallNetworks.Weights(own, Width, Units);
        Tensor Second() => isAlike ? SmallNetworks.Weights(own, 1, Outputs).repeat(Units, 1) / Units
            : SmallNetworks.Weights(own, Units, Outputs);
        Parameter first = new(First()), second = new(Second());
        Tensor Error(Tensor rows) =>
            SmallNetworks.Squared(rows.mm(first).tanh().mm(second), rows.mm(task).relu().mm(read));
        SmallNetworks.Fit([first, second], 800, 3e-3, _ => Error(Draws.Floats(random, 128, Width)));
        var fresh = Draws.Floats(random, 2000, Width);
        var shared = corrcoef(fresh.mm(first).tanh().detach().to(ScalarType.Float64).t()).abs();
        return new((shared.sum().item<double>() - Units) / (Units * (Units - 1)), Error(fresh).item<float>());
    }
}
