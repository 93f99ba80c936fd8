using RankElastor.Data.Files;
using RankElastor.Model.Layers;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Mixing;

// B batch, T tokens, D width

/// <summary>U = PostNorm(X + unvec(A · PreNorm(vec X))): every mixing of the family, residual and norms included.</summary>
public sealed class TokenMixing
{
    readonly int _tokens;
    readonly int _width;
    readonly string _path;
    readonly OnlineRotation? _rotation;
    readonly RmsNorm? _preNorm;
    readonly LayerNorm? _postNorm;

    /// <summary>Builds the mixing of <paramref name="tokens"/> tokens; a structure that does not fit their shape is an <see cref="InputException"/>.</summary>
    public TokenMixing(Scope scope, int tokens, int width, TokenMixingOptions options)
    {
        (_tokens, _width, _path) = (tokens, width, scope.Path);
        var kronecker = options.Structure is MixingOptions.Kronecker;
        _rotation = options.Rotation ? new OnlineRotation(scope, tokens, width) : null;
        Operator = Make(scope, tokens, width, options.Structure);
        _preNorm = options.PreNorm ? new RmsNorm(scope.Sub(kronecker ? "l_norm" : "pre_norm"), tokens * width) : null;
        _postNorm = options.PostNorm ? new LayerNorm(scope.Sub(kronecker && !options.PreNorm ? "l_norm" : "layer_norm"), width) : null;
    }

    /// <summary>A.</summary>
    public MixingOperator Operator { get; }

    /// <summary>X [B, T, D] → U [B, T, D].</summary>
    public Tensor Apply(Tensor x, ForwardPass pass)
    {
        x = _rotation is null ? x : _rotation.Apply(x, pass);
        var y = Operator is IdentityMixing ? x : x + Mixed(x, pass);
        return pass.Observe(_path, _postNorm is null ? y : _postNorm.Apply(y, pass));
    }

    Tensor Mixed(Tensor x, ForwardPass pass)
    {
        var flat = x.reshape(-1, _tokens * _width);
        return Operator.Apply(_preNorm is null ? flat : _preNorm.Apply(flat, pass), pass).view(-1, _tokens, _width);
    }

    static MixingOperator Make(Scope scope, int tokens, int width, MixingOptions structure)
    {
        var size = tokens * width;
        return structure switch
        {
            MixingOptions.Identity => new IdentityMixing(),
            MixingOptions.BlockTranspose when width % tokens != 0 => throw new InputException(
                $"Block transpose needs T | D: {tokens} tokens do not divide width {width}; allowed: a Token_dim that is a multiple of {tokens}"),
            MixingOptions.BlockTranspose => new BlockTransposeMixing(tokens, width),
            MixingOptions.RandomPermutation permutation => new RandomPermutationMixing(scope, size, permutation.Seed),
            MixingOptions.Kronecker kronecker => new KroneckerMixing(scope, size, Divides(kronecker, kronecker.Groups, size, "groups")),
            MixingOptions.LowRank { Rank: var rank } when rank < 1 || rank > size => throw InputException.At("mixing_rank", $"{rank}", $"1 … {size}"),
            MixingOptions.LowRank lowRank => new LowRankMixing(scope, size, lowRank),
            MixingOptions.Monarch monarch => new MonarchMixing(scope, size, Divides(monarch, monarch.Blocks, size, "blocks").Blocks),
            MixingOptions.LearnedPermutation learned => new LearnedPermutationMixing(scope, tokens, width, learned.Iterations),
            MixingOptions.Full => new FullMixing(scope, size),
            _ => throw new ArgumentOutOfRangeException(nameof(structure), structure, "Not a mixing."),
        };
    }

    static T Divides<T>(T options, int parts, int size, string what) => parts > 0 && size % parts == 0
        ? options
        : throw new InputException($"Mixing in {parts} {what} needs {what} that divide T·D = {size}; allowed: a divisor of {size}");
}
