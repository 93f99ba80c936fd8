using RankElastor.Numerics.Randomness;
using static TorchSharp.torch;

namespace RankElastor.Experiments.Mixers;

/// <summary>
/// Mixer layers as wide sparse ones; entries of an S × C matrix stand below one another, column after column.
/// </summary>
static class MixerLayers
{
    /// <summary>phi(J2 (I_n kron W) J1 x), a permuted-Kronecker layer; permutations are given by index.</summary>
    public static Tensor Pk(Tensor x, Tensor w, long[]? first, long[]? second, Func<Tensor, Tensor> phi)
    {
        var permuted = first is null ? x : x[tensor(first)];
        var mixed = permuted.view(-1, w.shape[1]).mm(w.t()).reshape(-1);
        return phi(second is null ? mixed : mixed[tensor(second)]);
    }

    /// <summary>Where each entry of vec X^T stands in vec X, X of S × C.</summary>
    public static long[] Transposition(int s, int c) =>
        [.. Enumerable.Range(0, s * c).Select(to => (long)(to % c * s + to / c))];

    /// <summary>The inverse of a permutation.</summary>
    public static long[] Inverse(long[] permutation)
    {
        var inverse = new long[permutation.Length];
        for (var i = 0; i < permutation.Length; i++)
        {
            inverse[permutation[i]] = i;
        }

        return inverse;
    }

    /// <summary>A random permutation.</summary>
    public static long[] Random(SeededRandom random, int count)
    {
        var order = Enumerable.Range(0, count).Select(i => (long)i).ToArray();
        random.Shuffle<long>(order);
        return order;
    }

    /// <summary>The matrix of a permutation by index.</summary>
    public static Tensor Matrix(long[] permutation) =>
        eye(permutation.Length, dtype: ScalarType.Float64)[tensor(permutation)];

    /// <summary>A dense layer of width m whose entries are kept with a probability, rescaled by 1 / √(p m).</summary>
    public static Tensor Sparse(SeededRandom random, int width, double share)
    {
        var values = new double[width * width];
        foreach (ref var value in values.AsSpan())
        {
            value = random.NextDouble() < share ? random.NextNormal() / Math.Sqrt(share * width) : 0;
        }

        return tensor(values, [width, width]);
    }

    /// <summary>
    /// The largest singular value of a sparse layer, by power iteration over its entries that are not 0 (relative error
    /// below 1e-3); not by torch, whose products round by where memory lies.
    /// </summary>
    public static double Largest(SeededRandom random, int width, double share)
    {
        List<(int Row, int Column, double Value)> entries = [];
        for (var place = 0; place < width * width; place++)
        {
            if (random.NextDouble() < share)
            {
                entries.Add((place / width, place % width, random.NextNormal() / Math.Sqrt(share * width)));
            }
        }

        double[] from = [.. Enumerable.Range(0, width).Select(_ => random.NextNormal())], to = new double[width];
        var largest = 0.0;
        for (var i = 0; i < 200; i++)
        {
            Array.Clear(to);
            entries.ForEach(entry => to[entry.Row] += entry.Value * from[entry.Column]);
            largest = Math.Sqrt(to.Sum(value => value * value) / from.Sum(value => value * value));
            Array.Clear(from);
            entries.ForEach(entry => from[entry.Column] += entry.Value * to[entry.Row]);
            var length = Math.Sqrt(from.Sum(value => value * value));
            from = [.. from.Select(value => value / length)];
        }

        return largest;
    }

    /// <summary>Mean non-zero entries per effective layer, Omega = gamma (C S² + C² S) / 2.</summary>
    public static double Connections(double gamma, double s, double c) => gamma * (c * s * s + c * c * s) / 2;
}
