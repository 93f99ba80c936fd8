using RankElastor.Experiments.Claims;
using RankElastor.Numerics.RandomMatrix;
using RankElastor.Numerics.Randomness;
using RankElastor.Numerics.Representations;
using static TorchSharp.torch;

namespace RankElastor.Experiments.ReadingList;

/// <summary>What the reading list's sentences are checked on.</summary>
static class Samples
{
    /// <summary>A product of two normal matrices with entries of variance 1 / n.</summary>
    public static Tensor Product(SeededRandom random, int n) =>
        Draws.Normal(random, n, n).mm(Draws.Normal(random, n, n)) / n;

    /// <summary>A normal matrix with entries of variance 1 / n and one strong direction.</summary>
    public static Tensor Spiked(SeededRandom random, int n) => Draws.Normal(random, n, n, 0, 1 / Math.Sqrt(n))
        + 10 * Draws.Orthonormal(random, n, 1).mm(Draws.Orthonormal(random, 1, n));

    /// <summary>Eigenvalues of the Gram matrix above the Marchenko–Pastur edge of a square matrix, 4.</summary>
    public static double Outliers(Tensor matrix)
    {
        var edge = MarchenkoPastur.Of((int)matrix.shape[0], (int)matrix.shape[1], 1).Edge;
        return Draws.SingularValues(matrix).Count(value => value * value > edge);
    }

    /// <summary>Error of a layer projected on the input's directions, and how far its rank is from 10.</summary>
    public static double Utilised(SeededRandom random, int directions)
    {
        var (x, w) = (Draws.OfRank(random, 200, 64, directions), Draws.Normal(random, 64, 64));
        var (_, _, v) = linalg.svd(x, fullMatrices: false);
        var used = v.narrow(0, 0, directions);
        var projected = used.t().mm(used).mm(w);
        return Draws.Error(x.mm(w), x.mm(projected)) + Math.Abs(Draws.Rank(projected) - 10);
    }

    /// <summary>How far a tight frame is from a share of the bound, and how many normal rows are beyond it.</summary>
    public static double Manifold(SeededRandom random, double share)
    {
        var bound = share * Math.Sqrt(64 * 32);
        var frame = cat([Draws.Orthonormal(random, 32, 32), Draws.Orthonormal(random, 32, 32)]);
        var beyond = Enumerable.Range(0, 20).Count(_ =>
            Draws.SingularValues(Draws.WithRows(Draws.Normal(random, 64, 32), 1)).Sum() > bound * (1 + 1e-12));
        return Math.Abs(Draws.SingularValues(frame).Sum() / bound - 1) + beyond;
    }

    /// <summary>Largest relative deviation of mean squared overlaps from a law.</summary>
    public static double Overlap(SeededRandom random, Func<double, double> law) => ((int[])[8, 32, 128]).Max(m =>
    {
        var rows = Draws.WithRows(Draws.Normal(random, 1500, m), 1);
        var squares = rows.mm(rows.t()).pow(2);
        var mean = (squares.sum().item<double>() - 1500) / (1500.0 * 1499);
        return Math.Abs(mean / law(m) - 1);
    });

    /// <summary>Share of different codes of 5,000 rows in a random ReLU layer of at most 64 units.</summary>
    public static double Codes(SeededRandom random, int units)
    {
        var on = Draws.Normal(random, 5000, 10).mm(Draws.Normal(random, 10, units)).gt(0).data<bool>().ToArray();
        return Enumerable.Range(0, 5000).Select(row =>
        {
            var code = 0UL;
            for (var unit = 0; unit < units; unit++)
            {
                code |= on[row * units + unit] ? 1UL << unit : 0;
            }

            return code;
        }).Distinct().Count() / 5000.0;
    }

    /// <summary>Relative deviation of the estimated noise scale from a multiple of the true one.</summary>
    public static double NoiseScale(SeededRandom random, double times)
    {
        var (mean, spread) = (Draws.Normal(random, 1, 50, 0, 0.2), Draws.Normal(random, 1, 50).abs());
        double Squared(int batch) =>
            Draws.Energy(mean + spread * Draws.Normal(random, 1, 50) / Math.Sqrt(batch));
        var (noise, signal) = (0.0, 0.0);
        for (var pair = 0; pair < 4000; pair++)
        {
            using var tensors = NewDisposeScope();
            var (tr, squared) = GradientNoiseScale.Estimate(Squared(10), Squared(100), 10, 100);
            (noise, signal) = (noise + tr, signal + squared);
        }

        return Math.Abs(noise / signal / (times * Draws.Energy(spread) / Draws.Energy(mean)) - 1);
    }

    /// <summary>Relative change of a measure of classes under an invertible map.</summary>
    public static double Change(SeededRandom random, Func<Tensor, Tensor, double> measure)
    {
        var means = Draws.Normal(random, 10, 32);
        var rows = means.repeat_interleave(100, 0) + Draws.Normal(random, 1000, 32, 0, 0.5);
        var map = Draws.Normal(random, 32, 32);
        (Tensor Within, Tensor Between) Of(Tensor x)
        {
            var classes = x.view(10, 100, 32);
            var centres = classes.mean([1]);
            var inner = (classes - centres.unsqueeze(1)).reshape(1000, 32);
            var outer = centres - centres.mean([0], true);
            return (inner.t().mm(inner) / 1000, outer.t().mm(outer) / 10);
        }

        var (before, after) = (Of(rows), Of(rows.mm(map)));
        return Math.Abs(measure(after.Within, after.Between) / measure(before.Within, before.Between) - 1);
    }

    /// <summary>1 − tr(S_T^+ S_B) / rank S_B.</summary>
    public static double Vci(Tensor within, Tensor between) =>
        1 - linalg.pinv(within + between).mm(between).trace().item<double>() / Draws.Rank(between);

    /// <summary>tr(S_W S_B^+) / K, K = 10.</summary>
    public static double Nc1(Tensor within, Tensor between)
    {
        var (values, vectors) = linalg.eigh(between);
        var (top, directions) = (values.narrow(0, 23, 9), vectors.narrow(1, 23, 9)); // nine differences of ten classes
        return within.mm(directions.mm(diag(1 / top)).mm(directions.t())).trace().item<double>() / 10;
    }

    /// <summary>Relative deviation of the error of scaled signs from 1 − 2 / π.</summary>
    public static double OneBit(SeededRandom random, double scale)
    {
        var sum = 0.0;
        for (var i = 0; i < 1_000_000; i++)
        {
            var x = random.NextNormal();
            sum += Math.Pow(x - Math.Sign(x) * scale, 2);
        }

        return Math.Abs(sum / 1e6 / (1 - 2 / Math.PI) - 1);
    }

    /// <summary>Rank 4, with a diagonal or without.</summary>
    public static Tensor LowRank(SeededRandom random, bool diagonal) => Draws.OfRank(random, 100, 100, 4)
        + (diagonal ? diag(Draws.Normal(random, 1, 100).view(100)) : 0);

    /// <summary>Relative distance of exp of the von Neumann entropy from an entropy rank.</summary>
    public static double VonNeumann(SeededRandom random, Func<Tensor, double> rank)
    {
        var x = Draws.Normal(random, 200, 24).mm(Draws.Normal(random, 24, 24));
        var centred = x - x.mean([0], true);
        var covariance = centred.t().mm(centred);
        var (values, vectors) = linalg.eigh(covariance / covariance.trace());
        var logarithm = vectors.mm(diag(values.log())).mm(vectors.t());
        var entropy = -(covariance / covariance.trace()).mm(logarithm).trace().item<double>();
        return Math.Abs(Math.Exp(entropy) / rank(centred) - 1);
    }

    /// <summary>Largest distance of ranks behind ReLU layers from a formula of the layer.</summary>
    public static double EffectiveDimension(SeededRandom random, Func<int, double> formula)
    {
        var (x, worst) = (Draws.Normal(random, 64, 64), 0.0);
        for (var layer = 1; layer <= 6; layer++)
        {
            x = TokenMap.Relu(x.mm(Draws.Normal(random, (int)x.shape[1], 256, 0, Math.Sqrt(2.0 / x.shape[1]))));
            worst = Math.Max(worst, Math.Abs(Draws.Rank(x, 1e-10) - formula(layer)));
        }

        return worst;
    }

    /// <summary>Widths whose logits have not rank d, or log-softmax not rank d + more.</summary>
    public static double Bottleneck(SeededRandom random, int more) => ((int[])[4, 16, 32]).Count(d =>
    {
        var logits = Draws.Normal(random, 100, d).mm(Draws.Normal(random, d, 200));
        return Draws.Rank(logits) != d || Draws.Rank(logits.log_softmax(1)) != d + more;
    });
}
