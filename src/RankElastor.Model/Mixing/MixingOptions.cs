namespace RankElastor.Model.Mixing;

/// <summary>The structure of A, one case per <see cref="MixingOperator"/>.</summary>
public abstract record MixingOptions
{
    MixingOptions() { }

    /// <summary>A = 0: tokens are not mixed (ablation).</summary>
    public sealed record Identity : MixingOptions;

    /// <summary>A = commutation ⊗ I_k, k = D / T: RankMixer. Needs T | D.</summary>
    public sealed record BlockTranspose : MixingOptions;

    /// <summary>A = one fixed random permutation of all TD numbers: RP-Mixer.</summary>
    public sealed record RandomPermutation(int Seed) : MixingOptions;

    /// <summary>A = I_g ⊗ W or W ⊗ I_g with W of order TD / g. Needs g | TD.</summary>
    public sealed record Kronecker(int Groups, KroneckerForm Form = KroneckerForm.WithinGroups) : MixingOptions;

    /// <summary>A = U Vᵀ + diag(d), U and V of <paramref name="Rank"/> columns; 1 ≤ rank ≤ TD.</summary>
    public sealed record LowRank(int Rank, bool Diagonal = true) : MixingOptions;

    /// <summary>A = P L Pᵀ R, L and R block-diagonal with <paramref name="Blocks"/> blocks. Needs b | TD.</summary>
    public sealed record Monarch(int Blocks) : MixingOptions;

    /// <summary>A = Sinkhorn(logits) ⊗ I_D with that many rounds of normalisation.</summary>
    public sealed record LearnedPermutation(int Iterations = 20) : MixingOptions;

    /// <summary>A = W dense, with a bias: RankElastor.</summary>
    public sealed record Full : MixingOptions;
}

/// <summary>Which side of the Kronecker product the learned factor is on.</summary>
public enum KroneckerForm
{
    /// <summary>I_g ⊗ W: each of g consecutive groups is mixed within itself by the same W (the reference's fast variants).</summary>
    WithinGroups,

    /// <summary>W ⊗ I_g: TD / g blocks of g numbers are mixed with each other, number by number.</summary>
    AcrossGroups,
}
