using static TorchSharp.torch;

namespace RankElastor.Model.Parameters;

/// <summary>
/// One trainable dense tensor, or a buffer, under its checkpoint name. <see cref="Parts"/> says how the reference cuts
/// it: the stacked weights [T, in, out] of a per-token network are T matrices [out, in] there.
/// </summary>
public sealed class Parameter(string name, Tensor value, bool trainable, IReadOnlyList<ReferencePart> parts)
    : IDisposable
{
    /// <summary>Checkpoint name, unique in the model.</summary>
    public string Name { get; } = name;

    /// <summary>The leaf tensor; it requires a gradient iff it is trainable.</summary>
    public Tensor Value { get; } = value;

    /// <summary>False for buffers (running statistics).</summary>
    public bool Trainable { get; } = trainable;

    /// <summary>
    /// Whether it stands in a dictionary of embeddings: weights of a numeric field, an encoder, a projection.
    /// </summary>
    public bool OfEmbeddings { get; init; }

    /// <summary>
    /// Whether it is a table that stands beside the model's dictionary of embeddings: torch's <c>Embedding</c>, of
    /// positions for instance.
    /// </summary>
    public bool IsTable { get; init; }

    /// <summary>
    /// Whether it never changes and nothing here reads it: the reference keeps it among its tensors, index tensors of
    /// pairs for instance, so that its checkpoints have it and expect it.
    /// </summary>
    public bool IsConstant { get; init; }

    /// <summary>
    /// Called weight or bias by the reference, as what a layer of torch trains is; others (gains, scales, static maps)
    /// stand bare.
    /// </summary>
    public bool IsWeightOrBias => (Parts.Count > 0 ? Parts[0].Name : Name).Split('.')[^1] is "weight" or "bias";

    /// <summary>The reference's tensors that make up this one; none for a buffer of our own.</summary>
    public IReadOnlyList<ReferencePart> Parts { get; } = parts;

    /// <summary>The view that a part stands for, in the reference's shape, of a parameter or its gradient.</summary>
    public static Tensor View(Tensor whole, ReferencePart part)
    {
        var view = part.Index is { } index ? whole.select(0, index) : whole;
        return part.Transposed ? view.transpose(0, 1) : view;
    }

    /// <inheritdoc/>
    public void Dispose() => Value.Dispose();
}

/// <summary>A tensor of the reference: its slice of the first axis (null: all), and whether transposed.</summary>
public sealed record ReferencePart(string Name, int? Index = null, bool Transposed = false);
