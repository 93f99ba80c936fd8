using RankElastor.Experiments.Claims;
using RankElastor.Numerics.Randomness;
using static TorchSharp.torch;

namespace RankElastor.Experiments.FurtherReading;

/// <summary>L61: tables as sums of blocks, each signs times a matrix of rank 1.</summary>
static class SignBlocks
{
    const int Size = 256;

    const string Place = "BitStack, abstract";

    /// <summary>The claims.</summary>
    public static IReadOnlyList<PaperClaim> Claims { get; } =
    [
        new()
        {
            Id = "L61",
            Quote = "Our approach iteratively decomposes weight matrices while considering the significance of each "
                + "parameter, resulting in an approximately 1-bit per parameter residual block in each decomposition "
                + "iteration.",
            Place = Place,
            Scope = "weights of language models, scaled by activations; here normal tables",
            Reading = "One block leaves a normal table 1 - 2 / pi of its energy, as the best code of one bit.",
            Procedure = "256 × 256, signs times the best matrix of rank 1 of the magnitudes.",
            Value = "relative deviation",
            Rule = ClaimRule.AtMost(0.03),
            Measure = random => Math.Abs(Left(Draws.Normal(random, Size, Size), 1, true) / (1 - 2 / Math.PI) - 1),
            Control = "so does one of rank 1 without signs",
            MeasureControl = random =>
                Math.Abs(Left(Draws.Normal(random, Size, Size), 1, false) / (1 - 2 / Math.PI) - 1),
        },
        new()
        {
            Id = "L61q",
            Quote = "BitStack consistently matches or surpasses strong quantization baselines, particularly at extreme "
                + "compression ratios.",
            Place = Place,
            Scope = "weights of language models",
            TriedOn = "normal tables",
            Reading = "Two blocks leave a normal table less energy than the best even code of two bits.",
            Procedure = "256 × 256; four even levels around 0 at the best of 200 distances.",
            Value = "energy left by blocks over that left by the code",
            Rule = ClaimRule.MeanBelow(1),
            Measure = random => Against(random, true),
            Control = "two of rank 1 without signs do",
            MeasureControl = random => Against(random, false),
        },
    ];

    static double Against(SeededRandom random, bool hasSigns)
    {
        var table = Draws.Normal(random, Size, Size);
        var even = Enumerable.Range(1, 200).Min(i => Even(table, 0.01 * i));
        return Left(table, 2, hasSigns) / even;
    }

    /// <summary>Share of the energy that blocks leave.</summary>
    static double Left(Tensor table, int blocks, bool hasSigns)
    {
        var rest = table;
        for (var block = 0; block < blocks; block++)
        {
            var signs = hasSigns ? rest.sign() : ones_like(rest);
            var (u, s, v) = linalg.svd(rest * signs, fullMatrices: false);
            rest -= signs * (s[0] * u.narrow(1, 0, 1).mm(v.narrow(0, 0, 1)));
        }

        return Draws.Energy(rest) / Draws.Energy(table);
    }

    /// <summary>Share of the energy that levels at ± 1/2 and ± 3/2 of a distance leave.</summary>
    static double Even(Tensor table, double distance)
    {
        var levels = (table / distance).floor().clamp(-2, 1) + 0.5;
        return Draws.Energy(table - distance * levels) / Draws.Energy(table);
    }
}
