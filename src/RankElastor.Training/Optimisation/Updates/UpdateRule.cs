using RankElastor.Kernels.Updates;

namespace RankElastor.Training.Optimisation.Updates;

/// <summary>
/// An update rule with the numbers of one step. The gradient it uses is scale·(g + decay·w); <c>first</c> and <c>second</c> are the rule's
/// state. Without gradients (an empty span) g is 0.
/// </summary>
abstract class UpdateRule
{
    /// <summary>Numbers in the rule's first state array, for a table of rows or a dense parameter (one number a row).</summary>
    public static long FirstLength(OptimiserKind kind, long rows, int width) => kind switch
    {
        OptimiserKind.Sgd => 0,
        OptimiserKind.RowWiseAdagrad => rows,
        _ => rows * width,
    };

    /// <summary>Numbers in the rule's second state array.</summary>
    public static long SecondLength(OptimiserKind kind, long rows, int width) => kind == OptimiserKind.Adam ? rows * width : 0;

    /// <summary>The rule at a step, which counts from 1.</summary>
    public static UpdateRule At(OptimiserKind kind, long step, double learningRate, double scale, double decay) => kind switch
    {
        OptimiserKind.Adam => new Adam(AdamStep.At(step, learningRate, scale, decay)),
        OptimiserKind.Sgd => new Sgd((float)learningRate, (float)scale, (float)decay),
        OptimiserKind.Adagrad => new Adagrad((float)learningRate, (float)scale, (float)decay),
        OptimiserKind.RowWiseAdagrad => new RowWiseAdagrad((float)learningRate, (float)scale, (float)decay),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not an optimiser."),
    };

    /// <summary>Updates weights and state.</summary>
    public abstract void Apply(Span<float> weights, ReadOnlySpan<float> gradients, Span<float> first, Span<float> second);

    sealed class Adam(AdamStep step) : UpdateRule
    {
        public override void Apply(Span<float> weights, ReadOnlySpan<float> gradients, Span<float> first, Span<float> second)
        {
            if (gradients.IsEmpty)
            {
                AdamKernel.ApplyWithoutGradient(weights, first, second, step);
            }
            else
            {
                AdamKernel.Apply(weights, gradients, first, second, step);
            }
        }
    }

    sealed class Sgd(float learningRate, float scale, float decay) : UpdateRule
    {
        public override void Apply(Span<float> weights, ReadOnlySpan<float> gradients, Span<float> first, Span<float> second) =>
            SgdKernel.Apply(weights, gradients, learningRate, scale, decay);
    }

    sealed class Adagrad(float learningRate, float scale, float decay) : UpdateRule
    {
        public override void Apply(Span<float> weights, ReadOnlySpan<float> gradients, Span<float> first, Span<float> second) =>
            AdagradKernel.Apply(weights, gradients, first, learningRate, scale, decay);
    }

    /// <summary>One number of state a row; the row's width follows from the lengths.</summary>
    sealed class RowWiseAdagrad(float learningRate, float scale, float decay) : UpdateRule
    {
        public override void Apply(Span<float> weights, ReadOnlySpan<float> gradients, Span<float> first, Span<float> second) =>
            RowWiseAdagradKernel.Apply(weights, gradients, first, learningRate, scale, decay);
    }
}
