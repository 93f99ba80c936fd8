namespace RankElastor.Kernels.Updates;

/// <summary>
/// The numbers of one Adam step, the same for every parameter; see <see cref="Adam"/> for the formula.
/// </summary>
readonly record struct AdamStep
{
    const double Decay1 = 0.9, Decay2 = 0.999;

    /// <summary>Rounded once from double, as torch does.</summary>
    internal const float
        Beta2 = (float)Decay2, Blend1 = (float)(1 - Decay1), Blend2 = (float)(1 - Decay2), Epsilon = 1e-8f;

    /// <summary>Learning rate / (1 − beta1^t).</summary>
    public float StepSize { get; private init; }

    /// <summary>1 / sqrt(1 − beta2^t).</summary>
    public float InverseRoot { get; private init; }

    /// <summary>Factor of the whole gradient, the L2 term included: the clipping of the global norm.</summary>
    public float Scale { get; private init; }

    /// <summary>
    /// The L2 strength lambda: lambda·w is added to the gradient, as the loss term lambda/2·|w|² would.
    /// </summary>
    public float Decay { get; private init; }

    /// <summary>The step with number <paramref name="step"/>, which counts from 1.</summary>
    public static AdamStep At(long step, double learningRate, double scale = 1, double decay = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(step);
        return new AdamStep
        {
            StepSize = (float)(learningRate / (1 - Math.Pow(Decay1, step))),
            InverseRoot = (float)(1 / Math.Sqrt(1 - Math.Pow(Decay2, step))),
            Scale = (float)scale,
            Decay = (float)decay,
        };
    }
}
