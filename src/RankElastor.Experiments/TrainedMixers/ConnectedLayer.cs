using RankElastor.Experiments.Claims;
using RankElastor.Numerics.Randomness;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RankElastor.Experiments.TrainedMixers;

/// <summary>
/// A linear layer of wide vectors, [entries, batch] each, that says how many connections it has: weights of the wide
/// matrix that are not 0, counted as often as they stand there.
/// </summary>
abstract class ConnectedLayer(string name) : nn.Module<Tensor, Tensor>(name)
{
    /// <summary>Entries of the wide matrix that are not 0.</summary>
    public abstract long Connections { get; }

    /// <summary>Normal weights whose deviation is 1 / √inputs.</summary>
    protected static Parameter Weights(SeededRandom random, int outputs, int inputs)
    {
        using var values = Draws.Normal(random, outputs, inputs, 0, 1 / Math.Sqrt(inputs));
        return new(values.to(ScalarType.Float32));
    }
}

/// <summary>
/// W X: mixes the tokens of each channel. Entry s C + c of a vector is that of token s and channel c.
/// </summary>
sealed class TokenLayer : ConnectedLayer
{
    readonly Parameter _weight;
    readonly int _channels;

    public TokenLayer(SeededRandom random, int inputs, int outputs, int channels)
        : base("tokens")
    {
        _channels = channels;
        _weight = Weights(random, outputs, inputs);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override long Connections => _weight.numel() * _channels;

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) =>
        _weight.mm(input.reshape(_weight.shape[1], -1)).view(-1, input.shape[1]);
}

/// <summary>X V: mixes the channels of each token.</summary>
sealed class ChannelLayer : ConnectedLayer
{
    readonly Parameter _weight;
    readonly int _tokens;

    public ChannelLayer(SeededRandom random, int inputs, int outputs, int tokens)
        : base("channels")
    {
        _tokens = tokens;
        _weight = Weights(random, outputs, inputs);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override long Connections => _weight.numel() * _tokens;

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) =>
        matmul(_weight, input.reshape(_tokens, _weight.shape[1], -1)).view(-1, input.shape[1]);
}

/// <summary>A layer between two permutations, J2 A J1: singular values and connections stay. Null is none.</summary>
sealed class PermutedLayer : ConnectedLayer
{
    readonly ConnectedLayer _inner;
    readonly Tensor? _before, _after;

    public PermutedLayer(ConnectedLayer inner, long[]? before, long[]? after)
        : base("permuted")
    {
        _inner = inner;
        _before = before is null ? null : tensor(before);
        _after = after is null ? null : tensor(after);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override long Connections => _inner.Connections;

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        var mixed = _inner.call(_before is null ? input : input.index_select(0, _before));
        return _after is null ? mixed : mixed.index_select(0, _after);
    }
}

/// <summary>Each output reads as many random inputs, each at most once; dense where it reads all.</summary>
sealed class SparseLayer : ConnectedLayer
{
    readonly Parameter _weight;
    readonly Tensor? _read;

    public SparseLayer(SeededRandom random, int inputs, int outputs, int reads)
        : base("sparse")
    {
        _weight = Weights(random.Fork("weights"), outputs, reads);
        var places = random.Fork("places");
        _read = reads == inputs ? null : tensor(
            Enumerable.Range(0, outputs).SelectMany(_ => Some(places, inputs, reads)).ToArray());
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override long Connections => _weight.numel();

    /// <summary>The inputs that each output reads, one output after the other; null for all.</summary>
    public Tensor? Read => _read;

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        if (_read is null)
        {
            return _weight.mm(input);
        }

        var rows = input.index_select(0, _read).view(_weight.shape[0], _weight.shape[1], -1);
        return _weight.unsqueeze(1).bmm(rows).squeeze(1);
    }

    /// <summary>Different numbers below a bound (Floyd's way).</summary>
    static HashSet<long> Some(SeededRandom random, int below, int count)
    {
        var taken = new HashSet<long>();
        for (var last = below - count; last < below; last++)
        {
            if (!taken.Add(random.NextInt(last + 1)))
            {
                taken.Add(last);
            }
        }

        return taken;
    }
}
