using RankElastor.Training.Records;
using RankElastor.Training.Remedies.Penalties;

namespace RankElastor.Training.Remedies;

/// <summary>What this program offers against collapse: penalties on sites and weights, and model options.</summary>
public static class RemedyCatalogue
{
    static readonly Remedy[] _all =
    [
        OnSites("vicreg_variance", "Pushes every dimension's standard deviation over the batch up to 1.",
            () => new VicregVariance(),
            Cause.Mean, Cause.Contraction),
        OnSites("vicreg_covariance", "Makes the dimensions of a site uncorrelated over the batch.",
            () => new VicregCovariance(),
            Cause.Embeddings, Cause.Contraction),
        OnSites("von_neumann_entropy", "Raises the entropy of the "
            + "covariance of a site, that is, its batch's entropy rank on eigenvalues.", () => new VonNeumannEntropy(),
            Cause.Contraction, Cause.Embeddings),
        OnSites("singular_value_variance", "Evens out the singular "
            + "values of each field's or token's batch; it sees the mean too.", () => new SingularValueVariance(),
            Cause.Embeddings, Cause.Mean),
        OnSites("uniformity", "Spreads the directions of rows over the sphere.", () => new Uniformity(),
            Cause.Mean),
        OnSites("field_decorrelation", "Makes fields, or tokens, span different spaces over the batch.",
            () => new FieldDecorrelation(),
            Cause.Cardinality, Cause.Embeddings, Cause.OverSmoothing),
        OnSites("token_orthogonality", "Turns the tokens of each row away from each other.",
            () => new TokenOrthogonality(),
            Cause.OverSmoothing, Cause.Mean),
        new("weight_orthogonality", "{name: weight_orthogonality, site: block1/mixing, weight: 0.1}",
            "Keeps the weight matrices behind a site orthogonal "
                + "up to scale, so that they stretch no direction at the cost of others.",
            [Cause.Contraction], () => new WeightOrthogonality()),
        new("multi_embedding", "embedding_sets: 4",
            "Several independent sets of tables, each with "
                + "its own interactions, instead of one wide one; their logits are averaged.",
            [Cause.Embeddings, Cause.Cardinality]),
        new("norm_placement", "norm_placement: paper",
            "LayerNorm after the mixing and after the per-token network (RankMixer's paper) "
                + "instead of one RMSNorm between them; mixing_pre_norm and mixing_post_norm set the mixing's own.",
            [Cause.MissingNorm, Cause.Mean]),
        new("gate", "interaction_mlp_params: {activation: swiglu, gate: gelu}",
            "Gated per-token networks, which square the correlations of tokens, or another "
                + "function of the gate: gelu and silu die less easily than relu, and saturate less than sigmoid.",
            [Cause.DeadGates, Cause.SaturatedGates, Cause.Contraction]),
        new("mixing_type", "mixing_type: full",
            "Another mixing across tokens: full reaches "
                + "every direction, block_transpose only permutes, and kronecker, low_rank and monarch lie between.",
            [Cause.Contraction, Cause.OverSmoothing]),
    ];

    /// <summary>All remedies, penalties first.</summary>
    public static IReadOnlyList<Remedy> All => _all;

    /// <summary>Names that an entry of the key <c>remedies</c> may have.</summary>
    public static IReadOnlyList<string> PenaltyNames { get; } =
        [.. _all.Where(remedy => remedy.IsPenalty).Select(remedy => remedy.Name)];

    /// <summary>By name; null where there is none.</summary>
    public static Remedy? Find(string name) => Array.Find(_all, remedy => remedy.Name == name);

    /// <summary>Those that answer a cause; none for those that only the learning rate or the data can answer.</summary>
    public static IEnumerable<Remedy> Against(Cause cause) => _all.Where(remedy => remedy.Answers.Any(cause.IsKindOf));

    static Remedy OnSites(string name, string does, Func<Penalty> make, params IReadOnlyList<Cause> answers) =>
        new(name, $"{{name: {name}, site: block1/ffn, weight: 0.01}}", does, answers, make);
}
