using static TorchSharp.torch;

namespace RankElastor.Model.Layers.Histories;

// B batch, L positions of a history

/// <summary>Which positions of a history an attention may look at.</summary>
static class AttentionMask
{
    // Kept: TorchSharp may finalise a number that is converted in the call while the native call still reads it.
    static readonly TorchSharp.Scalar _least = -1e9;

    /// <summary>
    /// Items [B, L] → [B, L, L], both bool: position i may look at j ≤ i where j holds an item or is i itself.
    /// </summary>
    public static Tensor Past(Tensor items)
    {
        var length = items.shape[1];
        var self = eye(length, dtype: ScalarType.Bool);
        return items.unsqueeze(1).logical_or(self).logical_and(ones(length, length).tril().to(ScalarType.Bool));
    }

    /// <summary>Items [B, L] → the same with the last position open too where a row has no item.</summary>
    public static Tensor NeverEmpty(Tensor items)
    {
        var length = items.shape[1];
        bool[] last = [.. Enumerable.Range(1, (int)length).Select(position => position == length)];
        return items.logical_or(items.any(1, keepdim: true).logical_not().logical_and(tensor(last)));
    }

    /// <summary>Scores with −10⁹ where a position is not open, so that a softmax gives it nothing.</summary>
    public static Tensor Hide(Tensor scores, Tensor open) => scores.masked_fill(open.logical_not(), _least);
}
