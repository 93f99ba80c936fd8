using RankElastor.Experiments.Lab;

namespace RankElastor.Experiments.Tokens;

/// <summary>The models of one data set; the first is what the others are compared with.</summary>
sealed record TokenSet(string Data, IReadOnlyList<TokenModel> Models)
{
    public TokenModel First => Models[0];
}

/// <summary>One model on one data set, a run for each seed.</summary>
sealed record TokenModel(string Name, LabArm Arm)
{
    /// <summary>Sites with more than one direction to have, in the model's order.</summary>
    public IReadOnlyList<string> Sites { get; } = [.. Arm.Sites];

    /// <summary>Entropy rank on singular values of a row, mean over rows.</summary>
    public const string Rank = "entropy_rank_sv";

    /// <summary>Its ratio to matrices without structure of as many rows and columns.</summary>
    public const string Ratio = "baseline_ratio";

    /// <summary>The site behind the last block.</summary>
    public string Last => Sites[^1];

    /// <summary>Where a site stands between the embedding, 0, and the last site, 1.</summary>
    public double Depth(int site) => Sites.Count == 1 ? 0 : (double)site / (Sites.Count - 1);
}
