using System.Numerics;

namespace RankElastor.Kernels.Updates;

/// <summary>
/// torch's Adadelta (Zeiler, 2012): v ← .9 v + .1 g²; d = g sqrt(a + 1e-6) / sqrt(v + 1e-6); a ← .9 a + .1 d²; w ← w −
/// rate·d. torch's rate is 1; FuxiCTR hands it the configuration's.
/// </summary>
public sealed class Adadelta : OptimiserKind
{
    /// <inheritdoc/>
    public override string Word => "adadelta";

    /// <inheritdoc/>
    public override int SecondWidth(int width) => width;

    /// <inheritdoc/>
    public override UpdateRule At(long step, double learningRate, double scale, double decay) =>
        WeightUpdates.Rule(new Formula((float)learningRate), scale, decay);

    internal readonly record struct Formula(float Rate) : IUpdateFormula
    {
        const float Keep = 0.9f, Blend = (float)(1 - 0.9), Epsilon = 1e-6f;

        public float Next(float weight, float gradient, ref float first, ref float second)
        {
            first = Keep * first + Blend * gradient * gradient;
            var delta = MathF.Sqrt(second + Epsilon) / MathF.Sqrt(first + Epsilon) * gradient;
            second = Keep * second + Blend * delta * delta;
            return weight - Rate * delta;
        }

        public Vector<float> Next(
            Vector<float> weight, Vector<float> gradient, ref Vector<float> first, ref Vector<float> second)
        {
            var epsilon = new Vector<float>(Epsilon);
            first = Keep * first + Blend * gradient * gradient;
            var delta = Vector.SquareRoot(second + epsilon) / Vector.SquareRoot(first + epsilon) * gradient;
            second = Keep * second + Blend * delta * delta;
            return weight - Rate * delta;
        }
    }
}
