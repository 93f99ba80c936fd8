using System.Numerics;

namespace RankElastor.Kernels.Updates;

/// <summary>
/// torch's AdamW (Loshchilov and Hutter, 2019): w ← w·(1 − rate·.01), then <see cref="Adam"/>'s step. The decay is
/// torch's default, beside whatever the regularisers say; in exact mode every table row decays.
/// </summary>
public sealed class AdamW : OptimiserKind
{
    const double WeightDecay = 0.01;

    /// <inheritdoc/>
    public override string Word => "adamw";

    /// <inheritdoc/>
    public override bool StepsByTheRate => true;

    /// <inheritdoc/>
    public override int SecondWidth(int width) => width;

    /// <inheritdoc/>
    public override UpdateRule At(long step, double learningRate, double scale, double decay) => WeightUpdates.Rule(
        new Formula(AdamStep.At(step, learningRate), (float)(1 - learningRate * WeightDecay)), scale, decay);

    internal readonly record struct Formula(AdamStep Step, float Keep) : IUpdateFormula
    {
        public float Next(float weight, float gradient, ref float first, ref float second)
        {
            first += AdamStep.Blend1 * (gradient - first);
            second = AdamStep.Beta2 * second + AdamStep.Blend2 * gradient * gradient;
            return Keep * weight
                - Step.StepSize * (first / (MathF.Sqrt(second) * Step.InverseRoot + AdamStep.Epsilon));
        }

        public Vector<float> Next(
            Vector<float> weight, Vector<float> gradient, ref Vector<float> first, ref Vector<float> second)
        {
            first += AdamStep.Blend1 * (gradient - first);
            second = AdamStep.Beta2 * second + AdamStep.Blend2 * gradient * gradient;
            var root = Vector.SquareRoot(second) * Step.InverseRoot + new Vector<float>(AdamStep.Epsilon);
            return Keep * weight - Step.StepSize * (first / root);
        }
    }
}
