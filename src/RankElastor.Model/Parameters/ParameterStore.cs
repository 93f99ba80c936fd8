using RankElastor.Numerics.Randomness;
using static TorchSharp.torch;

namespace RankElastor.Model.Parameters;

/// <summary>
/// All dense tensors of one model in the order of their making. A plain list instead of TorchSharp's module tree: names
/// are explicit, and a parameter's initial value depends only on the seed and its name, never on the order of
/// construction.
/// </summary>
public sealed class ParameterStore(SeededRandom random) : IDisposable
{
    readonly List<Parameter> _all = [];
    readonly HashSet<string> _names = [];

    /// <summary>Trainable tensors.</summary>
    public IEnumerable<Parameter> Trainable => _all.Where(parameter => parameter.Trainable);

    /// <summary>Tensors that the model updates itself (running statistics).</summary>
    public IEnumerable<Parameter> Buffers => _all.Where(parameter => !parameter.Trainable);

    /// <summary>Trainable tensors and buffers, in order of making.</summary>
    public IReadOnlyList<Parameter> All => _all;

    /// <summary>How many dropout layers were numbered so far.</summary>
    public int DropoutLayers { get; private set; }

    /// <summary>
    /// The fewest rows that a training batch may have: 2 where statistics of batches are kept, else 1.
    /// </summary>
    public int LeastBatchRows { get; private set; } = 1;

    /// <summary>A number for a dropout layer; with seed and step it fixes the mask.</summary>
    public int NextDropoutLayer() => DropoutLayers++;

    /// <summary>Makes a trainable tensor.</summary>
    public Tensor Add(string name, long[] shape, Initialiser initialiser, IReadOnlyList<ReferencePart>? parts = null)
    {
        var values = new float[shape.Aggregate(1L, (product, size) => product * size)];
        initialiser(values, shape, random.Fork(name));
        return Register(name, FromValues(values, shape).requires_grad_(), true, parts);
    }

    /// <summary>Makes a buffer with the given start value.</summary>
    public Tensor AddBuffer(string name, Tensor value) => Register(name, value, false, null);

    /// <summary>Makes a buffer that keeps statistics of training batches, which one row does not have.</summary>
    public Tensor AddBatchStatistic(string name, Tensor value)
    {
        LeastBatchRows = 2;
        return AddBuffer(name, value);
    }

    /// <summary>
    /// Makes a buffer that the reference does not have: it is saved with a model but never expected of the reference's
    /// checkpoints.
    /// </summary>
    public Tensor AddOwnBuffer(string name, Tensor value) => Register(name, value, false, []);

    /// <summary>Takes over the tensors of another store, whose names and parts get a common beginning.</summary>
    internal void Adopt(string name, ParameterStore other)
    {
        foreach (var adopted in other.All)
        {
            var parts = adopted.Parts.Select(part => part with { Name = $"{name}.{part.Name}" });
            Register($"{name}.{adopted.Name}", adopted.Value, adopted.Trainable, [.. parts]);
        }

        LeastBatchRows = Math.Max(LeastBatchRows, other.LeastBatchRows);
        DropoutLayers += other.DropoutLayers;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var parameter in _all)
        {
            parameter.Dispose();
        }
    }

    Tensor Register(string name, Tensor value, bool trainable, IReadOnlyList<ReferencePart>? parts)
    {
        if (!_names.Add(name))
        {
            throw new ArgumentException($"Two parameters are called '{name}'.");
        }

        value.DetachFromDisposeScope();
        _all.Add(new Parameter(name, value, trainable, parts ?? [new ReferencePart(name)]));
        return value;
    }

    static Tensor FromValues(float[] values, long[] shape)
    {
        using var flat = tensor(values);
        return flat.reshape(shape).clone();
    }
}
