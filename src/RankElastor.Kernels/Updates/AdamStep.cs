namespace RankElastor.Kernels.Updates;

/// <summary>The numbers of one Adam step, the same for every parameter; see <see cref="AdamKernel"/> for the formula.</summary>
public readonly record struct AdamStep
{
    /// <summary>Learning rate / (1 − beta1^t).</summary>
    public float StepSize { get; private init; }

    /// <summary>Decay of the mean of squared gradients.</summary>
    public float Beta2 { get; private init; }

    /// <summary>1 − beta1, rounded once from double as torch does.</summary>
    public float Blend1 { get; private init; }

    /// <summary>1 − beta2, rounded once from double.</summary>
    public float Blend2 { get; private init; }

    /// <summary>1 / sqrt(1 − beta2^t).</summary>
    public float InverseRoot { get; private init; }

    /// <summary>Added to the denominator.</summary>
    public float Epsilon { get; private init; }

    /// <summary>Factor of the whole gradient, the L2 term included: the clipping of the global norm.</summary>
    public float Scale { get; private init; }

    /// <summary>The L2 strength lambda: lambda·w is added to the gradient, as the loss term lambda/2·|w|² would.</summary>
    public float Decay { get; private init; }

    /// <summary>The step with number <paramref name="step"/>, which counts from 1.</summary>
    public static AdamStep At(
        long step, double learningRate, double scale = 1, double decay = 0,
        double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(step);
        return new AdamStep
        {
            StepSize = (float)(learningRate / (1 - Math.Pow(beta1, step))),
            Beta2 = (float)beta2,
            Blend1 = (float)(1 - beta1),
            Blend2 = (float)(1 - beta2),
            InverseRoot = (float)(1 / Math.Sqrt(1 - Math.Pow(beta2, step))),
            Epsilon = (float)epsilon,
            Scale = (float)scale,
            Decay = (float)decay,
        };
    }
}
