using RankElastor.Model.Layers.Histories;
using RankElastor.Model.Parameters;

namespace RankElastor.Model.Zoo.LongHistories;

/// <summary>How a long history becomes one vector.</summary>
public abstract record LongInterest
{
    private protected LongInterest() { }

    /// <summary>Whether the vector stands before that of the short window in the network's input.</summary>
    internal virtual bool StandsFirst => false;

    /// <summary>Makes the layer under the reference's names.</summary>
    internal abstract IInterest Make(InterestPlace place);

    /// <summary>
    /// Makes one of the layers of a model of several pairs, numbered as in FuxiCTR 2.3.1; for those that it has.
    /// </summary>
    internal virtual IInterest Make(InterestPlace place, int pair) =>
        throw new NotSupportedException($"{GetType().Name} is of one history.");
}

/// <summary>Where a layer of interests stands.</summary>
/// <param name="Root">The model's names.</param>
/// <param name="Width">m: numbers of an item's vector.</param>
/// <param name="Length">L: positions of the history.</param>
/// <param name="Attention">The model's attention.</param>
sealed record InterestPlace(Scope Root, int Width, int Length, TargetAttentionOptions Attention);
