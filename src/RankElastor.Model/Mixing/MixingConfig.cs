using RankElastor.Data.Configuration;

namespace RankElastor.Model.Mixing;

/// <summary>Reads a mixing by its <see cref="MixingKeys"/>.</summary>
public static class MixingConfig
{
    /// <summary>The mixing that the section describes; <paramref name="absent"/> where it names none.</summary>
    public static TokenMixingOptions Read(ConfigSection config, string absent)
    {
        var name = MixingKeys.Type.Read(config, absent).ToLowerInvariant();
        var reference = name switch
        {
            "8881" => new TokenMixingOptions { Structure = KroneckerOf(config, 26), PreNorm = true },
            "8882" => new TokenMixingOptions { Structure = KroneckerOf(config, 2), PostNorm = true },
            _ => TokenMixingOptions.Reference(StructureOf(config, name)),
        };
        return reference with
        {
            PreNorm = MixingKeys.PreNorm.Read(config, reference.PreNorm),
            PostNorm = MixingKeys.PostNorm.Read(config, reference.PostNorm),
            Rotation = MixingKeys.Rotation.Read(config),
        };
    }

    static MixingOptions StructureOf(ConfigSection config, string name) => name switch
    {
        "1" or "identity" => new MixingOptions.Identity(),
        "2" or "block_transpose" => new MixingOptions.BlockTranspose(),
        "999" or "full" => new MixingOptions.Full(),
        "random_permutation" => new MixingOptions.RandomPermutation(MixingKeys.Seed.Read(config)),
        "kronecker" => KroneckerOf(config, 2),
        "low_rank" => new MixingOptions.LowRank(MixingKeys.Rank.Read(config), MixingKeys.Diagonal.Read(config)),
        "monarch" => new MixingOptions.Monarch(MixingKeys.Blocks.Read(config)),
        "learned_permutation" => new MixingOptions.LearnedPermutation(MixingKeys.Iterations.Read(config)),
        _ => throw config.Wrong("mixing_type", config.Get("mixing_type"), MixingKeys.Type.Allowed),
    };

    static MixingOptions.Kronecker KroneckerOf(ConfigSection config, int groups) =>
        new(MixingKeys.Groups.Read(config, groups), MixingKeys.Form.Read(config));
}
