using RankElastor.Model.Activations;
using RankElastor.Model.Fused;
using RankElastor.Model.Layers;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Zoo.Networks;

/// <summary>Options of one <see cref="MaskBlock"/>.</summary>
/// <param name="Outputs">Width of the result.</param>
/// <param name="Ratio">Units of the mask's hidden layer per number that is masked.</param>
/// <param name="Activation">Behind the block's layer.</param>
/// <param name="Dropout">Behind the activation.</param>
/// <param name="LayerNorm">Normalises before the activation.</param>
sealed record MaskBlockOptions(int Outputs, double Ratio, Activation Activation, double Dropout, bool LayerNorm);

/// <summary>
/// MaskNet's block (Wang, She and Zhang, 2021): g(LN(W (mask(e) ⊙ h))), the mask a network of one hidden ReLU layer on
/// the field vectors e, and h the field vectors too or the block before.
/// </summary>
sealed class MaskBlock
{
    readonly Mlp _mask;
    readonly Linear _linear;
    readonly LayerNorm? _norm;
    readonly Func<Tensor, ForwardPass, Tensor> _activation;
    readonly FusedChain? _fused;
    readonly string _path;
    readonly double _dropout;
    readonly int _dropoutLayer, _rows;

    /// <summary>
    /// For so many numbers of the fields and of what is masked, shown as matrices of so many rows, or as they are
    /// for 0.
    /// </summary>
    public MaskBlock(Scope scope, int fields, int hidden, int rows, MaskBlockOptions options)
    {
        (_path, _rows, _dropout) = (scope.Path, rows, options.Dropout);
        _mask = new Mlp(scope.Sub("mask_layer"), fields, new MlpOptions
        {
            HiddenUnits = [Math.Max(1, (int)(hidden * options.Ratio))],
            Outputs = hidden,
            Fuses = true,
        }, sequence: "");
        var layers = scope.Sub("hidden_layer");
        var chain = new ChainBuilder(layers.Path);
        _linear = new Linear(layers.Sub(0), hidden, options.Outputs, bias: false);
        _linear.AddTo(chain);
        _norm = options.LayerNorm ? new LayerNorm(layers.Sub(1), options.Outputs) : null;
        _norm?.AddTo(chain);
        _activation = options.Activation.Behind(layers.Sub(options.LayerNorm ? 2 : 1), options.Outputs);
        _dropoutLayer = scope.Store.NextDropoutLayer();
        chain.Activate(options.Activation, options.Outputs, options.Dropout, _dropoutLayer);
        _fused = scope.Store.Own(chain.Build());
    }

    /// <summary>The mask, <c>name/mask</c>, what it leaves, <c>name/masked</c>, and the result, <c>name</c>.</summary>
    public IEnumerable<Site> Sites(string name) =>
    [
        new($"{name}/mask", $"{_path}.mask_layer", SiteKind.Gate),
        new($"{name}/masked", $"{_path}.masked", _rows > 0 ? SiteKind.Tokens : SiteKind.Vector),
        new(name, _path, SiteKind.Vector),
    ];

    /// <summary>[B, F E] and [B, hidden] → [B, Outputs].</summary>
    public Tensor Apply(Tensor fields, Tensor hidden, ForwardPass pass)
    {
        var masked = pass.ObserveRows($"{_path}.masked", _mask.Apply(fields, pass) * hidden, _rows);
        if (_fused is not null && !pass.ShowsEveryStage)
        {
            return pass.Observe(_path, _fused.Apply(masked, pass));
        }

        var y = _linear.Apply(masked, pass);
        y = _activation(_norm?.Apply(y, pass) ?? y, pass);
        y = pass.Observe($"{_path}.hidden_layer", pass.Dropout(y, _dropout, _dropoutLayer));
        return pass.Observe(_path, y);
    }
}
