using RankElastor.Experiments.Claims;
using RankElastor.Numerics.Randomness;
using static TorchSharp.torch;

namespace RankElastor.Experiments.SelfSupervision;

/// <summary>
/// Rows seen twice: 8 numbers that both views share and 8 that each has of its own, mixed into 64 entries by one random
/// matrix, with a little noise. Both kinds are independent and normal.
/// </summary>
sealed class TwoViews(SeededRandom random)
{
    /// <summary>Entries of a view.</summary>
    public const int Width = 64;

    /// <summary>Shared numbers.</summary>
    public const int Shared = 8;

    readonly Tensor _mixing = Draws.Floats(random.Fork("mixing"), 2 * Shared, Width) / Math.Sqrt(2 * Shared);
    readonly SeededRandom _rows = random.Fork("rows");

    /// <summary>Fresh rows: what is shared, and both views.</summary>
    public (Tensor Content, Tensor First, Tensor Second) Draw(int count)
    {
        var content = Draws.Floats(_rows, count, Shared);
        return (content, View(content), View(content));
    }

    Tensor View(Tensor content) => cat([content, Draws.Floats(_rows, (int)content.shape[0], Shared)], 1).mm(_mixing)
        + 0.05 * Draws.Floats(_rows, (int)content.shape[0], Width);
}
