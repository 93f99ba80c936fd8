using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace RankElastor.Training.Options;

/// <summary>How binary cross-entropy is computed.</summary>
public enum LossForm
{
    /// <summary>From the logit: exact for any logit.</summary>
    Logit,

    /// <summary>
    /// From the probability with the log clamped at −100, as FuxiCTR does: no gradient where the sigmoid saturates.
    /// </summary>
    Probability,
}

/// <summary>What is minimised, of a label y and what the model answers, under the names of torch's functions.</summary>
public enum LossKind
{
    /// <summary>Cross-entropy of a probability, where y is 0 or 1.</summary>
    BinaryCrossEntropy,

    /// <summary>(answer − y)².</summary>
    MeanSquared,

    /// <summary>|answer − y|.</summary>
    MeanAbsolute,

    /// <summary>(answer − y)² / 2 up to a distance of 1, from there the distance − 1/2.</summary>
    SmoothAbsolute,
}

/// <summary>The formulas and names of losses.</summary>
public static class LossForms
{
    /// <summary>
    /// The words of <c>loss</c>, as FuxiCTR has them: its own for cross-entropy, and names of torch's functions.
    /// </summary>
    internal static (string Word, LossKind Value)[] Words { get; } =
    [
        ("binary_crossentropy", LossKind.BinaryCrossEntropy), ("binary_cross_entropy", LossKind.BinaryCrossEntropy),
        ("bce", LossKind.BinaryCrossEntropy), ("mse_loss", LossKind.MeanSquared), ("mse", LossKind.MeanSquared),
        ("l1_loss", LossKind.MeanAbsolute), ("smooth_l1_loss", LossKind.SmoothAbsolute),
        ("huber_loss", LossKind.SmoothAbsolute),
    ];

    /// <summary>The mean loss of logits [B] against labels [B] in 0 … 1; a scalar tensor.</summary>
    public static Tensor Of(this LossForm form, Tensor logits, Tensor labels) =>
        form.Of(logits, labels, Reduction.Mean);

    internal static Tensor Of(this LossForm form, Tensor logits, Tensor labels, Reduction reduction) =>
        form == LossForm.Logit
            ? functional.binary_cross_entropy_with_logits(logits, labels, reduction: reduction)
            : functional.binary_cross_entropy(logits.sigmoid(), labels, reduction: reduction);

    /// <summary>A loss of answers [B] against labels [B] other than cross-entropy.</summary>
    internal static Tensor Of(this LossKind kind, Tensor answers, Tensor labels, Reduction reduction) => kind switch
    {
        LossKind.MeanSquared => functional.mse_loss(answers, labels, reduction),
        LossKind.MeanAbsolute => functional.l1_loss(answers, labels, reduction),
        LossKind.SmoothAbsolute => functional.smooth_l1_loss(answers, labels, reduction),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a loss of answers."),
    };

    /// <summary>The word that records write.</summary>
    internal static string Word(this LossKind kind) => Words.First(pair => pair.Value == kind).Word;
}
