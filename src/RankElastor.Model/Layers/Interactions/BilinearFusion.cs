using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Layers.Interactions;

/// <summary>
/// Joins two vectors as FinalMLP does (Mao et al., 2023): w_x · x + w_y · y + b + Σ_h x_hᵀ W_h y_h, with x and y cut
/// into heads.
/// </summary>
sealed class BilinearFusion
{
    readonly Linear _first, _second;
    readonly Tensor _pairs; // [heads · widths of a head, 1]
    readonly string _path;
    readonly long _heads, _width1, _width2;

    /// <summary>For vectors of these widths, multiples of the heads.</summary>
    public BilinearFusion(Scope scope, int width1, int width2, int heads)
    {
        (_path, _heads, _width1, _width2) = (scope.Path, heads, width1 / heads, width2 / heads);
        _first = new Linear(scope.Sub("w_x"), width1, 1);
        _second = new Linear(scope.Sub("w_y"), width2, 1);
        _pairs = scope.Add("w_xy", [_heads * _width1 * _width2, 1], Initialisers.XavierNormal);
    }

    /// <summary>[B, width1], [B, width2] → [B, 1].</summary>
    public Tensor Apply(Tensor x, Tensor y, ForwardPass pass)
    {
        var heads = x.view(-1, _heads, _width1).transpose(0, 1); // [heads, B, width of a head]
        var mapped = heads.bmm(_pairs.view(_heads, _width1, _width2)).transpose(0, 1).reshape(y.shape);
        return pass.Observe(
            _path, _first.Apply(x, pass) + _second.Apply(y, pass) + (mapped * y).sum(1, keepdim: true));
    }
}
