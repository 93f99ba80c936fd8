using RankElastor.Data.Rows;
using RankElastor.Model.Embeddings;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Layers.Interactions;

/// <summary>FuxiCTR's LogisticRegression layer: the sum of one weight per field's value, and a bias.</summary>
sealed class WideLayer(Scope scope, FieldTables weights, bool bias)
{
    readonly Tensor? _bias = bias ? scope.Add("bias", [1], Initialisers.Zeros) : null;

    /// <summary>A batch → [B, 1]; the tables are of width 1.</summary>
    public Tensor Apply(Batch batch, ForwardPass pass)
    {
        var sum = weights.Lookup(batch, pass).sum(1); // [B, F, 1] -> [B, 1]
        return pass.Observe(scope.Path, _bias is null ? sum : sum + _bias);
    }
}
