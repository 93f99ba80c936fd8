namespace RankElastor.Kernels.Chains;

/// <summary>Where a stage finds its matrices and weights. Gradients are null in a forward pass.</summary>
public readonly unsafe struct StageMemory
{
    /// <summary>[rows, padded inputs].</summary>
    public required float* Input { get; init; }

    /// <summary>[rows, padded outputs].</summary>
    public required float* Output { get; init; }

    /// <summary>[rows, KeptWidth].</summary>
    public required float* Kept { get; init; }

    /// <summary>True if the output is there already.</summary>
    public bool OutputKnown { get; init; }

    /// <summary>The group's weights as Pack wrote them.</summary>
    public required float* Weights { get; init; }

    /// <summary>The group's weights as PackTransposed wrote them.</summary>
    public float* Transposed { get; init; }

    /// <summary>[rows, padded outputs]; Backward may overwrite it.</summary>
    public float* OutputGradient { get; init; }

    /// <summary>
    /// [rows, padded inputs]; the output's gradient itself where <see cref="RowStage.BackwardInPlace"/>.
    /// </summary>
    public float* InputGradient { get; init; }

    /// <summary>Gradient of the weights, as packed.</summary>
    public float* WeightGradient { get; init; }

    /// <summary>[rows, ScratchWidth].</summary>
    public float* Scratch { get; init; }
}
