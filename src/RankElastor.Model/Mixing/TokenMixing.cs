using RankElastor.Data.Configuration;
using RankElastor.Data.Files;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Mixing;

/// <summary>
/// A mixing vec(Y) = vec(X) + A · vec(N(X)) across tokens, with vec the row-major flatten of the tokens [T, D]. A case
/// is one file: the structure of A, its options, the words that name it in a configuration, and the norms that the
/// reference puts around it. One of your own derives from this record and is passed to a model in code.
/// </summary>
public abstract record TokenMixing
{
    /// <summary>
    /// The mixings that a configuration can name; a new one is a file beside this one and a line here.
    /// </summary>
    public static Choices<Variant<TokenMixing>> All { get; } = new(
        variant => variant.Words,
        IdentityMixing.Variant,
        BlockTransposeMixing.Variant,
        RandomPermutationMixing.Variant,
        KroneckerMixing.Variant,
        KroneckerMixing.Of26Groups,
        KroneckerMixing.Of2Groups,
        LowRankMixing.Variant,
        MonarchMixing.Variant,
        LearnedPermutationMixing.Variant,
        BlockwiseMixing.Variant,
        FullMixing.Variant);

    static readonly Key<IReadOnlyList<Variant<TokenMixing>>> _type = All.KeyOfSeveral(
        "mixing_type",
        "The operator across tokens, or a list with one for each block; 1 identity, 2 block transpose, 999 full, 8881 "
        + "and 8882 fast variants.", "999") with
    { DefaultWords = "999; RankMixer: 2", Example = "monarch" };

    static readonly Key<bool> _preNorm = Key.Flag("mixing_pre_norm", "RMSNorm before the operator.") with
    { DefaultWords = "as in the reference" };

    static readonly Key<bool> _postNorm = Key.Flag("mixing_post_norm", "LayerNorm after the residual.") with
    { DefaultWords = "as in the reference" };

    static readonly Key<bool> _rotation =
        Key.Flag("use_opq", "Rotates tokens by their running principal axes first.");

    internal static IReadOnlyList<Key> Keys { get; } =
        [_type, .. All.All.SelectMany(variant => variant.Keys), _preNorm, _postNorm, _rotation];

    /// <summary>RMSNorm over all TD numbers before A.</summary>
    public bool PreNorm { get; init; } = true;

    /// <summary>LayerNorm over D after the residual.</summary>
    public bool PostNorm { get; init; }

    /// <summary>Rotate tokens by the running principal axes first (see <see cref="OnlineRotation"/>).</summary>
    public bool Rotation { get; init; }

    internal virtual (string Pre, string Post) NormNames => ("pre_norm", "layer_norm");

    /// <summary>
    /// The mixings that <c>mixing_type</c> names, one or a list, or <paramref name="absent"/>. <c>mixing_pre_norm</c>,
    /// <c>mixing_post_norm</c> and <c>use_opq</c> set what stands around each; without them it is as in the reference.
    /// </summary>
    public static IReadOnlyList<TokenMixing> Read(ConfigSection config, string absent)
    {
        var types = _type.Read(config, [All.Parse(_type.Name, absent)]);
        return [.. types.Select(type => type.Read(config)).Select(mixing => mixing with
        {
            PreNorm = _preNorm.Read(config, mixing.PreNorm),
            PostNorm = _postNorm.Read(config, mixing.PostNorm),
            Rotation = _rotation.Read(config),
        })];
    }

    /// <summary>The same for models whose blocks are alike.</summary>
    /// <exception cref="Data.Files.InputException">A list of several.</exception>
    internal static TokenMixing ReadOne(ConfigSection config, string absent) => Read(config, absent) is [var mixing]
        ? mixing : throw config.Wrong(_type.Name, "several mixings", "one for all blocks");

    /// <summary>
    /// Makes the parameters of A under <paramref name="scope"/> and returns v ↦ A v (+ bias) for every row, [B, TD] →
    /// [B, TD]; null where A = 0. A structure that does not fit the shape is an <see cref="InputException"/>.
    /// </summary>
    public abstract Func<Tensor, ForwardPass, Tensor>? Build(Scope scope, int tokens, int width);

    /// <summary>size / parts, which must be whole.</summary>
    private protected static int Quotient(int size, int parts, string what) => parts > 0 && size % parts == 0
        ? size / parts
        : throw new InputException(
            $"Mixing in {parts} {what} needs {what} that divide T·D = {size}; allowed: a divisor of {size}");
}
