using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Layers.Interactions;

// B batch, F fields, M maps of the layer before, H maps of this layer, E width

/// <summary>
/// The compressed interaction network of xDeepFM (Lian et al., 2018): X^{i+1}_h = Σ_{f,m} W_hfm (X^0_f ⊙ X^i_m) + b_h.
/// A last Linear reads all layers' maps summed over the width. No activation between layers, as in FuxiCTR.
/// </summary>
sealed class CompressedInteraction
{
    readonly List<(Tensor Weight, Tensor Bias, string Path)> _layers = [];
    readonly Linear _last;
    readonly string _path;

    public CompressedInteraction(Scope scope, int fields, IReadOnlyList<int> maps)
    {
        _path = scope.Path;
        var before = fields;
        for (var i = 0; i < maps.Count; i++)
        {
            var layer = scope.Sub("cin_layer").Sub($"layer_{i + 1}");
            var weight = layer.Add("weight", [maps[i], fields * before, 1], Initialisers.XavierNormalConvolution);
            _layers.Add((weight, layer.Add("bias", [maps[i]], Initialisers.Zeros), layer.Path));
            before = maps[i];
        }

        _last = new Linear(scope.Sub("fc"), maps.Sum(), 1);
    }

    /// <summary>[B, F, E] → [B, 1].</summary>
    public Tensor Apply(Tensor embedding, ForwardPass pass)
    {
        var (rows, fields, width) = (embedding.shape[0], embedding.shape[1], embedding.shape[2]);
        var first = embedding.transpose(1, 2).reshape(rows * width, fields); // [B E, F]
        var maps = first;
        var sums = new List<Tensor>();
        foreach (var (weight, bias, path) in _layers)
        {
            maps = OuterProduct.Of(first, maps, weight.squeeze(-1), bias, pass.Workers); // [B E, H]
            var byRow = maps.reshape(rows, width, -1); // [B, E, H]
            pass.Observe(path, byRow.transpose(1, 2));
            sums.Add(byRow.sum(1));
        }

        return pass.Observe(_path, _last.Apply(cat(sums, 1), pass));
    }
}
