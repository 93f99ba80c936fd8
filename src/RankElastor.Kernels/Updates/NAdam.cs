using System.Numerics;

namespace RankElastor.Kernels.Updates;

/// <summary>
/// torch's NAdam (Dozat, 2016): Adam's moments m and v; with μ_t = .9 (1 − .96^(.004 t) / 2) and P_t = μ_1 … μ_t:
/// w ← w − rate·(g (1 − μ_t) / (1 − P_t) + m μ_(t+1) / (1 − P_(t+1))) / (sqrt(v / (1 − .999^t)) + 1e-8).
/// </summary>
public sealed class NAdam : OptimiserKind
{
    const int Most = 500; // factors of P, each at most .9: from there on 1 − P is 1

    /// <inheritdoc/>
    public override string Word => "nadam";

    /// <inheritdoc/>
    public override bool StepsByTheRate => true;

    /// <inheritdoc/>
    public override int SecondWidth(int width) => width;

    /// <inheritdoc/>
    public override UpdateRule At(long step, double learningRate, double scale, double decay)
    {
        var product = 1.0;
        for (var earlier = 1; earlier <= Math.Min(step, Most); earlier++)
        {
            product *= Momentum(earlier);
        }

        var (now, next) = (Momentum(step), Momentum(step + 1));
        return WeightUpdates.Rule(
            new Formula(
                (float)(learningRate * (1 - now) / (1 - product)),
                (float)(learningRate * next / (1 - product * next)), AdamStep.At(step, learningRate).InverseRoot),
            scale, decay);
    }

    static double Momentum(long step) => 0.9 * (1 - 0.5 * Math.Pow(0.96, step * 0.004));

    internal readonly record struct Formula(float OfGradient, float OfMean, float InverseRoot) : IUpdateFormula
    {
        public float Next(float weight, float gradient, ref float first, ref float second)
        {
            first += AdamStep.Blend1 * (gradient - first);
            second = AdamStep.Beta2 * second + AdamStep.Blend2 * gradient * gradient;
            var root = MathF.Sqrt(second) * InverseRoot + AdamStep.Epsilon;
            return weight - OfGradient * (gradient / root) - OfMean * (first / root);
        }

        public Vector<float> Next(
            Vector<float> weight, Vector<float> gradient, ref Vector<float> first, ref Vector<float> second)
        {
            first += AdamStep.Blend1 * (gradient - first);
            second = AdamStep.Beta2 * second + AdamStep.Blend2 * gradient * gradient;
            var root = Vector.SquareRoot(second) * InverseRoot + new Vector<float>(AdamStep.Epsilon);
            return weight - OfGradient * (gradient / root) - OfMean * (first / root);
        }
    }
}
