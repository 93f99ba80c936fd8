using RankElastor.Model.Layers;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Mixing;

// B batch, T tokens, D width

/// <summary>
/// U = PostNorm(X' + unvec(A · PreNorm(vec X'))), X' = X or its online rotation: a <see cref="TokenMixing"/> with
/// residual and norms.
/// </summary>
sealed class MixingLayer
{
    readonly int _tokens, _width;
    readonly string _path;
    readonly OnlineRotation? _rotation;
    readonly Func<Tensor, ForwardPass, Tensor>? _operator;
    readonly RmsNorm? _preNorm;
    readonly LayerNorm? _postNorm;

    public MixingLayer(Scope scope, int tokens, int width, TokenMixing mixing)
    {
        (_tokens, _width, _path) = (tokens, width, scope.Path);
        _rotation = mixing.Rotation ? new OnlineRotation(scope, tokens, width) : null;
        _operator = mixing.Build(scope, tokens, width);
        _preNorm = mixing.PreNorm ? new RmsNorm(scope.Sub(mixing.NormNames.Pre), tokens * width) : null;
        _postNorm = mixing.PostNorm ? new LayerNorm(scope.Sub(mixing.NormNames.Post), width) : null;
    }

    /// <summary>X [B, T, D] → U [B, T, D].</summary>
    public Tensor Apply(Tensor x, ForwardPass pass)
    {
        x = _rotation is null ? x : _rotation.Apply(x, pass);
        var y = _operator is null ? x : x + Mixed(_operator, x, pass);
        return pass.Observe(_path, _postNorm is null ? y : _postNorm.Apply(y, pass));
    }

    Tensor Mixed(Func<Tensor, ForwardPass, Tensor> apply, Tensor x, ForwardPass pass)
    {
        var v = x.reshape(-1, _tokens * _width);
        return apply(_preNorm is null ? v : _preNorm.Apply(v, pass), pass).view(-1, _tokens, _width);
    }
}
