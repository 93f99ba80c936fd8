using System.Numerics;

namespace RankElastor.Kernels.Updates;

/// <summary>
/// torch's Adamax (Kingma and Ba, 2015): m as Adam's; u ← max(.999 u, |g| + 1e-8); w ← w − rate / (1 − .9^t)·m / u.
/// </summary>
public sealed class Adamax : OptimiserKind
{
    /// <inheritdoc/>
    public override string Word => "adamax";

    /// <inheritdoc/>
    public override bool StepsByTheRate => true;

    /// <inheritdoc/>
    public override int SecondWidth(int width) => width;

    /// <inheritdoc/>
    public override UpdateRule At(long step, double learningRate, double scale, double decay) =>
        WeightUpdates.Rule(new Formula(AdamStep.At(step, learningRate).StepSize), scale, decay);

    internal readonly record struct Formula(float StepSize) : IUpdateFormula
    {
        public float Next(float weight, float gradient, ref float first, ref float second)
        {
            first += AdamStep.Blend1 * (gradient - first);
            second = MathF.Max(AdamStep.Beta2 * second, MathF.Abs(gradient) + AdamStep.Epsilon);
            return weight - StepSize * (first / second);
        }

        public Vector<float> Next(
            Vector<float> weight, Vector<float> gradient, ref Vector<float> first, ref Vector<float> second)
        {
            first += AdamStep.Blend1 * (gradient - first);
            second = Vector.Max(
                AdamStep.Beta2 * second, Vector.Abs(gradient) + new Vector<float>(AdamStep.Epsilon));
            return weight - StepSize * (first / second);
        }
    }
}
