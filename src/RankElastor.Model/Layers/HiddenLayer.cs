using RankElastor.Model.Parameters;
using static TorchSharp.torch;

namespace RankElastor.Model.Layers;

/// <summary>
/// One hidden layer of a <see cref="Mlp"/>: Linear → [BatchNorm] → activation → [dropout]; with ReLU also in a fused form, which
/// agrees to rounding.
/// </summary>
sealed class HiddenLayer
{
    readonly Linear _linear;
    readonly BatchNorm? _norm;
    readonly Activation _activation;
    readonly string _activationPath = "";
    readonly double _dropout;
    readonly int _dropoutLayer;

    /// <summary>Builds the layer; <paramref name="place"/> is its first number in torch's Sequential and moves behind its last.</summary>
    public HiddenLayer(Scope layers, ref int place, int inputs, int units, Activation activation, MlpOptions options)
    {
        (_activation, _dropout) = (activation, options.Dropout);
        _linear = new Linear(layers.Sub(place++), inputs, units);
        _norm = options.BatchNorm ? new BatchNorm(layers.Sub(place++), units) : null;
        if (activation != Activation.Identity)
        {
            _activationPath = layers.Sub(place++).Path;
        }

        if (_dropout > 0)
        {
            _dropoutLayer = layers.Store.NextDropoutLayer();
            place++;
        }
    }

    /// <summary>The fused form; for <see cref="IsFusable"/> only.</summary>
    public FusedHidden Fused => field ??= new FusedHidden(_linear, _norm);

    /// <summary>Whether <see cref="Fused"/> says the same as <see cref="Apply"/> in this pass.</summary>
    public bool IsFusable(ForwardPass pass) =>
        _activation == Activation.Relu && !pass.ShowsEveryStage && (pass.Training || !pass.Differentiable || _norm is null);

    /// <summary>Dropout and threads of a pass, for <see cref="Fused"/>.</summary>
    public HiddenPass Hidden(ForwardPass pass)
    {
        var mask = pass.Mask(_dropout, _dropoutLayer);
        return new HiddenPass(mask, mask?.Keep ?? 1, pass.Workers);
    }

    /// <summary>[B, inputs] → [B, units], stage by stage.</summary>
    public Tensor Apply(Tensor x, ForwardPass pass)
    {
        x = _linear.Apply(x, pass);
        x = _norm?.Apply(x, pass) ?? x;
        x = _activation == Activation.Identity ? x : pass.Observe(_activationPath, _activation.Apply(x));
        return pass.Dropout(x, _dropout, _dropoutLayer);
    }
}
