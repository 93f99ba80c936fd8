using RankElastor.Experiments.Claims;
using RankElastor.Numerics.Randomness;
using RankElastor.Numerics.Spectra;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RankElastor.Experiments.Cardinality;

/// <summary>
/// The note's network: 10 inputs, two hidden ReLU layers of one width, one output; the matrix between the hidden layers
/// is cut into C × C blocks, of which those on the diagonal are kept. Adam, rate 1e-3, batches of 128, squared error
/// of the sum of sin² 5x_i, x uniform on [−1, 1].
/// </summary>
sealed class BranchedNetwork
{
    const int Inputs = 10, Batch = 128, Sample = 1000;

    readonly Parameter[] _weights;
    readonly int _branches;

    BranchedNetwork(SeededRandom random, int width, int branches)
    {
        var part = width / branches;
        _branches = branches;
        _weights =
        [
            Uniform(random, Inputs, Inputs, width), Uniform(random, Inputs, width),
            Uniform(random, part, branches, part, part), Uniform(random, part, width),
            Uniform(random, width, width, 1), Uniform(random, width, 1),
        ];
    }

    /// <summary>Weights, counted.</summary>
    public static int Parameters(int width, int branches) =>
        Inputs * width + width + width * (width / branches) + width + width + 1;

    /// <summary>Trains a network and measures it at the start and at the end, on 1,000 rows of its own.</summary>
    public static (BranchedReading Before, BranchedReading After) Train(int seed, int width, int branches, int steps)
    {
        using var tensors = NewDisposeScope();
        var random = new SeededRandom((ulong)seed).Fork("cardinality");
        var network = new BranchedNetwork(random.Fork("weights"), width, branches);
        var (sample, rows) = (Rows(random.Fork("sample"), Sample), random.Fork("rows"));
        var before = network.Read(sample);
        using var optimizer = optim.Adam(network._weights, 1e-3);
        for (var step = 0; step < steps; step++)
        {
            using var scope = NewDisposeScope();
            optimizer.zero_grad();
            network.Error(Rows(rows, Batch)).backward();
            optimizer.step();
        }

        return (before, network.Read(sample));
    }

    /// <summary>
    /// Largest relative difference between the hidden layers' product with the matrix cut into blocks, and the sum of
    /// branches that each read and write their own units.
    /// </summary>
    public static double BranchError(SeededRandom random, int width, int branches, int shift)
    {
        var part = width / branches;
        var x = Draws.Normal(random, 5, width);
        var blocks = Enumerable.Range(0, branches).Select(_ => Draws.Normal(random, part, part)).ToList();
        var (matrix, sum) = (
            zeros(width, width, dtype: ScalarType.Float64), zeros(5, width, dtype: ScalarType.Float64));
        for (var branch = 0; branch < branches; branch++)
        {
            var to = (branch + shift) % branches * part;
            matrix.narrow(0, branch * part, part).narrow(1, branch * part, part).copy_(blocks[branch]);
            sum.narrow(1, to, part).add_(x.narrow(1, branch * part, part).mm(blocks[branch]));
        }

        return Draws.Error(x.mm(matrix), sum);
    }

    BranchedReading Read(Tensor rows)
    {
        using var quiet = no_grad();
        var (first, second, output) = Forward(rows);
        return new(
            BranchedLayer.Of(first), BranchedLayer.Of(second), Squared(rows, output).item<float>(),
            _branches > 1 ? double.NaN : SpectralMeasures.EntropyRankEv(Values(_weights[2].view(first.shape[1], -1))));
    }

    (Tensor First, Tensor Second, Tensor Output) Forward(Tensor rows)
    {
        var first = (rows.mm(_weights[0]) + _weights[1]).relu();
        var parts = first.view(rows.shape[0], _branches, -1).transpose(0, 1);
        var mixed = parts.bmm(_weights[2]).transpose(0, 1).reshape(rows.shape[0], -1);
        var second = (mixed + _weights[3]).relu();
        return (first, second, second.mm(_weights[4]) + _weights[5]);
    }

    Tensor Error(Tensor rows) => Squared(rows, Forward(rows).Output);

    static Tensor Squared(Tensor rows, Tensor output) =>
        (output - (5 * rows).sin().pow(2).sum(1, true)).pow(2).mean();

    static Tensor Rows(SeededRandom random, int count)
    {
        var values = new float[count * Inputs];
        foreach (ref var value in values.AsSpan())
        {
            value = (float)(2 * random.NextDouble() - 1);
        }

        return tensor(values, [count, Inputs]);
    }

    /// <summary>PyTorch's own initialisation of linear layers.</summary>
    static Parameter Uniform(SeededRandom random, int inputs, params long[] shape)
    {
        var (values, bound) = (new float[shape.Aggregate(1L, (all, size) => all * size)], 1 / Math.Sqrt(inputs));
        foreach (ref var value in values.AsSpan())
        {
            value = (float)(bound * (2 * random.NextDouble() - 1));
        }

        return new(tensor(values, shape));
    }

    /// <summary>Singular values.</summary>
    internal static double[] Values(Tensor matrix) =>
        [.. linalg.svdvals(matrix.to(ScalarType.Float64)).data<double>()];
}

/// <summary>What is read of a network.</summary>
/// <param name="First">The first hidden layer.</param>
/// <param name="Second">The second.</param>
/// <param name="Error">Mean squared error.</param>
/// <param name="Matrix">Entropy rank on eigenvalues of the matrix between them; NaN with branches.</param>
sealed record BranchedReading(BranchedLayer First, BranchedLayer Second, double Error, double Matrix);

/// <summary>Entropy ranks of a hidden layer's activations, rows × units.</summary>
/// <param name="Ev">On eigenvalues.</param>
/// <param name="CentredEv">On eigenvalues, units centred first.</param>
/// <param name="CentredSv">On singular values, units centred first.</param>
sealed record BranchedLayer(double Ev, double CentredEv, double CentredSv)
{
    /// <summary>Of activations.</summary>
    public static BranchedLayer Of(Tensor activations)
    {
        var raw = BranchedNetwork.Values(activations);
        var centred = BranchedNetwork.Values(activations - activations.mean([0], true));
        return new(
            SpectralMeasures.EntropyRankEv(raw), SpectralMeasures.EntropyRankEv(centred),
            SpectralMeasures.EntropyRankSv(centred));
    }
}
