namespace RankElastor.Model.Mixing;

/// <summary>A mixing with its surroundings: U = PostNorm(X' + unvec(A · PreNorm(vec X'))), X' = X or its online rotation.</summary>
public sealed record TokenMixingOptions
{
    /// <summary>The structure of A.</summary>
    public required MixingOptions Structure { get; init; }

    /// <summary>RMSNorm over all TD numbers before A.</summary>
    public bool PreNorm { get; init; }

    /// <summary>LayerNorm over D after the residual.</summary>
    public bool PostNorm { get; init; }

    /// <summary>Rotate tokens by the running principal axes first (see <see cref="OnlineRotation"/>).</summary>
    public bool Rotation { get; init; }

    /// <summary>The norms that the reference puts around a structure.</summary>
    public static TokenMixingOptions Reference(MixingOptions structure) => new()
    {
        Structure = structure,
        PreNorm = structure is not (MixingOptions.Identity or MixingOptions.BlockTranspose or MixingOptions.RandomPermutation),
        PostNorm = structure is MixingOptions.BlockTranspose or MixingOptions.RandomPermutation,
    };
}
