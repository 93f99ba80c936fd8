using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model.Layers.Interactions;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Zoo.Baselines;

/// <summary>LR: logit = Σ_f w_f(x_f) + b. It has no options.</summary>
public sealed class LogisticRegression : RankingModel
{
    /// <summary>Its entry in the zoo.</summary>
    internal static ZooModel Entry { get; } = new(
        "LR", [],
        (config, schema, seed) => new LogisticRegression(schema, seed));

    readonly WideLayer _wide;

    public LogisticRegression(Schema schema, int seed) : base(schema, seed)
    {
        var weights = AddLinearWeights("lr_layer.embedding_layer");
        _wide = new WideLayer(Root.Sub("lr_layer"), weights, bias: true);
        Sites = [new Site("embedding", weights.Path)];
    }

    public override Tensor Logits(Batch batch, ForwardPass pass) => _wide.Apply(batch, pass).flatten();
}
