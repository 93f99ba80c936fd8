using RankElastor.Kernels.Products;

namespace RankElastor.Kernels.Chains;

/// <summary>How a weight lies in its parameter.</summary>
public enum WeightLayout
{
    /// <summary>[groups, inputs, outputs]: stacked per-token weights.</summary>
    InputsByOutputs,

    /// <summary>[groups, outputs, inputs]: torch's Linear.</summary>
    OutputsByInputs,
}

/// <summary>
/// Linear layer (GEMM), y = x W + b. Parameters: the weight, and the bias [groups, outputs] where there is one.
/// </summary>
public sealed unsafe class LinearStage(int inputs, int outputs, bool bias, WeightLayout layout)
    : RowStage(inputs, outputs)
{
    readonly int _in = Padded(inputs), _out = Padded(outputs);

    /// <inheritdoc/>
    public override int Parameters => bias ? 2 : 1;

    /// <inheritdoc/>
    public override long MultiplyAdds => (long)Inputs * Outputs;

    /// <inheritdoc/>
    public override long MultiplyAddsSaved => MultiplyAdds;

    /// <inheritdoc/>
    public override int PackedLength => (_in + 1) * _out; // W [padded inputs, padded outputs], b

    /// <inheritdoc/>
    public override int TransposedLength => Outputs * _in;

    /// <inheritdoc/>
    public override void Pack(ReadOnlySpan<nint> parameters, int group, float* packed)
    {
        var weight = Weight(parameters, group);
        if (layout == WeightLayout.InputsByOutputs)
        {
            Packing.Copy(weight, Inputs, Outputs, packed, _out);
        }
        else
        {
            Packing.Transpose(weight, Outputs, Inputs, packed, _out);
        }

        if (bias)
        {
            Packing.Copy((float*)parameters[1] + (long)group * Outputs, 1, Outputs, packed + _in * _out, _out);
        }
    }

    /// <inheritdoc/>
    public override void PackTransposed(ReadOnlySpan<nint> parameters, int group, float* transposed)
    {
        var weight = Weight(parameters, group);
        if (layout == WeightLayout.InputsByOutputs)
        {
            Packing.Transpose(weight, Inputs, Outputs, transposed, _in);
        }
        else
        {
            Packing.Copy(weight, Outputs, Inputs, transposed, _in);
        }
    }

    /// <inheritdoc/>
    public override void Forward(in RowBlock block, in StageMemory memory)
    {
        if (memory.OutputKnown)
        {
            return;
        }

        var b = bias ? new MatrixView(memory.Weights + _in * _out, 0) : default;
        var (x, w) = (new MatrixView(memory.Input, _in), new MatrixView(memory.Weights, _out));
        new MatrixView(memory.Output, _out).SetToProduct(x, w, (block.Rows, _out, Inputs), b);
    }

    /// <inheritdoc/>
    public override void Backward(in RowBlock block, in StageMemory memory)
    {
        var dx = new MatrixView(memory.InputGradient, _in);
        var dy = new MatrixView(memory.OutputGradient, _out);
        var dw = new MatrixView(memory.WeightGradient, _out);
        dw.AddTransposedProduct(new MatrixView(memory.Input, _in), dy, (_in, _out, block.Rows));
        if (bias)
        {
            ColumnSums.Add(memory.OutputGradient, block.Rows, _out, memory.WeightGradient + _in * _out);
        }

        dx.SetToProduct(dy, new MatrixView(memory.Transposed, _in), (block.Rows, _in, Outputs));
    }

    /// <inheritdoc/>
    public override void Unpack(ReadOnlySpan<nint> gradients, int group, float* packed)
    {
        var weight = Weight(gradients, group);
        if (layout == WeightLayout.InputsByOutputs)
        {
            Packing.CopyBack(packed, _out, Inputs, Outputs, weight);
        }
        else
        {
            Packing.TransposeBack(packed, _out, Inputs, Outputs, weight);
        }

        if (bias)
        {
            Packing.CopyBack(packed + _in * _out, _out, 1, Outputs, (float*)gradients[1] + (long)group * Outputs);
        }
    }

    float* Weight(ReadOnlySpan<nint> parameters, int group) => (float*)parameters[0] + (long)group * Inputs * Outputs;
}
