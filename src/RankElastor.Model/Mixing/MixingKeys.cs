using RankElastor.Data.Configuration;

namespace RankElastor.Model.Mixing;

/// <summary>The keys that say how tokens are mixed.</summary>
static class MixingKeys
{
    const string Types = "1 | 2 | 999 | 8881 | 8882 | identity | block_transpose | random_permutation | kronecker | "
        + "low_rank | monarch | learned_permutation | full";

    /// <summary>The structure: the authors' numbers or our names.</summary>
    public static Key<string> Type { get; } = Key.Text(
        "mixing_type", "The operator across tokens; 1 identity, 2 block transpose, 999 full, 888x fast variants.") with
    { Allowed = Types, DefaultWords = "999; RankMixer: 2", Example = "monarch" };

    /// <summary>Groups of a Kronecker mixing.</summary>
    public static Key<int> Groups { get; } = Key.Whole("mixing_groups", "Groups of kronecker, 8881 and 8882.", 2) with
    { DefaultWords = "2; 8881: 26" };

    /// <summary>The side of its factor.</summary>
    public static Key<KroneckerForm> Form { get; } = Key.Word(
        "mixing_form", "Whether kronecker mixes within groups or across them.",
        ("within", KroneckerForm.WithinGroups), ("across", KroneckerForm.AcrossGroups));

    /// <summary>Rank of a low-rank mixing.</summary>
    public static Key<int> Rank { get; } = Key.Whole("mixing_rank", "Rank of low_rank.", 32);

    /// <summary>Its diagonal.</summary>
    public static Key<bool> Diagonal { get; } =
        Key.Flag("mixing_diagonal", "Whether low_rank has a diagonal too.", true);

    /// <summary>Blocks of a monarch mixing.</summary>
    public static Key<int> Blocks { get; } = Key.Whole("mixing_blocks", "Blocks of monarch.", 2);

    /// <summary>Seed of a random permutation.</summary>
    public static Key<int> Seed { get; } = Key.Whole("mixing_seed", "Fixes random_permutation.");

    /// <summary>Sinkhorn steps of a learned permutation.</summary>
    public static Key<int> Iterations { get; } =
        Key.Whole("mixing_iterations", "Sinkhorn steps of learned_permutation.", 20);

    /// <summary>A norm before.</summary>
    public static Key<bool> PreNorm { get; } = Key.Flag("mixing_pre_norm", "RMSNorm before the operator.") with
    { DefaultWords = "as in the reference" };

    /// <summary>A norm after.</summary>
    public static Key<bool> PostNorm { get; } = Key.Flag("mixing_post_norm", "LayerNorm after the residual.") with
    { DefaultWords = "as in the reference" };

    /// <summary>A rotation first.</summary>
    public static Key<bool> Rotation { get; } =
        Key.Flag("use_opq", "Rotates tokens by their running principal axes first.");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Key> All { get; } =
        [Type, Groups, Form, Rank, Diagonal, Blocks, Seed, Iterations, PreNorm, PostNorm, Rotation];
}
