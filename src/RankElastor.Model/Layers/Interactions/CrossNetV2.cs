using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Layers.Interactions;

/// <summary>The cross network of DCN-V2 (Wang et al., 2021): x_{i+1} = x_i + x_0 ⊙ (W_i x_i + b_i).</summary>
sealed class CrossNetV2
{
    readonly List<Linear> _layers = [];
    readonly string _path;
    readonly int _rows;

    /// <summary>
    /// Builds <paramref name="depth"/> crossings of vectors of the given width, shown as matrices of so many rows (the
    /// fields), or as they are for 0.
    /// </summary>
    public CrossNetV2(Scope scope, int width, int depth, int rows)
    {
        (_path, _rows) = (scope.Path, rows);
        for (var i = 0; i < depth; i++)
        {
            _layers.Add(new Linear(scope.Sub("cross_layers").Sub(i), width, width));
        }
    }

    /// <summary>x after each crossing: <c>cross1</c> ….</summary>
    public IEnumerable<Site> Sites =>
        _layers.Select((_, i) => new Site($"cross{i + 1}", Crossing(i), _rows > 0 ? SiteKind.Tokens : SiteKind.Vector));

    /// <summary>[B, width] → the same shape.</summary>
    public Tensor Apply(Tensor first, ForwardPass pass)
    {
        var x = first;
        for (var i = 0; i < _layers.Count; i++)
        {
            x = pass.ObserveRows(Crossing(i), x.addcmul(first, _layers[i].Apply(x, pass), 1), _rows);
        }

        return pass.Observe(_path, x);
    }

    string Crossing(int layer) => $"{_path}.crossing{layer + 1}";
}
