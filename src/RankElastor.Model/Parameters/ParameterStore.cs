using RankElastor.Data.Files;
using RankElastor.Numerics.Memory;
using RankElastor.Numerics.Randomness;
using static TorchSharp.torch;

namespace RankElastor.Model.Parameters;

/// <summary>
/// All dense tensors of one model in the order of their making. A plain list, not TorchSharp's module tree: names are
/// explicit, and an initial value depends only on the seed and the name, never on the order of construction.
/// </summary>
public sealed class ParameterStore(SeededRandom random) : IDisposable
{
    const int CopiesWhenMade = 3;
    readonly List<Parameter> _all = [];
    readonly HashSet<string> _names = [];
    readonly List<IDisposable> _owned = [];
    long _numbers;
    ParameterStore? _owner; // of the model that this one is a part of

    /// <summary>Trainable tensors.</summary>
    public IEnumerable<Parameter> Trainable => _all.Where(parameter => parameter.Trainable);

    /// <summary>Tensors that the model updates itself (running statistics).</summary>
    public IEnumerable<Parameter> Buffers => _all.Where(parameter => !parameter.Trainable);

    /// <summary>Trainable tensors and buffers, in order of making.</summary>
    public IReadOnlyList<Parameter> All => _all;

    /// <summary>What is disposed with the tensors.</summary>
    internal IReadOnlyList<IDisposable> Owned => _owned;

    /// <summary>How many dropout layers were numbered so far.</summary>
    public int DropoutLayers { get; private set; }

    /// <summary>
    /// The fewest rows that a training batch may have: 2 where statistics of batches are kept, else 1.
    /// </summary>
    public int LeastBatchRows { get; private set; } = 1;

    /// <summary>A number for a dropout layer; with seed and step it fixes the mask.</summary>
    public int NextDropoutLayer() => DropoutLayers++;

    /// <summary>Makes a trainable tensor.</summary>
    /// <exception cref="InputException">It is larger than the memory that is left on this machine.</exception>
    public Tensor Add(string name, long[] shape, Initialiser initialiser, IReadOnlyList<ReferencePart>? parts = null) =>
        Register(new Parameter(name, Initial(name, shape, initialiser), trainable: true, parts ?? [new(name)]));

    /// <summary>Makes a trainable tensor of a dictionary of embeddings.</summary>
    /// <exception cref="InputException">It is larger than the memory that is left on this machine.</exception>
    public Tensor AddOfEmbeddings(string name, long[] shape, Initialiser initialiser) => Register(
        new Parameter(name, Initial(name, shape, initialiser), trainable: true, [new(name)]) { OfEmbeddings = true });

    /// <summary>Makes a buffer with the given start value.</summary>
    public Tensor AddBuffer(string name, Tensor value) =>
        Register(new Parameter(name, value, trainable: false, [new(name)]));

    /// <summary>Makes a trainable table that stands among the dense tensors, of positions for instance.</summary>
    public Tensor AddTable(string name, long[] shape, Initialiser initialiser) => Register(
        new Parameter(name, Initial(name, shape, initialiser), trainable: true, [new(name)]) { IsTable = true });

    /// <summary>Makes a buffer that is drawn from the stream of its name and stays as it is.</summary>
    public Tensor AddDrawn(string name, long[] shape, Initialiser initialiser) =>
        AddBuffer(name, Initial(name, shape, initialiser).requires_grad_(false));

    /// <summary>Makes a buffer that keeps statistics of training batches, which one row does not have.</summary>
    public Tensor AddBatchStatistic(string name, Tensor value)
    {
        LeastBatchRows = 2;
        return AddBuffer(name, value);
    }

    /// <summary>Makes a <see cref="Parameter.IsConstant">constant</see> that the reference keeps.</summary>
    public Tensor AddConstant(string name, Tensor value) =>
        Register(new Parameter(name, value, trainable: false, [new(name)]) { IsConstant = true });

    /// <summary>Makes a buffer of our own: saved with a model, not expected in the reference's checkpoints.</summary>
    public Tensor AddOwnBuffer(string name, Tensor value) =>
        Register(new Parameter(name, value, trainable: false, []));

    /// <summary>
    /// Disposes <paramref name="thing"/>, such as a kernel's working memory, when the model is disposed; null is none.
    /// </summary>
    internal T Own<T>(T thing) where T : IDisposable?
    {
        if (_owner is not null)
        {
            return _owner.Own(thing);
        }

        if (thing is not null)
        {
            _owned.Add(thing);
        }

        return thing;
    }

    /// <summary>Takes over the tensors of another store, which get a prefix, and what it owns.</summary>
    internal void Adopt(string name, ParameterStore other)
    {
        _owned.AddRange(other._owned);
        other._owned.Clear();
        other._owner = this;
        foreach (var parameter in other.All)
        {
            ReferencePart[] parts = [.. parameter.Parts.Select(part => part with { Name = $"{name}.{part.Name}" })];
            Register(new Parameter($"{name}.{parameter.Name}", parameter.Value, parameter.Trainable, parts)
            {
                OfEmbeddings = parameter.OfEmbeddings,
                IsConstant = parameter.IsConstant,
                IsTable = parameter.IsTable,
            });
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

        _owned.ForEach(thing => thing.Dispose());
    }

    Tensor Register(Parameter parameter)
    {
        if (!_names.Add(parameter.Name))
        {
            throw new ArgumentException($"Two parameters are called '{parameter.Name}'.");
        }

        parameter.Value.DetachFromDisposeScope();
        _all.Add(parameter);
        return parameter.Value;
    }

    /// <summary>How many there are; refused before they are asked for.</summary>
    long Elements(string name, long[] shape)
    {
        var elements = shape.Aggregate(1.0, (product, size) => product * size);
        var bytes = _numbers * sizeof(float) + elements * sizeof(float) * CopiesWhenMade;
        if (elements > Array.MaxLength || bytes > MachineMemory.Bytes)
        {
            throw InputException.At(
                $"{name} [{string.Join(", ", shape)}]",
                $"a tensor of {MachineMemory.Text(elements * sizeof(float))}, with the parameters before it too large",
                $"what the memory of {MachineMemory.Text(MachineMemory.Bytes)} holds; make embedding_dim, hidden_units "
                + "or the tokens smaller");
        }

        _numbers += (long)elements;
        return (long)elements;
    }

    Tensor Initial(string name, long[] shape, Initialiser initialiser)
    {
        var values = new float[Elements(name, shape)];
        initialiser(values, shape, random.Fork(name));
        using var scope = NewDisposeScope();
        return tensor(values).reshape(shape).clone().requires_grad_().MoveToOuterDisposeScope();
    }
}
