using RankElastor.Data.Configuration;
using RankElastor.Model.Layers;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Mixing;

/// <summary>W v + b with W ∈ R^{TD×TD} dense: every number of every token reaches every other (RankElastor).</summary>
public sealed record FullMixing : TokenMixing
{
    internal static Variant<TokenMixing> Variant { get; } = new(_ => new FullMixing(), "full", "999");

    public override Func<Tensor, ForwardPass, Tensor> Build(Scope scope, int tokens, int width)
    {
        var size = tokens * width;
        var weight = scope.Add("cross_mixing.weight", [size, size], Initialisers.XavierNormal);
        var bias = scope.Add("cross_mixing.bias", [size], Initialisers.Zeros);
        return (v, pass) => BatchProducts.Linear(v, weight, bias, pass);
    }
}
