using RankElastor.Numerics.Kernels;

namespace RankElastor.Training.Optimisation.Updates;

/// <summary>
/// An update rule with the numbers of one step. The gradient it uses is scale·(g + decay·w); <c>first</c> and <c>second</c> are the rule's
/// state, as long as the weights or empty.
/// </summary>
abstract class UpdateRule
{
    /// <summary>How many state arrays a rule keeps.</summary>
    public static int StateArrays(OptimiserKind kind) => kind switch { OptimiserKind.Adam => 2, OptimiserKind.Adagrad => 1, _ => 0 };

    /// <summary>The rule at a step, which counts from 1.</summary>
    public static UpdateRule At(OptimiserKind kind, long step, double learningRate, double scale, double decay) => kind switch
    {
        OptimiserKind.Adam => new Adam(AdamStep.At(step, learningRate, scale, decay)),
        OptimiserKind.Sgd => new Sgd((float)learningRate, (float)scale, (float)decay),
        OptimiserKind.Adagrad => new Adagrad((float)learningRate, (float)scale, (float)decay),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not an optimiser."),
    };

    /// <summary>Updates weights and state with a gradient.</summary>
    public abstract void Apply(Span<float> weights, ReadOnlySpan<float> gradients, Span<float> first, Span<float> second);

    /// <summary>Updates weights and state where the loss has no gradient.</summary>
    public abstract void ApplyWithoutGradient(Span<float> weights, Span<float> first, Span<float> second);

    sealed class Adam(AdamStep step) : UpdateRule
    {
        public override void Apply(Span<float> weights, ReadOnlySpan<float> gradients, Span<float> first, Span<float> second) =>
            AdamKernel.Apply(weights, gradients, first, second, step);

        public override void ApplyWithoutGradient(Span<float> weights, Span<float> first, Span<float> second) =>
            AdamKernel.ApplyWithoutGradient(weights, first, second, step);
    }

    sealed class Sgd(float learningRate, float scale, float decay) : UpdateRule
    {
        public override void Apply(Span<float> weights, ReadOnlySpan<float> gradients, Span<float> first, Span<float> second)
        {
            for (var i = 0; i < weights.Length; i++)
            {
                weights[i] -= learningRate * (scale * (gradients[i] + decay * weights[i]));
            }
        }

        public override void ApplyWithoutGradient(Span<float> weights, Span<float> first, Span<float> second)
        {
            for (var i = 0; i < weights.Length; i++)
            {
                weights[i] -= learningRate * (scale * (decay * weights[i]));
            }
        }
    }

    sealed class Adagrad(float learningRate, float scale, float decay) : UpdateRule
    {
        const float Epsilon = 1e-10f;

        public override void Apply(Span<float> weights, ReadOnlySpan<float> gradients, Span<float> first, Span<float> second)
        {
            for (var i = 0; i < weights.Length; i++)
            {
                One(ref weights[i], gradients[i], ref first[i]);
            }
        }

        public override void ApplyWithoutGradient(Span<float> weights, Span<float> first, Span<float> second)
        {
            for (var i = 0; i < weights.Length; i++)
            {
                One(ref weights[i], 0, ref first[i]);
            }
        }

        void One(ref float w, float gradient, ref float squares)
        {
            var g = scale * (gradient + decay * w);
            squares += g * g;
            w -= learningRate * (g / (MathF.Sqrt(squares) + Epsilon));
        }
    }
}
