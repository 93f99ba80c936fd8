using RankElastor.Numerics.Products;

namespace RankElastor.Numerics.Chains;

/// <summary>How a weight lies in its parameter.</summary>
public enum WeightLayout
{
    /// <summary>[groups, inputs, outputs]: stacked per-token weights.</summary>
    InputsByOutputs,

    /// <summary>[groups, outputs, inputs]: torch's Linear.</summary>
    OutputsByInputs,
}

/// <summary>y = x W + b. Parameters: the weight, and the bias [groups, outputs] where there is one.</summary>
public sealed unsafe class LinearStage(int inputs, int outputs, bool bias, WeightLayout layout) : RowStage(inputs, outputs)
{
    readonly int _in = Padded(inputs), _out = Padded(outputs);

    /// <inheritdoc/>
    public override int Parameters => bias ? 2 : 1;

    /// <inheritdoc/>
    public override long ProductsSaved => (long)Inputs * Outputs;

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

        new PanelProduct
        {
            Rows = block.Rows, Columns = _out, Depth = Inputs,
            A = memory.Input, RowStride = _in, DepthStride = 1, B = memory.Weights, BStride = _out, C = memory.Output, CStride = _out,
            Start = bias ? memory.Weights + _in * _out : null, StartStride = 0,
        }.Run();
    }

    /// <inheritdoc/>
    public override void Backward(in RowBlock block, in StageMemory memory)
    {
        new PanelProduct // dW += xᵀ dy
        {
            Rows = _in, Columns = _out, Depth = block.Rows,
            A = memory.Input, RowStride = 1, DepthStride = _in, B = memory.OutputGradient, BStride = _out, C = memory.WeightGradient, CStride = _out,
            Start = memory.WeightGradient, StartStride = _out,
        }.Run();
        if (bias)
        {
            ColumnSums.Add(memory.OutputGradient, block.Rows, _out, memory.WeightGradient + _in * _out);
        }

        new PanelProduct // dx = dy Wᵀ
        {
            Rows = block.Rows, Columns = _in, Depth = Outputs,
            A = memory.OutputGradient, RowStride = _out, DepthStride = 1, B = memory.Transposed, BStride = _in, C = memory.InputGradient, CStride = _in,
        }.Run();
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
