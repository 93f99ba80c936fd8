using RankElastor.Model;
using RankElastor.Numerics.Randomness;
using static TorchSharp.torch;

namespace RankElastor.Experiments.Collapse;

/// <summary>
/// What plants do to weights before every batch and evaluation. But for those that take a share off, doing it twice in
/// a row is as doing it once.
/// </summary>
static class Holds
{
    const double ShutAt = -12;

    /// <summary>The trainable tensor whose name ends so.</summary>
    public static Tensor Named(RankingModel model, string ending) =>
        model.Parameters.Trainable.First(parameter => parameter.Name.EndsWith(ending, StringComparison.Ordinal)).Value;

    /// <summary>Units of the last axis that a share of them is.</summary>
    public static int Units(Tensor bias, double share) => (int)Math.Round(share * bias.shape[^1]);

    /// <summary>Holds the biases of the first units of the last axis so low that they are shut.</summary>
    public static void Shut(Tensor bias, double share)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        bias.narrow(-1, 0, Units(bias, share)).fill_(ShutAt);
    }

    /// <summary>The first units of the last axis get nothing from their input, and a bias of 1.</summary>
    public static void Pin(Tensor weight, Tensor bias, double share)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        weight.narrow(-1, 0, Units(bias, share)).zero_();
        bias.narrow(-1, 0, Units(bias, share)).fill_(1);
    }

    /// <summary>
    /// Keeps tables [V, E] on their first principal directions. Of k + f directions (0 &lt; f &lt; 1) the last is held
    /// at most f times as strong as the one before it.
    /// </summary>
    public static void ConfineTables(RankingModel model, double directions, string? only)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        foreach (var table in model.Embeddings[0].Tables
            .Where(table => only is null || table.Name.Contains($".{only}.", StringComparison.Ordinal)))
        {
            table.Weights.copy_(Confined(table.Weights, directions));
        }
    }

    /// <summary>
    /// Keeps the tokens of every row on the same few directions of their width D: of a projection's weights
    /// [T·D, hidden] and bias [T·D].
    /// </summary>
    public static void ConfineTokens(Tensor weight, Tensor bias, long width, double directions)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var (tokens, hidden) = (weight.shape[0] / width, weight.shape[1]);
        var all = cat([weight, bias.unsqueeze(1)], 1).reshape(tokens, width, hidden + 1);
        var flat = all.transpose(1, 2).reshape(-1, width); // [T·(hidden + 1), D]
        var kept = Confined(flat, directions).reshape(tokens, hidden + 1, width).transpose(1, 2);
        kept = kept.reshape(tokens * width, hidden + 1);
        weight.copy_(kept.narrow(1, 0, hidden));
        bias.copy_(kept.narrow(1, hidden, 1).squeeze(1));
    }

    /// <summary>Holds a bias at one constant vector of a root mean square.</summary>
    public static void Offset(Tensor bias, double rms)
    {
        var random = new SeededRandom(0);
        using var off = no_grad();
        using var constant = tensor(
            Enumerable.Range(0, (int)bias.numel()).Select(_ => (float)(rms * random.NextNormal())).ToArray());
        bias.copy_(constant);
    }

    /// <summary>
    /// Holds each token's part of a projection [T·D, hidden], bias [T·D], near the first token's: what sets it apart
    /// is at most (1 − <paramref name="likeness"/>) of what sets independent weights of that size apart.
    /// </summary>
    public static void Liken(Tensor weight, Tensor bias, long width, double likeness)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var (tokens, hidden) = (weight.shape[0] / width, weight.shape[1]);
        var all = cat([weight, bias.unsqueeze(1)], 1).reshape(tokens, width * (hidden + 1));
        var first = all.narrow(0, 0, 1);
        var apart = all - first; // [T, D·(hidden + 1)]
        var most = (1 - likeness) * Math.Sqrt(2) * first.norm();
        var kept = first + apart * (most / apart.norm(1, keepdim: true, p: 2).clamp_min(1e-30)).clamp_max(1);
        kept = kept.reshape(tokens * width, hidden + 1);
        weight.copy_(kept.narrow(1, 0, hidden));
        bias.copy_(kept.narrow(1, hidden, 1).squeeze(1));
    }

    /// <summary>Holds weights at a root mean square.</summary>
    public static void Rescale(Tensor weight, double rms)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        weight.mul_(rms / weight.square().mean().sqrt());
    }

    /// <summary>Takes a share off every embedding.</summary>
    public static void Decay(RankingModel model, double share)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        foreach (var table in model.Embeddings[0].Tables)
        {
            table.Weights.mul_(1 - share);
        }
    }

    /// <summary>
    /// Takes a share off every direction of every table but the strongest one: ranks fall step by step.
    /// </summary>
    public static void Narrow(RankingModel model, double share)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        foreach (var table in model.Embeddings[0].Tables)
        {
            var strongest = Confined(table.Weights, 1);
            table.Weights.copy_(strongest + (1 - share) * (table.Weights - strongest));
        }
    }

    static Tensor Confined(Tensor matrix, double directions)
    {
        var (u, s, vh) = linalg.svd(matrix, fullMatrices: false);
        var (most, part) = (s.shape[0], directions - Math.Floor(directions));
        var whole = Math.Min((long)Math.Floor(directions), most); // a table of two values has few
        var kept = zeros_like(s);
        kept.narrow(0, 0, whole).copy_(s.narrow(0, 0, whole));
        if (part > 0 && whole < most)
        {
            kept[whole] = minimum(s[whole], part * s[whole - 1]);
        }

        return (u * kept).matmul(vh);
    }
}
