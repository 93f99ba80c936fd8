using System.Numerics;

namespace RankElastor.Kernels.Updates;

/// <summary>
/// torch's RMSprop (Tieleman and Hinton, 2012), neither centred nor with momentum: v ← .99 v + .01 g²; w ← w − rate·g /
/// (sqrt(v) + 1e-8).
/// </summary>
public sealed class RmsProp : OptimiserKind
{
    /// <inheritdoc/>
    public override string Word => "rmsprop";

    /// <inheritdoc/>
    public override bool StepsByTheRate => true;

    /// <inheritdoc/>
    public override UpdateRule At(long step, double learningRate, double scale, double decay) =>
        WeightUpdates.Rule(new Formula((float)learningRate), scale, decay);

    internal readonly record struct Formula(float Rate) : IUpdateFormula
    {
        const float Keep = 0.99f, Blend = (float)(1 - 0.99), Epsilon = 1e-8f;

        public float Next(float weight, float gradient, ref float first, ref float second)
        {
            first = Keep * first + Blend * gradient * gradient;
            return weight - Rate * (gradient / (MathF.Sqrt(first) + Epsilon));
        }

        public Vector<float> Next(
            Vector<float> weight, Vector<float> gradient, ref Vector<float> first, ref Vector<float> second)
        {
            first = Keep * first + Blend * gradient * gradient;
            return weight - Rate * (gradient / (Vector.SquareRoot(first) + new Vector<float>(Epsilon)));
        }
    }
}
