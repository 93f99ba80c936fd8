using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Layers.Interactions;

/// <summary>GDCN's cross network (Wang et al., 2023): x_{i+1} = x_i + x_0 ⊙ (W_i x_i + b_i) ⊙ σ(V_i x_i).</summary>
sealed class GatedCrossNet
{
    readonly List<(Linear Weight, Linear Gate, Tensor Bias)> _layers = [];
    readonly string _path;
    readonly int _rows;

    /// <summary>
    /// Builds <paramref name="depth"/> crossings of vectors of the given width, shown as matrices of so many rows (the
    /// fields), or as they are for 0. Biases begin between 0 and 1, as in the reference.
    /// </summary>
    public GatedCrossNet(Scope scope, int width, int depth, int rows)
    {
        (_path, _rows) = (scope.Path, rows);
        for (var i = 0; i < depth; i++)
        {
            _layers.Add((
                new Linear(scope.Sub("w").Sub(i), width, width, bias: false),
                new Linear(scope.Sub("wg").Sub(i), width, width, bias: false),
                scope.Store.Add(scope.Sub("b").Sub(i).Path, [width], FromZeroToOne)));
        }

        static void FromZeroToOne(Span<float> values, long[] shape, Numerics.Randomness.SeededRandom random)
        {
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = (float)random.NextDouble();
            }
        }
    }

    /// <summary>Per crossing its gate, <c>cross1/gate</c>, and x after it, <c>cross1</c>.</summary>
    public IEnumerable<Site> Sites => _layers.SelectMany((_, i) => (Site[])
    [
        new($"cross{i + 1}/gate", Gate(i), SiteKind.Gate),
        new($"cross{i + 1}", Crossing(i), _rows > 0 ? SiteKind.Tokens : SiteKind.Vector),
    ]);

    /// <summary>[B, width] → the same shape.</summary>
    public Tensor Apply(Tensor first, ForwardPass pass)
    {
        var x = first;
        for (var i = 0; i < _layers.Count; i++)
        {
            var (weight, gating, bias) = _layers[i];
            var gate = pass.Observe(Gate(i), gating.Apply(x, pass).sigmoid());
            var mapped = weight.Apply(x, pass) + bias;
            x = pass.ObserveRows(Crossing(i), x.addcmul(first * mapped, gate, 1), _rows);
        }

        return pass.Observe(_path, x);
    }

    string Gate(int layer) => $"{_path}.gate{layer + 1}";

    string Crossing(int layer) => $"{_path}.crossing{layer + 1}";
}
