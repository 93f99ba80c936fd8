using RankElastor.Data;
using RankElastor.Model.Layers;
using RankElastor.Model.Parameters;
using static TorchSharp.torch;

namespace RankElastor.Model.PerToken;

// T tokens, B batch, D width

/// <summary>
/// The P-FFN with its residual: X' = X + (network_t(x_t))_t, T independent networks D → … → D, one per token, as batched products over the token axis. Layers are numbered as in the reference's <c>parallel_ffns.t.k</c>;
/// a plain activation is one shared module there, so its outputs are observed under the first's number.
/// </summary>
public sealed class PerTokenNetwork
{
    readonly Scope _scope;
    readonly List<Func<Tensor, ForwardPass, Tensor>> _layers = [];
    readonly PerTokenScope _stacked;
    readonly PerTokenOptions _options;
    string? _activationStage;
    int _number;

    /// <summary>Builds the networks.</summary>
    public PerTokenNetwork(Scope scope, int tokens, int width, PerTokenOptions options)
    {
        if (options.HiddenUnits.Count == 0 || options.HiddenUnits.Any(units => units < 1))
        {
            throw InputException.At("interaction_mlp_params.hidden_units", $"[{string.Join(", ", options.HiddenUnits)}]", "at least one width ≥ 1");
        }

        (_scope, _options) = (scope, options);
        _stacked = new PerTokenScope(scope.Sub("parallel_ffns"), tokens, "");
        if (options.Kind is PerTokenKind.Sparse sparse)
        {
            AddSparse(width, sparse.Options);
            return;
        }

        AddHiddenLayers(width);
        _layers.Add(new PerTokenLinear(_stacked.Sub(_number), options.HiddenUnits[^1], width, options.Bias).Apply);
    }

    /// <summary>[B, T, D] → [B, T, D].</summary>
    public Tensor Apply(Tensor x, ForwardPass pass)
    {
        var y = x.transpose(0, 1);
        foreach (var layer in _layers)
        {
            y = layer(y, pass);
        }

        return pass.Observe(_scope.Path, x + pass.Observe(_stacked.Path, y).transpose(0, 1));
    }

    void AddHiddenLayers(int width)
    {
        foreach (var units in _options.HiddenUnits)
        {
            if (_options.Kind is PerTokenKind.Plain plain)
            {
                AddPlain(width, units, plain.Activation);
            }
            else
            {
                AddGated(width, units);
            }

            AddDropout();
            width = units;
        }

        if (_options.Kind is not PerTokenKind.Plain)
        {
            var stage = _stacked.Sub(_number++).Path; // the reference's last module before the output: the mean of the streams, where there are any
            _layers.Add((x, pass) => pass.Observe(stage, x.dim() == 4 ? x.mean([2]) : x));
        }
    }

    void AddPlain(int width, int units, Activation activation)
    {
        _layers.Add(new PerTokenLinear(_stacked.Sub(_number++), width, units, _options.Bias).Apply);
        AddNorm(units);
        var stage = _activationStage ??= _stacked.Sub(_number).Path;
        _number++;
        _layers.Add((x, pass) => pass.Observe(stage, activation.Apply(x)));
    }

    void AddGated(int width, int units)
    {
        AddNorm(width);
        var scope = _stacked.Sub(_number++);
        _layers.Add(_options.Kind switch
        {
            PerTokenKind.Gated gated => new GatedUnit(scope, width, gated.Expansion, gated.Gate, _options.Bias).Apply,
            PerTokenKind.GatedHyper hyper => new HyperGatedUnit(scope, width, hyper, _options.Bias).Apply,
            _ => throw new ArgumentOutOfRangeException(nameof(units), _options.Kind, "Not a gated kind."),
        });
        if (units != width)
        {
            _layers.Add(new PerTokenLinear(_stacked.Sub(_number++), width, units, _options.Bias).Apply);
        }
    }

    void AddSparse(int width, SparseMixtureOptions options)
    {
        if (_options.HiddenUnits.Count != 1)
        {
            throw InputException.At("interaction_mlp_params.hidden_units", $"{_options.HiddenUnits.Count} widths", "one width for experts");
        }

        AddNorm(width);
        _layers.Add(new SparseMixture(_stacked.Sub(_number), width, _options.HiddenUnits[0], _options.Dropout, options).Apply);
    }

    void AddNorm(int width)
    {
        if (_options.Norm)
        {
            _layers.Add(new PerTokenRmsNorm(_stacked.Sub(_number++), width).Apply);
        }
    }

    void AddDropout()
    {
        if (_options.Dropout > 0)
        {
            var layer = _scope.Store.NextDropoutLayer();
            _number++;
            _layers.Add((x, pass) => pass.Dropout(x, _options.Dropout, layer));
        }
    }
}
