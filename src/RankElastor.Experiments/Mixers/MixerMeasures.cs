using RankElastor.Experiments.Claims;
using RankElastor.Numerics.Randomness;
using static TorchSharp.torch;

namespace RankElastor.Experiments.Mixers;

/// <summary>What the Mixer claims measure.</summary>
static class MixerMeasures
{
    /// <summary>Tokens.</summary>
    public const int S = 6;

    /// <summary>Channels.</summary>
    public const int C = 9;

    static (Tensor W, Tensor X, Tensor V) Normal(SeededRandom random) =>
        (Draws.Normal(random, S, S), Draws.Normal(random, S, C), Draws.Normal(random, C, C));

    /// <summary>Error of vec(W X V) against a Kronecker product.</summary>
    public static double Product(SeededRandom random, Func<Tensor, Tensor> transposed)
    {
        var (w, x, v) = Normal(random);
        return Draws.Error(
            Draws.Vec(w.mm(x).mm(v)), kron(transposed(v).contiguous(), w).mv(Draws.Vec(x)));
    }

    /// <summary>Error of V^T kron I_S against J^T (I_S kron V^T) J.</summary>
    public static double Commuted(SeededRandom random, Tensor j)
    {
        var vt = Draws.Normal(random, C, C).t().contiguous();
        return Draws.Error(
            kron(vt, eye(S, dtype: ScalarType.Float64)),
            j.t().mm(kron(eye(S, dtype: ScalarType.Float64), vt)).mm(j));
    }

    /// <summary>Error of relu(relu(W X) V) against two layers with a permutation between.</summary>
    public static double TwoLayers(SeededRandom random, long[] between)
    {
        var (w, x, v) = Normal(random);
        var inner = MixerLayers.Pk(Draws.Vec(x), w, null, between, TokenMap.Relu);
        return Draws.Error(
            Draws.Vec(TokenMap.Relu(TokenMap.Relu(w.mm(x)).mm(v))),
            MixerLayers.Pk(inner, v.t().contiguous(), null, MixerLayers.Inverse(between), TokenMap.Relu));
    }

    /// <summary>Share of entries of I_C kron W that are not 0.</summary>
    public static double NonZeros(int s, int c) => kron(
        eye(c, dtype: ScalarType.Float64), ones(s, s, dtype: ScalarType.Float64)).mean().item<double>();

    /// <summary>The widest S and C of Omega connections.</summary>
    public static (double S, double C) Widest(double gamma, double omega) => Enumerable.Range(1, 512).Select(size =>
    {
        var (a, b) = (gamma * size / 2.0, gamma * size * (double)size / 2); // a C² + b C = Omega
        return ((double)size, (Math.Sqrt(b * b + 4 * a * omega) - b) / (2 * a));
    }).MaxBy(pair => pair.Item1 * pair.Item2);

    /// <summary>Sizes wider than a factor times (Omega / gamma)^(2/3).</summary>
    public static double Beyond(double factor) => Enumerable.Range(1, 128).Sum(s => Enumerable.Range(1, 128).Count(c =>
        s * c > factor * Math.Pow(MixerLayers.Connections(1, s, c), 2 / 3.0) * (1 + ClaimRule.Rounding)));

    /// <summary>Change of singular values and of non-zeros by permutations, or by the sum of two.</summary>
    public static double Permuted(SeededRandom random, bool isRow)
    {
        var layer = kron(eye(C, dtype: ScalarType.Float64), Draws.Normal(random, S, S));
        var first = MixerLayers.Matrix(MixerLayers.Random(random, S * C));
        var second = MixerLayers.Matrix(MixerLayers.Random(random, S * C));
        var other = isRow ? first.mm(layer) + second.mm(layer) : second.mm(layer).mm(first);
        var (known, found) = (tensor(Draws.SingularValues(layer)), tensor(Draws.SingularValues(other)));
        return Draws.Error(known, found)
            + Math.Abs((layer.count_nonzero() - other.count_nonzero()).item<long>());
    }

    /// <summary>Relative deviation of the largest singular value of a 2 S × S layer.</summary>
    public static double Deviation(SeededRandom random, int s, double from) =>
        Math.Abs(Draws.SingularValues(Draws.Normal(random, 2 * s, s, 0, 1 / Math.Sqrt(s)))[0] / from - 1);

    /// <summary>The largest singular value of a sparse layer of 32,768 entries.</summary>
    public static double SparseLargest(SeededRandom random, int width) =>
        MixerLayers.Largest(random, width, 32768.0 / ((double)width * width));

    /// <summary>Error of a linear Mixer against P^T (I kron V^T) P (I kron W).</summary>
    public static double Monarch(SeededRandom random, Tensor p)
    {
        var (w, _, v) = Normal(random);
        var (identity, right) = (eye(S, dtype: ScalarType.Float64), kron(eye(C, dtype: ScalarType.Float64), w));
        return Draws.Error(
            kron(v.t().contiguous(), identity).mm(right),
            p.t().mm(kron(identity, v.t().contiguous())).mm(p).mm(right));
    }

    /// <summary>Draws that break the inequalities of the penalties.</summary>
    public static double Penalties(SeededRandom random, int sign) => Enumerable.Range(0, 100).Count(_ =>
    {
        var (w, _, v) = Normal(random);
        v *= Math.Exp(random.NextNormal());
        var (one, other) = (Draws.Energy(w), Draws.Energy(v));
        var frobenius = Math.Sqrt(one * other);
        var sum = w.abs().sum().item<double>() * v.abs().sum().item<double>();
        return (one + other) / 2 < frobenius || sign * frobenius < sign * sum / (S * C);
    });

    /// <summary>CKA of Mixer features to those of a sparse network less that to a dense one's, 256 entries.</summary>
    public static double Nearer(SeededRandom random)
    {
        var x = Draws.Normal(random, 600, 256);
        var mixer = Mixed(random, x);
        Tensor Wide(double share) => Layer(Layer(x, share), share);
        Tensor Layer(Tensor rows, double share) =>
            TokenMap.Relu(rows.mm(MixerLayers.Sparse(random, 256, share)));
        return Cka(mixer, Wide(1 / 16.0)) - Cka(mixer, Wide(1));
    }

    /// <summary>CKA of Mixer features to noise less that to themselves.</summary>
    public static double ToNoise(SeededRandom random)
    {
        var mixer = Mixed(random, Draws.Normal(random, 600, 256));
        return Cka(mixer, Draws.Normal(random, 600, 256)) - Cka(mixer, mixer);
    }

    static Tensor Mixed(SeededRandom random, Tensor rows)
    {
        Tensor Weight() => Draws.Normal(random, 16, 16, 0, 0.25);
        var inner = TokenMap.Relu(matmul(Weight(), rows.view(-1, 16, 16)));
        return TokenMap.Relu(matmul(inner, Weight())).reshape(rows.shape[0], 256);
    }

    static double Cka(Tensor one, Tensor other)
    {
        static float[] Values(Tensor rows) => [.. rows.to(ScalarType.Float32).contiguous().data<float>()];
        return Numerics.Representations.Cka.LinearUnbiased(Values(one), Values(other), (int)one.shape[0]);
    }

    /// <summary>Error of block transpose against a permuted-Kronecker layer without weights.</summary>
    public static double Member(SeededRandom random, long[] permutation)
    {
        var x = Draws.Normal(random, C, C);
        return Draws.Error(
            Draws.Vec(TokenMap.BlockTranspose(x, 1)),
            MixerLayers.Pk(Draws.Vec(x), eye(C, dtype: ScalarType.Float64), permutation, null, TokenMap.Same));
    }
}
