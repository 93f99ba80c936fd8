using System.Buffers;
using RankElastor.Model;
using RankElastor.Model.Parameters;

namespace RankElastor.Training.Optimisation.Updates;

/// <summary>A dense parameter, whose gradient autograd left in <c>grad</c>. Without gradient and penalty it stays as it is, as in torch.</summary>
sealed class DenseWeights : UpdatedWeights
{
    readonly Parameter _parameter;
    readonly WeightBlock[] _blocks;
    nint _gradient;

    public DenseWeights(Parameter parameter, OptimiserKind kind, Regulariser regulariser)
        : base(parameter.Name, parameter.Value, kind, regulariser)
    {
        _parameter = parameter;
        _blocks = [.. WeightBlock.Cut(this, 0, Weights.Length, WeightBlock.Elements)];
    }

    public override IEnumerable<WeightBlock> Blocks => _gradient == 0 && Regulariser.IsNone ? [] : _blocks;

    /// <summary>Looks up the gradient; the caller's dispose scope keeps it until the update is done.</summary>
    public void TakeGradient()
    {
        var gradient = _parameter.Value.grad;
        _gradient = gradient is null ? 0 : TensorSpans.Address(gradient.contiguous());
    }

    /// <summary>Drops the gradient.</summary>
    public void ZeroGrad() => _parameter.Value.grad = null;

    public override (double SquaredGradient, double Penalty) Measure(WeightBlock block, int start, int end)
    {
        var weights = Weights[start..end];
        var scratch = Regulariser.L1 == 0 && _gradient != 0 ? null : ArrayPool<float>.Shared.Rent(end - start);
        var norm = GradientSums.SquaredNorm(Gradient(start, end, scratch), weights, Decay);
        Return(scratch);
        return (norm, Penalty(weights));
    }

    public override void Update(WeightBlock block, int start, int end, UpdateRule rule)
    {
        var scratch = Regulariser.L1 == 0 && _gradient != 0 ? null : ArrayPool<float>.Shared.Rent(end - start);
        rule.Apply(Weights[start..end], Gradient(start, end, scratch), Part(First, start, end - start), Part(Second, start, end - start));
        Return(scratch);
    }

    unsafe ReadOnlySpan<float> Gradient(int start, int end, float[]? scratch)
    {
        var gradient = _gradient == 0 ? default : new ReadOnlySpan<float>((float*)_gradient + start, end - start);
        if (scratch is null)
        {
            return gradient;
        }

        var signed = scratch.AsSpan(0, end - start);
        signed.Clear();
        gradient.CopyTo(signed);
        GradientSums.AddSigns(signed, Weights[start..end], (float)Regulariser.L1);
        return signed;
    }

    static void Return(float[]? scratch)
    {
        if (scratch is not null)
        {
            ArrayPool<float>.Shared.Return(scratch);
        }
    }
}
