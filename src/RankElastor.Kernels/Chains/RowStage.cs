using RankElastor.Kernels.Products;

namespace RankElastor.Kernels.Chains;

/// <summary>
/// One layer of a <see cref="RowChain"/>, for a block of rows that lies in the cache. Matrices are padded with zeros:
/// rows to a multiple of 8, widths to <see cref="Padded"/>. Forward keeps per row what Backward needs besides input and
/// output.
/// </summary>
public abstract unsafe class RowStage(int inputs, int outputs)
{
    /// <summary>Input width.</summary>
    public int Inputs { get; } = inputs;

    /// <summary>Output width.</summary>
    public int Outputs { get; } = outputs;

    /// <summary>How many parameter tensors the stage has, of shape [groups, …] each.</summary>
    public abstract int Parameters { get; }

    /// <summary>
    /// Multiply-adds per row of Forward's GEMMs; Backward has twice as many, and those it recomputes.
    /// </summary>
    public virtual long MultiplyAdds => 0;

    /// <summary>
    /// Multiply-adds per row that a second Forward saves if the output is known from the first. Where they are many per
    /// number of output, the chain stores the output in between.
    /// </summary>
    public virtual long MultiplyAddsSaved => 0;

    /// <summary>Numbers per row that Forward keeps.</summary>
    public virtual int KeptWidth => 0;

    /// <summary>Numbers of one group's weights in the form Forward reads.</summary>
    public abstract int PackedLength { get; }

    /// <summary>Numbers of one group's weights in the further form Backward reads.</summary>
    public virtual int TransposedLength => 0;

    /// <summary>Numbers per row that Backward needs for itself.</summary>
    public virtual int ScratchWidth => 0;

    /// <summary>True if Backward may write the input's gradient over the output's.</summary>
    public virtual bool BackwardInPlace => false;

    /// <summary>Width with padding: the next multiple of 16.</summary>
    public static int Padded(int width) => Padding.RoundUp(width, Gemm.ColumnMultiple);

    /// <summary>
    /// Copies one group's weights, whose parameters start at the given addresses, into the form Forward reads.
    /// </summary>
    public abstract void Pack(ReadOnlySpan<nint> parameters, int group, float* packed);

    /// <summary>The same for Backward.</summary>
    public virtual void PackTransposed(ReadOnlySpan<nint> parameters, int group, float* transposed)
    {
    }

    /// <summary>Input → output, and what is kept; only the latter where the output is known.</summary>
    public abstract void Forward(in RowBlock block, in StageMemory memory);

    /// <summary>
    /// Gradient of the output → gradient of the input; gradients of the weights are added to what is there, laid out as
    /// the packed weights.
    /// </summary>
    public abstract void Backward(in RowBlock block, in StageMemory memory);

    /// <summary>Writes one group's finished gradient into the gradient tensors, shaped as the parameters.</summary>
    public abstract void Unpack(ReadOnlySpan<nint> gradients, int group, float* packed);
}
