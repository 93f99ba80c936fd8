using System.Numerics;

namespace RankElastor.Kernels.Updates;

/// <summary>
/// torch's RAdam (Liu et al., 2020): Adam's moments; with ρ = 1999 − 2 t .999^t / (1 − .999^t), while ρ ≤ 5 the step is
/// rate·m / (1 − .9^t), from there Adam's, √(1 − .999^t) / (√v + 1e-8) for its root, times
/// sqrt((ρ − 4)(ρ − 2) 1999 / (1995 · 1997 ρ)).
/// </summary>
public sealed class RAdam : OptimiserKind
{
    const double Longest = 1999; // 2 / (1 − .999) − 1

    /// <inheritdoc/>
    public override string Word => "radam";

    /// <inheritdoc/>
    public override bool StepsByTheRate => true;

    /// <inheritdoc/>
    public override int SecondWidth(int width) => width;

    /// <inheritdoc/>
    public override UpdateRule At(long step, double learningRate, double scale, double decay)
    {
        var power = Math.Pow(0.999, step);
        var length = Longest - 2 * step * power / (1 - power);
        var plain = learningRate / (1 - Math.Pow(0.9, step));
        var adapts = length > 5;
        var rectified = !adapts ? plain : plain * Math.Sqrt(1 - power) * Math.Sqrt(
            (length - 4) * (length - 2) * Longest / ((Longest - 4) * (Longest - 2) * length));
        return WeightUpdates.Rule(new Formula((float)rectified, adapts), scale, decay);
    }

    internal readonly record struct Formula(float StepSize, bool Adapts) : IUpdateFormula
    {
        public float Next(float weight, float gradient, ref float first, ref float second)
        {
            first += AdamStep.Blend1 * (gradient - first);
            second = AdamStep.Beta2 * second + AdamStep.Blend2 * gradient * gradient;
            return weight - StepSize * (Adapts ? first / (MathF.Sqrt(second) + AdamStep.Epsilon) : first);
        }

        public Vector<float> Next(
            Vector<float> weight, Vector<float> gradient, ref Vector<float> first, ref Vector<float> second)
        {
            first += AdamStep.Blend1 * (gradient - first);
            second = AdamStep.Beta2 * second + AdamStep.Blend2 * gradient * gradient;
            var root = Vector.SquareRoot(second) + new Vector<float>(AdamStep.Epsilon);
            return weight - StepSize * (Adapts ? first / root : first);
        }
    }
}
