using RankElastor.Data.Files;
using RankElastor.Model.Activations;
using RankElastor.Model.Fused;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.PerToken;

// T tokens, B batch, D width

/// <summary>
/// Per-token feed-forward network with its residual: X' = X + (network_t(x_t))_t, T independent networks D → … → D as
/// batched GEMMs over the token axis. Layers are numbered as in the reference's <c>parallel_ffns.t.k</c>; a plain
/// activation is one shared module there, so its outputs are observed under the first's number.
/// </summary>
sealed class PerTokenNetwork
{
    const string HiddenUnitsKey = "interaction_mlp_params.hidden_units";
    readonly Scope _scope;
    readonly List<Func<Tensor, ForwardPass, Tensor>> _layers = [];
    readonly PerTokenScope _stacked;
    readonly PerTokenOptions _options;
    readonly ChainBuilder _chain;
    readonly FusedChain? _fused;
    readonly List<string> _gates = [];
    readonly SparseMixture? _mixture;
    string? _activationStage;
    int _number;

    public PerTokenNetwork(Scope scope, int tokens, int width, PerTokenOptions options)
    {
        if (options.HiddenUnits.Count == 0 || options.HiddenUnits.Any(units => units < 1))
        {
            var units = string.Join(", ", options.HiddenUnits);
            throw InputException.At(HiddenUnitsKey, $"[{units}]", "at least one width ≥ 1");
        }

        _scope = scope;
        _options = options;
        _chain = new ChainBuilder(scope.Path, tokens);
        _stacked = new PerTokenScope(scope.Sub("parallel_ffns"), tokens, "");
        if (options.Kind is PerTokenKind.Sparse sparse)
        {
            _mixture = AddSparse(width, sparse.Options);
            return;
        }

        AddHiddenLayers(width);
        AddLinear(_number, options.HiddenUnits[^1], width, bias: true);
        _fused = scope.Store.Own(_chain.Build(residual: true));
    }

    /// <summary>Outputs of activations and gates, <c>name/gate1</c> …; of a router, <c>name/router</c>.</summary>
    public IEnumerable<Site> Sites(string name) =>
        _mixture?.Sites(name) ?? _gates.Select((stage, i) => new Site($"{name}/gate{i + 1}", stage, SiteKind.Gate));

    /// <summary>[B, T, D] → [B, T, D].</summary>
    public Tensor Apply(Tensor x, ForwardPass pass)
    {
        if (_fused is not null && !pass.ShowsEveryStage)
        {
            return pass.Observe(_scope.Path, _fused.Apply(x, pass));
        }

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

            width = units;
        }

        if (_options.Kind is not PerTokenKind.Plain)
        {
            var stage = _stacked.Sub(_number++).Path; // mean of the streams, the reference's last module but one
            _layers.Add((x, pass) => pass.Observe(stage, x.dim() == 4 ? x.mean([2]) : x));
        }
    }

    void AddPlain(int width, int units, Activation activation)
    {
        AddLinear(_number++, width, units, _options.Bias);
        var gain = AddNorm(units);
        var stage = _activationStage ??= _stacked.Sub(_number).Path;
        var gate = PerTokenGate.Stage(_stacked.Sub(_number++));
        _gates.Add(gate);
        _layers.Add((x, pass) => PerTokenGate.Observe(gate, pass.Observe(stage, activation.Apply(x)), pass));
        _chain.Hidden(units, activation, gain, _options.Dropout, AddDropout());
    }

    void AddGated(int width, int units)
    {
        if (AddNorm(width) is { } gain)
        {
            _chain.Hidden(width, Activation.Identity, gain);
        }

        var scope = _stacked.Sub(_number++);
        if (_options.Kind is PerTokenKind.Gated gated)
        {
            var unit = new GatedUnit(scope, width, gated.Expansion, gated.Gate, _options.Bias);
            _gates.Add(PerTokenGate.Stage(scope));
            _layers.Add(unit.Apply);
            unit.AddTo(_chain);
        }
        else
        {
            _gates.Add(PerTokenGate.Stage(HyperGatedUnit.UnitOf(scope)));
            _layers.Add(new HyperGatedUnit(scope, width, (PerTokenKind.GatedHyper)_options.Kind, _options.Bias).Apply);
            _chain.Refuse();
        }

        if (units != width)
        {
            AddLinear(_number++, width, units, _options.Bias);
        }

        if (_options.Dropout > 0)
        {
            _chain.Hidden(units, Activation.Identity, null, _options.Dropout, AddDropout());
        }
    }

    SparseMixture AddSparse(int width, SparseMixtureOptions options)
    {
        if (_options.HiddenUnits.Count != 1)
        {
            throw InputException.At(HiddenUnitsKey, $"{_options.HiddenUnits.Count} widths", "one width for experts");
        }

        AddNorm(width);
        var hidden = _options.HiddenUnits[0];
        var mixture = new SparseMixture(_stacked.Sub(_number), width, hidden, _options, options);
        _layers.Add(mixture.Apply);
        return mixture;
    }

    void AddLinear(int number, int inputs, int outputs, bool bias)
    {
        var linear = new PerTokenLinear(_stacked.Sub(number), inputs, outputs, bias);
        _layers.Add(linear.Apply);
        linear.AddTo(_chain);
    }

    Tensor? AddNorm(int width)
    {
        if (!_options.Norm)
        {
            return null;
        }

        var norm = new PerTokenRmsNorm(_stacked.Sub(_number++), width);
        _layers.Add(norm.Apply);
        return norm.Gain;
    }

    int AddDropout() // returns the layer's number
    {
        if (_options.Dropout <= 0)
        {
            return 0;
        }

        var layer = _scope.Store.NextDropoutLayer();
        _number++;
        _layers.Add((x, pass) => pass.Dropout(x, _options.Dropout, layer));
        return layer;
    }
}
