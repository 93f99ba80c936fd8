using RankElastor.Data.Configuration;

namespace RankElastor.Model.Mixing;

/// <summary>
/// Reads a mixing: the authors' numbers (1 identity, 2 block transpose, 999 full, 8881 and 8882 the fast variants of 26 and 2 groups) or our names; <c>mixing_groups</c>,
/// <c>mixing_rank</c>, <c>mixing_blocks</c>, <c>mixing_seed</c>, <c>mixing_form</c>, <c>mixing_pre_norm</c>, <c>mixing_post_norm</c> and <c>use_opq</c> say the rest.
/// </summary>
public static class MixingConfig
{
    const string Allowed = "1 | 2 | 999 | 8881 | 8882 | identity | block_transpose | random_permutation | kronecker | low_rank | monarch | learned_permutation | full";

    /// <summary>The mixing that the section describes; <paramref name="absent"/> where it names none.</summary>
    public static TokenMixingOptions Read(ConfigSection config, string absent)
    {
        var name = config.Text("mixing_type", absent)!.ToLowerInvariant();
        var reference = name switch
        {
            "8881" => new TokenMixingOptions { Structure = KroneckerOf(config, 26), PreNorm = true },
            "8882" => new TokenMixingOptions { Structure = KroneckerOf(config, 2), PostNorm = true },
            _ => TokenMixingOptions.Reference(StructureOf(config, name)),
        };
        return reference with
        {
            PreNorm = config.Flag("mixing_pre_norm", reference.PreNorm),
            PostNorm = config.Flag("mixing_post_norm", reference.PostNorm),
            Rotation = config.Flag("use_opq", false),
        };
    }

    static MixingOptions StructureOf(ConfigSection config, string name) => name switch
    {
        "1" or "identity" => new MixingOptions.Identity(),
        "2" or "block_transpose" => new MixingOptions.BlockTranspose(),
        "999" or "full" => new MixingOptions.Full(),
        "random_permutation" => new MixingOptions.RandomPermutation(config.Whole("mixing_seed", 0)),
        "kronecker" => KroneckerOf(config, 2),
        "low_rank" => new MixingOptions.LowRank(config.Whole("mixing_rank", 32), config.Flag("mixing_diagonal", true)),
        "monarch" => new MixingOptions.Monarch(config.Whole("mixing_blocks", 2)),
        "learned_permutation" => new MixingOptions.LearnedPermutation(config.Whole("mixing_iterations", 20)),
        _ => throw config.Wrong("mixing_type", config.Get("mixing_type"), Allowed),
    };

    static MixingOptions.Kronecker KroneckerOf(ConfigSection config, int groups) => new(
        config.Whole("mixing_groups", groups),
        config.Choice("mixing_form", "within", "within", "across") == "within" ? KroneckerForm.WithinGroups : KroneckerForm.AcrossGroups);
}
