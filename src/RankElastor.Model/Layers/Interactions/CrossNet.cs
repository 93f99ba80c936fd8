using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Layers.Interactions;

/// <summary>The cross network of DCN (Wang et al., 2017): x_{i+1} = x_i + x_0 (w_i · x_i) + b_i.</summary>
sealed class CrossNet
{
    readonly List<(Linear Weight, Tensor Bias, string Path)> _layers = [];
    readonly string _path;
    readonly int _rows;

    /// <summary>
    /// Builds <paramref name="depth"/> crossings of vectors of the given width, shown as matrices of so many rows (the
    /// fields), or as they are for 0.
    /// </summary>
    public CrossNet(Scope scope, int width, int depth, int rows)
    {
        (_path, _rows) = (scope.Path, rows);
        for (var i = 0; i < depth; i++)
        {
            var layer = scope.Sub("cross_net").Sub(i);
            var weight = new Linear(layer.Sub("weight"), width, 1, bias: false);
            _layers.Add((weight, layer.Add("bias", [width], Initialisers.Zeros), layer.Path));
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
            var (weight, bias, path) = _layers[i];
            var change = pass.Observe(path, weight.Apply(x, pass) * first + bias);
            x = pass.ObserveRows(Crossing(i), x + change, _rows);
        }

        return pass.Observe(_path, x);
    }

    string Crossing(int layer) => $"{_path}.crossing{layer + 1}";
}
