using RankElastor.Model.Layers;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Zoo.Tasks;

/// <summary>
/// A softmax over experts, from an MLP: Σ_e g_e(x) y_e. With one expert it is that expert, whatever the network says.
/// </summary>
sealed class ExpertGate(Scope scope, int inputs, int experts, MlpOptions options)
{
    readonly Mlp _network = new(scope, inputs, options with { Outputs = experts });

    readonly string _stage = $"{scope.Path}.softmax";

    /// <summary>Where probes see the weights [B, experts], which sum to 1; nowhere with one expert.</summary>
    public IEnumerable<Site> Sites(string name) => experts > 1 ? [new Site(name, _stage, SiteKind.Vector)] : [];

    /// <summary>The mix [B, width] of <paramref name="outputs"/> [B, experts, width] that an input asks for.</summary>
    public Tensor Mix(Tensor input, Tensor outputs, ForwardPass pass)
    {
        var weights = pass.Observe(_stage, _network.Apply(input, pass).softmax(1));
        return (weights.unsqueeze(2) * outputs).sum(1);
    }
}
