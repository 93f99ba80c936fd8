using RankElastor.Experiments.Claims;
using RankElastor.Numerics.Randomness;
using static TorchSharp.torch;

namespace RankElastor.Experiments.CollapseNotes;

/// <summary>Stacks of random layers, and what is measured behind them.</summary>
static class Layers
{
    /// <summary>How far eight layers are from their product, relative.</summary>
    public static double OneLayer(SeededRandom random, Func<Tensor, Tensor> phi)
    {
        var (x, product) = (Draws.Normal(random, 256, 64), eye(64, dtype: ScalarType.Float64));
        var y = x;
        for (var layer = 0; layer < 8; layer++)
        {
            var w = Draws.Normal(random, 64, 64, 0, 1 / 8.0);
            (y, product) = (phi(y.mm(w)), product.mm(w));
        }

        return Draws.Error(y, x.mm(product));
    }

    /// <summary>Entropy rank on eigenvalues of a product of 32; 64 where it does not fall with each doubling.</summary>
    public static double Product(SeededRandom random, bool isRotation)
    {
        var ranks = new double[6];
        for (var draw = 0; draw < 10; draw++)
        {
            var product = eye(64, dtype: ScalarType.Float64);
            for (var depth = 1; depth <= 32; depth++)
            {
                product = product.mm(
                    isRotation ? Draws.Orthonormal(random, 64, 64) : Draws.Normal(random, 64, 64, 0, 1 / 8.0));
                if (int.IsPow2(depth))
                {
                    ranks[int.Log2(depth)] += Draws.EntropyEv(product) / 10;
                }
            }
        }

        return ranks.Zip(ranks.Skip(1)).All(pair => pair.Second < pair.First - 1e-9) ? ranks[^1] : 64;
    }

    /// <summary>Rank 1 and noise.</summary>
    public static Tensor Noisy(SeededRandom random) =>
        Draws.OfRank(random, 64, 64, 1) + Draws.Normal(random, 64, 64, 0, 1e-6);

    /// <summary>matrix_rank of numpy.</summary>
    public static double NumpyRank(Tensor matrix) => Draws.Rank(matrix, 64 * Math.Pow(2, -52));

    /// <summary>Mean entropy of softmax over the columns.</summary>
    public static double Entropy(Tensor scores)
    {
        var weights = scores.softmax(1);
        return -(weights * weights.clamp_min(1e-300).log()).sum(1).mean().item<double>();
    }

    /// <summary>Mean entropy over the largest, 64 keys.</summary>
    public static double Attention(SeededRandom random, int d, bool scaled) => Entropy(
        Draws.Normal(random, 256, d).mm(Draws.Normal(random, d, 64)) / (scaled ? Math.Sqrt(d) : 1)) / Math.Log(64);

    /// <summary>Activations behind 20 ReLU layers.</summary>
    public static Tensor Deep(SeededRandom random, double variance)
    {
        var x = Draws.Normal(random, 256, 256);
        for (var layer = 0; layer < 20; layer++)
        {
            x = TokenMap.Relu(x.mm(Draws.Normal(random, 256, 256, 0, Math.Sqrt(variance))));
        }

        return x;
    }

    /// <summary>Root mean square.</summary>
    public static double Size(Tensor x) => Math.Sqrt(Draws.Energy(x) / x.numel());

    /// <summary>The share of the norm that is not the mean row's behind six layers of attention.</summary>
    public static double Stack(SeededRandom random, bool skips)
    {
        var x = Draws.Normal(random, 32, 64);
        for (var layer = 0; layer < 6; layer++)
        {
            Tensor Weight() => Draws.Normal(random, 64, 64, 0, 1 / 8.0);
            var scores = x.mm(Weight()).mm(x.mm(Weight()).t()) / 8;
            var seen = scores.softmax(1).mm(x).mm(Weight());
            x = skips ? x + seen : seen;
        }

        return Math.Sqrt(Draws.Energy(x - x.mean([0], true)) / Draws.Energy(x));
    }

    /// <summary>Directions left by ReLU layers less those left by linear ones.</summary>
    public static double Gained(SeededRandom random)
    {
        var x = Draws.Normal(random, 256, 64);
        for (var layer = 0; layer < 16; layer++)
        {
            x = TokenMap.Relu(x.mm(Draws.Normal(random, 64, 64, 0, Math.Sqrt(2 / 64.0))));
        }

        return Draws.EntropyEv(x) - Linear(random);
    }

    /// <summary>Directions left by linear layers.</summary>
    public static double Linear(SeededRandom random)
    {
        var x = Draws.Normal(random, 256, 64);
        for (var layer = 0; layer < 16; layer++)
        {
            x = x.mm(Draws.Normal(random, 64, 64, 0, 1 / 8.0));
        }

        return Draws.EntropyEv(x);
    }

    /// <summary>Mean squared distance of each row from the one that stands as far from the other end.</summary>
    public static double Pairs(Tensor rows) => (rows - rows.flip(0)).pow(2).sum(1).mean().item<double>();

    /// <summary>VICReg's variance term.</summary>
    public static double Variance(Tensor rows) =>
        (1 - (rows.var(0) + 1e-4).sqrt()).clamp_min(0).mean().item<double>();
}
