using RankElastor.Experiments.Claims;
using RankElastor.Numerics.Randomness;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RankElastor.Experiments.FurtherReading;

/// <summary>Experts of 8 units each on rows of 16 entries, and a random network that they are to follow.</summary>
sealed class Experts
{
    /// <summary>How many.</summary>
    public const int Count = 8;

    /// <summary>Entries of a row.</summary>
    public const int Width = 16;

    const int Units = 8, Batch = 128;

    readonly Tensor _first, _second;

    /// <summary>New ones.</summary>
    public Experts(SeededRandom random)
    {
        (_first, _second) = (SmallNetworks.Weights(random, Width, 32), SmallNetworks.Weights(random, 32, Width));
        Weights =
        [
            new(SmallNetworks.Weights(random, Width, Count * Units)),
            new(Draws.Floats(random, Count * Units, Width).view(Count, Units, Width) / Math.Sqrt(Units)),
        ];
    }

    /// <summary>What is trained.</summary>
    public Parameter[] Weights { get; }

    /// <summary>A batch of rows.</summary>
    public static Tensor Rows(SeededRandom random, int count = Batch) => Draws.Floats(random, count, Width);

    /// <summary>Shares of the experts with the k largest scores, by softmax; 0 for others.</summary>
    public static Tensor Gates(Tensor scores, int k)
    {
        var least = scores.topk(k, 1).values.select(1, k - 1).unsqueeze(1);
        return scores.masked_fill(scores.lt(least), float.NegativeInfinity).softmax(1);
    }

    /// <summary>Mean squared error of the experts' weighted answers.</summary>
    public Tensor Loss(Tensor rows, Tensor gates)
    {
        var hidden = rows.mm(Weights[0]).relu().view(-1, Count, Units);
        var answers = einsum("ncu,cuw,nc->nw", hidden, Weights[1], gates);
        return SmallNetworks.Squared(answers, rows.mm(_first).relu().mm(_second));
    }
}
