using RankElastor.Model.Layers;
using RankElastor.Model.Parameters;
using static TorchSharp.torch;

namespace RankElastor.Model.Tokenizers;

/// <summary>
/// Linear → [RMSNorm] → activation → [dropout] per hidden unit, then Linear. Numbered as torch's Sequential numbers the reference's layers; the activation is
/// one shared module there, so all its outputs are observed under the first's number.
/// </summary>
public sealed class Projection
{
    readonly List<Func<Tensor, ForwardPass, Tensor>> _layers = [];
    readonly string _path;

    /// <summary>Builds the layers.</summary>
    public Projection(Scope scope, int inputs, int outputs, ProjectionOptions options)
    {
        _path = scope.Path;
        var number = 0;
        string? activation = null;
        foreach (var units in options.HiddenUnits)
        {
            _layers.Add(new Linear(scope.Sub(number++), inputs, units).Apply);
            if (options.Norm)
            {
                _layers.Add(new RmsNorm(scope.Sub(number++), units).Apply);
            }

            var stage = activation ??= scope.Sub(number).Path;
            _layers.Add((x, pass) => pass.Observe(stage, options.Activation.Apply(x)));
            number++;
            if (options.Dropout > 0)
            {
                var layer = scope.Store.NextDropoutLayer();
                _layers.Add((x, pass) => pass.Dropout(x, options.Dropout, layer));
                number++;
            }

            inputs = units;
        }

        _layers.Add(new Linear(scope.Sub(number), inputs, outputs).Apply);
    }

    /// <summary>[..., inputs] → [..., outputs].</summary>
    public Tensor Apply(Tensor x, ForwardPass pass)
    {
        foreach (var layer in _layers)
        {
            x = layer(x, pass);
        }

        return pass.Observe(_path, x);
    }
}
