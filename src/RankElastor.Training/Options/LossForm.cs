using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace RankElastor.Training.Options;

/// <summary>How the mean binary cross-entropy is computed.</summary>
public enum LossForm
{
    /// <summary>From the logit: exact for any logit.</summary>
    Logit,

    /// <summary>
    /// From the probability with the log clamped at −100, as FuxiCTR does: no gradient where the sigmoid saturates.
    /// </summary>
    Probability,
}

/// <summary>The formulas of <see cref="LossForm"/>.</summary>
public static class LossForms
{
    /// <summary>The mean loss of logits [B] against labels [B] in 0 … 1; a scalar tensor.</summary>
    public static Tensor Of(this LossForm form, Tensor logits, Tensor labels) => form == LossForm.Logit
        ? functional.binary_cross_entropy_with_logits(logits, labels)
        : functional.binary_cross_entropy(logits.sigmoid(), labels);
}
