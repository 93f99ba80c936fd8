using RankElastor.Model.Fused;
using RankElastor.Model.Layers;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Tokenizers;

/// <summary>
/// Linear → [RMSNorm or batch norm] → activation → [dropout] per hidden layer, then Linear. Numbered as torch's
/// Sequential numbers the reference's layers; the activation is one shared module there, so all its outputs are
/// observed under the first's number.
/// </summary>
public sealed class Projection
{
    readonly List<Func<Tensor, ForwardPass, Tensor>> _layers = [];
    readonly string _path;
    readonly FusedChain? _fused;
    readonly int _gates;

    /// <summary>Builds the layers.</summary>
    public Projection(Scope scope, int inputs, int outputs, ProjectionOptions options)
    {
        _path = scope.Path;
        var chain = new ChainBuilder(scope.Path);
        var number = 0;
        string? activation = null;
        foreach (var units in options.HiddenUnits)
        {
            var linear = new Linear(scope.Sub(number++), inputs, units);
            _layers.Add(options.BatchNorm ? linear.ApplyBeforeBatchNorm : linear.Apply);
            linear.AddTo(chain);
            var norm = options is { Norm: true, BatchNorm: false } ? new RmsNorm(scope.Sub(number++), units) : null;
            if (options.BatchNorm)
            {
                var batchNorm = new BatchNorm(scope.Sub(number++), units);
                _layers.Add((x, pass) => batchNorm.Apply(x.flatten(0, -2), pass).view(x.shape));
                chain.Refuse();
            }
            else if (norm is not null)
            {
                _layers.Add(norm.Apply);
            }

            var stage = activation ??= scope.Sub(number).Path;
            var gate = Gate(++_gates);
            _layers.Add((x, pass) => pass.Observe(gate, pass.Observe(stage, options.Activation.Apply(x))));
            number++;
            var layer = 0;
            if (options.Dropout > 0)
            {
                layer = scope.Store.NextDropoutLayer();
                _layers.Add((x, pass) => pass.Dropout(x, options.Dropout, layer));
                number++;
            }

            chain.Hidden(units, options.Activation, norm?.Gain, options.Dropout, layer);
            inputs = units;
        }

        var last = new Linear(scope.Sub(number), inputs, outputs);
        _layers.Add(last.Apply);
        last.AddTo(chain);
        _fused = scope.Store.Own(chain.Build());
    }

    /// <summary>The activations' outputs: <c>name/gate1</c> ….</summary>
    public IEnumerable<Site> Sites(string name) =>
        Enumerable.Range(1, _gates).Select(i => new Site($"{name}/gate{i}", Gate(i), SiteKind.Gate));

    /// <summary>[..., inputs] → [..., outputs].</summary>
    public Tensor Apply(Tensor x, ForwardPass pass)
    {
        if (_fused is not null && !pass.ShowsEveryStage)
        {
            return pass.Observe(_path, _fused.Apply(x, pass));
        }

        foreach (var layer in _layers)
        {
            x = layer(x, pass);
        }

        return pass.Observe(_path, x);
    }

    string Gate(int layer) => $"{_path}.gate{layer}"; // the reference has one name for all of them
}
