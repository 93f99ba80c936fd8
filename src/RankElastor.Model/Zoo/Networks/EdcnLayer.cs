using RankElastor.Model.Activations;
using RankElastor.Model.Layers;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using static TorchSharp.torch;

namespace RankElastor.Model.Zoo.Networks;

/// <summary>A layer of <see cref="Edcn"/>: weights of the fields for each side, both sides, and the bridge.</summary>
sealed class EdcnLayer
{
    readonly Tensor _weights1, _weights2; // [F]
    readonly BatchNorm? _norm1, _norm2;
    readonly Linear _cross;
    readonly Tensor _bias;
    readonly Mlp _deep;
    readonly Linear? _joint, _attention1, _attention2;
    readonly EdcnOptions _options;
    readonly string _crossPath, _bridgePath;
    readonly int _rows;

    public EdcnLayer(Scope root, int layer, int rows, EdcnOptions options)
    {
        (_options, _rows) = (options, rows);
        var width = rows * options.Fields.Width;
        var regulation = root.Sub("regulation_modules").Sub(layer);
        _weights1 = regulation.Add("g1", [rows], Initialisers.Ones);
        _weights2 = regulation.Add("g2", [rows], Initialisers.Ones);
        _norm1 = options.BatchNorm ? new BatchNorm(regulation.Sub("bn1"), width) : null;
        _norm2 = options.BatchNorm ? new BatchNorm(regulation.Sub("bn2"), width) : null;
        var cross = root.Sub("cross_layers").Sub(layer);
        _crossPath = cross.Path;
        _cross = new Linear(cross.Sub("weight"), width, 1, bias: false);
        _bias = cross.Add("bias", [width], Initialisers.Zeros);
        _deep = new Mlp(root.Sub("dense_layers").Sub(layer), width, new MlpOptions
        {
            HiddenUnits = [width],
            Activations = [options.Activation],
            Dropout = [options.Dropout],
        });
        var bridge = root.Sub("bridge_modules").Sub(layer);
        _bridgePath = bridge.Path;
        if (options.Bridge == BridgeKind.Concatenation)
        {
            _joint = new Linear(bridge.Sub("concat_pooling").Sub(0), 2 * width, width);
        }
        else if (options.Bridge == BridgeKind.Attention)
        {
            (_attention1, _attention2) = Attention("attention1");
            Attention("attention2"); // which the reference has and does not use
        }

        (Linear, Linear) Attention(string name) => (
            new(bridge.Sub(name).Sub(0), width, width), new(bridge.Sub(name).Sub(2), width, width, bias: false));
    }

    /// <summary>x behind the crossing, the deep side and what joins them.</summary>
    public IEnumerable<Site> Sites(string name) =>
    [
        new($"{name}/cross", $"{_crossPath}.rows"), .. _deep.Sites($"{name}/deep"), new(name, $"{_bridgePath}.rows"),
    ];

    /// <summary>[B, F E] → the input of each side.</summary>
    public (Tensor Cross, Tensor Deep) Regulate(Tensor x, ForwardPass pass)
    {
        var (cross, deep) = (Weighted(_weights1), Weighted(_weights2));
        return (_norm1?.Apply(cross, pass) ?? cross, _norm2?.Apply(deep, pass) ?? deep);

        Tensor Weighted(Tensor weights) =>
            x * (weights / _options.Temperature).softmax(0).repeat_interleave(_options.Fields.Width);
    }

    /// <summary>Both sides' results and what joins them, [B, F E] each.</summary>
    public (Tensor Cross, Tensor Deep, Tensor Joined) Apply(Tensor first, Tensor cross, Tensor deep, ForwardPass pass)
    {
        var crossed = pass.Observe(_crossPath, first * _cross.Apply(cross, pass) + _bias);
        pass.ObserveRows($"{_crossPath}.rows", crossed, _rows);
        var mapped = _deep.Apply(deep, pass);
        var joined = pass.Observe(_bridgePath, _options.Bridge switch
        {
            BridgeKind.Product => crossed * mapped,
            BridgeKind.Sum => crossed + mapped,
            BridgeKind.Concatenation => _joint!.Apply(cat([crossed, mapped], 1), pass).relu(),
            _ => Attended(crossed, pass) + Attended(mapped, pass),
        });
        return (crossed, mapped, pass.ObserveRows($"{_bridgePath}.rows", joined, _rows));
    }

    Tensor Attended(Tensor x, ForwardPass pass) =>
        x * _attention2!.Apply(Activation.Relu.Apply(_attention1!.Apply(x, pass)), pass).softmax(-1);
}
