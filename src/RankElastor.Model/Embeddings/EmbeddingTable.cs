using RankElastor.Model.Parameters;
using RankElastor.Numerics.Randomness;
using static TorchSharp.torch;

namespace RankElastor.Model.Embeddings;

/// <summary>
/// One table of embeddings [rows, width]. Row 0 is padding: zero, never trained. The table is not a parameter of autograd: rows are
/// gathered into a leaf tensor and updated by kernels.
/// </summary>
public sealed class EmbeddingTable : IDisposable
{
    /// <summary>FuxiCTR's initialisation of embeddings: normal with this standard deviation.</summary>
    public const double InitialStd = 1e-4;

    internal EmbeddingTable(string name, int rows, int width, SeededRandom random)
    {
        (Name, Rows, Width) = (name, rows, width);
        Weights = zeros(rows, width);
        Weights.DetachFromDisposeScope();
        var values = Values;
        Initialisers.Normal(InitialStd)(values[Math.Min(width, values.Length)..], [rows, width], random.Fork(name));
    }

    /// <summary>Checkpoint name.</summary>
    public string Name { get; }

    /// <summary>Table rows, padding and out-of-vocabulary included.</summary>
    public int Rows { get; }

    /// <summary>Numbers a row.</summary>
    public int Width { get; }

    /// <summary>[Rows, Width], float32.</summary>
    public Tensor Weights { get; }

    /// <summary>The weights' memory, row-major.</summary>
    public Span<float> Values => TensorSpans.Floats(Weights);

    /// <inheritdoc/>
    public void Dispose() => Weights.Dispose();
}
