using System.Globalization;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Layers.Interactions;

// B batch, F fields, E width, P vectors of the layer before (of the first: the fields'), O vectors of this layer

/// <summary>
/// The generalised interaction network of AOANet (Lang et al., 2021). A layer makes of the fields' vectors e_f and the
/// vectors p_s of the layer before o_a = Σ_{s,f} α_{(s f)} e_fa Σ_b W_ab h_b p_sb, for each of its outputs with α, W
/// and h of its own. No outer product [E, E] is made: Σ_f and Σ_b are two batched products whose results are
/// multiplied.
/// </summary>
sealed class GeneralisedInteraction
{
    readonly string _path;
    readonly List<(Tensor W, Tensor Alpha, Tensor H, string Path)> _layers = [];

    public GeneralisedInteraction(Scope scope, int fields, int width, int depth, int outputs)
    {
        _path = scope.Path;
        var before = fields;
        for (var i = 0; i < depth; i++, before = outputs)
        {
            var layer = scope.Sub("layers").Sub(i);
            _layers.Add((
                layer.Add("W", [outputs, width, width], Initialisers.Identity),
                layer.Add("alpha", [before * fields, outputs], Initialisers.Ones),
                layer.Add("h", [outputs, width, 1], Initialisers.Ones),
                layer.Path));
        }
    }

    /// <summary>The vectors of each layer: <c>interaction1</c> ….</summary>
    public IEnumerable<Site> Sites => _layers.Select((layer, i) =>
        new Site(string.Create(CultureInfo.InvariantCulture, $"interaction{i + 1}"), layer.Path));

    /// <summary>[B, F, E] → [B, O, E].</summary>
    public Tensor Apply(Tensor fields, ForwardPass pass)
    {
        var (rows, count, width) = (fields.shape[0], fields.shape[1], fields.shape[2]);
        var vectors = fields;
        foreach (var (w, alpha, h, path) in _layers)
        {
            var (before, outputs) = (vectors.shape[1], w.shape[0]);
            var mixing = alpha.view(before, count, outputs).transpose(1, 2).reshape(before * outputs, count);
            var mixed = mixing.matmul(fields).view(rows, before, outputs, width); // [B, P, O, E]
            var projection = (w * h.transpose(1, 2)).view(outputs * width, width);
            var projected = vectors.matmul(projection.t()).view(rows, before, outputs, width);
            vectors = pass.Observe(path, (mixed * projected).sum(1));
        }

        return pass.Observe(_path, vectors);
    }
}
