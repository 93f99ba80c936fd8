using RankElastor.Kernels.Chains;
using RankElastor.Model.Activations;
using static TorchSharp.torch;

namespace RankElastor.Model.Fused;

/// <summary>
/// Collects layers and their parameters; makes a <see cref="FusedChain"/> of them unless they are better served by
/// whole products.
/// </summary>
sealed class ChainBuilder(string name, int groups = 1)
{
    /// <summary>
    /// Numbers per group: half a megabyte, so that a block's panels and both forms of the weights share a cache.
    /// </summary>
    const int MostWeights = 128 << 10;

    readonly List<RowStage> _stages = [];
    readonly List<Tensor> _parameters = [];
    bool _unsupported;

    /// <summary>y = x W + b.</summary>
    public ChainBuilder Linear(int inputs, int outputs, Tensor weight, Tensor? bias, WeightLayout layout)
    {
        _stages.Add(new LinearStage(inputs, outputs, bias is not null, layout));
        return With(weight, bias);
    }

    public ChainBuilder Hidden(
        int width, Activation activation, Tensor? gain = null, double dropout = 0, int dropoutLayer = 0)
    {
        var options = new HiddenOptions { Norm = gain is not null, Dropout = dropout, DropoutLayer = dropoutLayer };
        _stages.Add(activation.Hidden(width, options));
        return With(gain);
    }

    /// <summary>An activation and dropout, if any; one that is no function of a number alone has no stage.</summary>
    public ChainBuilder Activate(Activation activation, int width, double dropout = 0, int dropoutLayer = 0)
    {
        if (activation is UnitActivation)
        {
            _unsupported = true;
            return this;
        }

        return activation == Activation.Identity && dropout == 0
            ? this : Hidden(width, activation, null, dropout, dropoutLayer);
    }

    public ChainBuilder LayerNorm(int width, Tensor gain, Tensor bias)
    {
        _stages.Add(new LayerNormStage(width));
        return With(gain, bias);
    }

    /// <summary>
    /// The gated unit; parameters in the order of <see cref="GatedUnitStage{T}"/>, null where there is no bias.
    /// </summary>
    public ChainBuilder Gated(
        int width, int? hidden, Activation gate, IReadOnlyList<(Tensor Weight, Tensor? Bias)> parameters)
    {
        var bias = parameters[0].Bias is not null;
        _stages.Add(gate.Gated(width, hidden, bias));
        foreach (var (weight, own) in parameters)
        {
            With(weight, own);
        }

        return this;
    }

    public void Refuse() => _unsupported = true;

    /// <summary>The chain, or null where a layer has no stage or the weights are too large.</summary>
    public FusedChain? Build(bool residual = false) =>
        _unsupported || _stages.Count == 0 || _stages.Sum(stage => stage.PackedLength) > MostWeights
            ? null
            : new FusedChain(name, new RowChain(_stages, groups, residual), _parameters);

    ChainBuilder With(params IEnumerable<Tensor?> parameters)
    {
        _parameters.AddRange(parameters.OfType<Tensor>());
        return this;
    }
}
