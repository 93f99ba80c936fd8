using RankElastor.Model.Layers;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Zoo.Networks;

/// <summary>
/// FinalNet's block (Zhu et al., 2023), layers in place of an MLP's: with (h₂, h₁) = W x + b cut in halves,
/// [h₂, h₁ ⊙ h₂] (<c>concat</c>) or h₂ + h₁ ⊙ h₂ (<c>sum</c>), then [BatchNorm] → [activation] → [dropout].
/// </summary>
sealed class FactorisedBlock
{
    readonly List<Func<Tensor, ForwardPass, Tensor>> _layers = [];
    readonly List<Site> _sites = [];
    readonly string _path;

    /// <summary>Builds a layer for each hidden unit count; with <c>concat</c> these are even.</summary>
    public FactorisedBlock(Scope scope, int inputs, MlpOptions options, bool sums)
    {
        _path = scope.Path;
        // as in the reference, the rates above 0 go to the first layers, whichever layers they were meant for
        double[] rates = [.. Enumerable.Range(0, options.HiddenUnits.Count)
            .Select(i => Of(options.Dropout, i)).Where(rate => rate > 0)];
        for (var i = 0; i < options.HiddenUnits.Count; i++)
        {
            var units = options.HiddenUnits[i];
            var layer = scope.Sub("layer").Sub(i);
            var linear = new Linear(layer.Sub("linear"), inputs, sums ? 2 * units : units);
            var norm = options.BatchNorm ? new BatchNorm(scope.Sub("norm").Sub(i), units) : null;
            var activation = Of(options.Activations, i);
            var function = activation == Activations.Activation.Identity
                ? null : activation.Behind(scope.Sub("activation").Sub(i), units);
            var (rate, number) = (i < rates.Length ? rates[i] : 0, scope.Store.NextDropoutLayer());
            var (stage, name) = ($"{_path}.hidden{i + 1}", $"{_path}/hidden{i + 1}");
            _layers.Add((x, pass) =>
            {
                var halves = linear.Apply(x, pass).chunk(2, -1);
                var product = halves[0] * halves[1];
                var y = pass.Observe(layer.Path, sums ? halves[0] + product : cat([halves[0], product], -1));
                y = norm?.Apply(y, pass) ?? y;
                y = pass.Observe(stage, function?.Invoke(y, pass) ?? y);
                return pass.Dropout(y, rate, number);
            });
            _sites.Add(new(name, stage, SiteKind.Vector));
            _sites.AddRange(function is null ? [] : [new Site($"{name}/gate", stage, SiteKind.Gate)]);
            inputs = units;
        }

        Outputs = inputs;
    }

    /// <summary>Width of the result.</summary>
    public int Outputs { get; }

    /// <summary><c>block1/hidden1</c> …, and <c>block1/hidden1/gate</c> after an activation.</summary>
    public IEnumerable<Site> Sites => _sites;

    /// <summary>[B, inputs] → [B, Outputs].</summary>
    public Tensor Apply(Tensor x, ForwardPass pass)
    {
        foreach (var layer in _layers)
        {
            x = layer(x, pass);
        }

        return pass.Observe(_path, x);
    }

    static T Of<T>(IReadOnlyList<T> values, int layer) => values[values.Count == 1 ? 0 : layer];
}
