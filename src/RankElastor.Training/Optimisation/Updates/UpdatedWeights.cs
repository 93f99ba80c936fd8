using RankElastor.Model;
using RankElastor.Numerics.Kernels;
using static TorchSharp.torch;

namespace RankElastor.Training.Optimisation.Updates;

/// <summary>One tensor of weights with the optimiser's state of it.</summary>
abstract class UpdatedWeights
{
    readonly nint _address;
    readonly int _length;

    protected UpdatedWeights(string name, Tensor weights, OptimiserKind kind, Regulariser regulariser)
    {
        Name = name;
        Regulariser = regulariser;
        _length = checked((int)weights.numel());
        _address = _length == 0 ? 0 : TensorSpans.Address(weights);
        var arrays = UpdateRule.StateArrays(kind);
        First = arrays > 0 ? new float[_length] : [];
        Second = arrays > 1 ? new float[_length] : [];
    }

    /// <summary>Checkpoint name of the weights.</summary>
    public string Name { get; }

    /// <summary>The rule's first state array, or empty.</summary>
    public float[] First { get; }

    /// <summary>The rule's second state array, or empty.</summary>
    public float[] Second { get; }

    /// <summary>The pieces of the present step.</summary>
    public abstract IEnumerable<WeightBlock> Blocks { get; }

    protected Regulariser Regulariser { get; }

    protected float Decay => (float)Regulariser.L2;

    /// <summary>The weights' memory.</summary>
    protected unsafe Span<float> Weights => new((void*)_address, _length);

    /// <summary>Squared gradient norm and penalty of a block.</summary>
    public abstract (double SquaredGradient, double Penalty) Measure(WeightBlock block, int start, int end);

    /// <summary>Updates a block.</summary>
    public abstract void Update(WeightBlock block, int start, int end, UpdateRule rule);

    /// <summary>The penalty of all weights, computed anew.</summary>
    public double Penalty() => Penalty(Weights);

    protected double Penalty(ReadOnlySpan<float> weights) =>
        (Regulariser.L2 == 0 ? 0 : Regulariser.L2 / 2 * SumOfSquares.Of(weights))
        + (Regulariser.L1 == 0 ? 0 : Regulariser.L1 * GradientSums.Absolute(weights));

    protected static Span<float> Part(float[] state, int start, int length) => state.Length == 0 ? [] : state.AsSpan(start, length);
}
