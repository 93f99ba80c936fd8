using System.Diagnostics;
using RankElastor.Kernels.Rows;
using RankElastor.Model.Memory;
using RankElastor.Model.Parameters;
using RankElastor.Numerics.Randomness;
using static TorchSharp.torch;

namespace RankElastor.Model.Embeddings;

/// <summary>
/// One table of embeddings [rows, width]. Row 0 is padding: zero, never trained. Autograd does not know the table: rows
/// are gathered into a leaf tensor and updated by kernels.
/// </summary>
public sealed class EmbeddingTable : IDisposable
{
    /// <summary>FuxiCTR's initialisation of embeddings: normal with this standard deviation.</summary>
    public const double InitialStd = 1e-4;

    const int InitialRows = 4096;
    readonly SeededRandom _random;
    readonly Lock _making = new();
    Tensor? _values;
    Tensor? _scales;
    RowTable _place;

    internal EmbeddingTable(string name, string field, int rows, int width, SeededRandom random)
    {
        Name = name;
        Field = field;
        Rows = rows;
        Width = width;
        _random = random.Fork(name);
    }

    /// <summary>Changes the initial rows, or null.</summary>
    internal Action<RowMemory>? Start { get; init; }

    /// <summary>Standard deviation of the initial rows.</summary>
    internal double Deviation { get; init; } = InitialStd;

    /// <summary>Checkpoint name.</summary>
    public string Name { get; internal set; }

    /// <summary>The field that owns the table; others may share it.</summary>
    public string Field { get; }

    /// <summary>Table rows, padding and out-of-vocabulary included.</summary>
    public int Rows { get; }

    /// <summary>Numbers per row.</summary>
    public int Width { get; }

    /// <summary>How rows are kept; to be chosen before the first use.</summary>
    public EmbeddingStorage Storage
    {
        get;
        internal set
        {
            Debug.Assert(_values is null || value == field);
            field = value;
        }
    }

    /// <summary>Bytes of the rows as stored, scales included.</summary>
    public long Bytes => (long)Rows * Storage switch
    {
        EmbeddingStorage.Full => Width * sizeof(float),
        EmbeddingStorage.Bf16 => Width * sizeof(ushort),
        _ => Width + sizeof(float),
    };

    /// <summary>The memory of the rows, as stored; it is made and filled at the first call.</summary>
    public RowTable Place
    {
        get
        {
            Make();
            return _place;
        }
    }

    /// <summary>[Rows, Width], float32: the table itself where it is stored so, else a copy.</summary>
    public Tensor Weights
    {
        get
        {
            Make();
            return Storage == EmbeddingStorage.Full ? _values! : Widened();
        }
    }

    /// <summary>All numbers, row-major, float32: the table's own memory where it is stored so, else a copy.</summary>
    public Span<float> Values => TensorSpans.Floats(Weights);

    /// <summary>The tensors that hold the table, by name, for checkpoints.</summary>
    public IEnumerable<(string Name, Tensor Value)> Stored
    {
        get
        {
            Make();
            return _scales is null ? [(Name, _values!)] : [(Name, _values!), ($"{Name}/scales", _scales)];
        }
    }

    /// <summary>The rows, to read and write as float32.</summary>
    public RowMemory Memory => new(Storage, Place, Width);

    /// <inheritdoc/>
    public void Dispose()
    {
        _values?.Dispose();
        _scales?.Dispose();
    }

    void Make()
    {
        if (_values is not null)
        {
            return;
        }

        lock (_making)
        {
            if (_values is null)
            {
                Fill();
            }
        }
    }

    void Fill()
    {
        var type = Storage switch
        {
            EmbeddingStorage.Full => ScalarType.Float32,
            EmbeddingStorage.Bf16 => ScalarType.BFloat16,
            _ => ScalarType.Int8,
        };
        var values = LargeTensor.Zeros(type, Rows, Width);
        _scales = Storage == EmbeddingStorage.ScaledBytes ? LargeTensor.Zeros(ScalarType.Float32, Rows) : null;
        _place = new RowTable(TensorSpans.Address(values), Rows, _scales is null ? 0 : TensorSpans.Address(_scales));
        var memory = new RowMemory(Storage, _place, Width);
        var scratch = new float[Math.Min(Rows, InitialRows) * Width];
        for (var first = 1; first < Rows; first += InitialRows)
        {
            var part = scratch.AsSpan(0, Math.Min(InitialRows, Rows - first) * Width);
            Initialisers.Normal(Deviation)(part, [part.Length / Width, Width], _random);
            memory.Write(first, part);
        }

        Start?.Invoke(memory);
        _values = values;
    }

    Tensor Widened()
    {
        var all = empty(Rows, Width);
        var memory = Memory;
        for (var first = 0; first < Rows; first += InitialRows)
        {
            var count = Math.Min(InitialRows, Rows - first);
            memory.Read(first, TensorSpans.Floats(all.narrow(0, first, count)));
        }

        return all;
    }
}
