using RankElastor.Numerics.Randomness;
using static TorchSharp.torch;

namespace RankElastor.Experiments.Claims;

/// <summary>The maps of tokens that the paper's theorems speak of.</summary>
static class TokenMap
{
    /// <summary>Block transpose: T tokens of T blocks of k entries each, block (i, j) goes to (j, i).</summary>
    public static Tensor BlockTranspose(Tensor tokens, int k)
    {
        var count = tokens.shape[0];
        return tokens.view(count, count, k).transpose(0, 1).reshape(count, count * k);
    }

    /// <summary>K with K vec X = vec X^T for X of rows × columns, columns below one another.</summary>
    public static Tensor Commutation(int rows, int columns)
    {
        var matrix = zeros(rows * columns, rows * columns, dtype: ScalarType.Float64);
        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < columns; j++)
            {
                matrix[i * columns + j, j * rows + i] = 1.0;
            }
        }

        return matrix;
    }

    /// <summary>Dimension of {(W kron I_B) x : W}, as the rank of what all unit matrices W make of x.</summary>
    public static int Reach(Tensor tokens, int block)
    {
        var blocks = (int)(tokens.numel() / block);
        var (x, all) = (tokens.reshape(blocks, block), new List<Tensor>());
        for (var to = 0; to < blocks; to++)
        {
            var images = zeros(blocks, blocks, block, dtype: ScalarType.Float64);
            images[TensorIndex.Colon, to] = x; // W = e_to e_from^T, one for each from
            all.Add(images.reshape(blocks, blocks * block));
        }

        return Draws.Rank(cat(all));
    }

    /// <summary>What is left of a target by the best W, relative: (W kron I_B) x against it.</summary>
    public static double Residual(Tensor tokens, Tensor target, int block)
    {
        var blocks = (int)(tokens.numel() / block);
        var (from, to) = (tokens.reshape(blocks, block), target.reshape(blocks, block));
        var (_, _, v) = linalg.svd(from, fullMatrices: false);
        var rank = Draws.Rank(from);
        var basis = v.narrow(0, 0, rank);
        return Draws.Energy(to - to.mm(basis.t()).mm(basis)) / Draws.Energy(to);
    }

    /// <summary>A network of a row, phi(X W1) W2, the same for all rows.</summary>
    public static Tensor Shared(
        SeededRandom random, Tensor tokens, int hidden, Func<Tensor, Tensor> phi, bool bias = false)
    {
        var width = (int)tokens.shape[1];
        var first = Draws.Normal(random, width, hidden, 0, 1 / Math.Sqrt(width));
        var second = Draws.Normal(random, hidden, width, 0, 1 / Math.Sqrt(hidden));
        var inner = tokens.mm(first);
        return phi(bias ? inner + Draws.Normal(random, 1, hidden) : inner).mm(second);
    }

    /// <summary>A network of its own for each row.</summary>
    public static Tensor PerToken(SeededRandom random, Tensor tokens, int hidden, Func<Tensor, Tensor> phi) =>
        cat([.. Enumerable.Range(0, (int)tokens.shape[0])
            .Select(token => Shared(random, tokens.narrow(0, token, 1), hidden, phi))]);

    /// <summary>X + (phi(X W1) o (X W2)) W3, the same for all rows.</summary>
    public static Tensor Gated(
        SeededRandom random, Tensor tokens, int hidden, Func<Tensor, Tensor> phi, bool residual = true)
    {
        var width = (int)tokens.shape[1];
        var gate = phi(tokens.mm(Draws.Normal(random, width, hidden, 0, 1 / Math.Sqrt(width))));
        var up = tokens.mm(Draws.Normal(random, width, hidden, 0, 1 / Math.Sqrt(width)));
        var down = (gate * up).mm(Draws.Normal(random, hidden, width, 0, 1 / Math.Sqrt(hidden)));
        return residual ? tokens + down : down;
    }

    /// <summary>max(x, 0).</summary>
    public static Tensor Relu(Tensor x) => x.clamp_min(0);

    /// <summary>x below 0 times .1.</summary>
    public static Tensor Leaky(Tensor x) => x.clamp_min(0) + 0.1 * x.clamp_max(0);

    /// <summary>x Φ(x).</summary>
    public static Tensor Gelu(Tensor x) => nn.functional.gelu(x);

    /// <summary>x / (1 + exp(−x)).</summary>
    public static Tensor Silu(Tensor x) => nn.functional.silu(x);

    /// <summary>x.</summary>
    public static Tensor Same(Tensor x) => x;
}
