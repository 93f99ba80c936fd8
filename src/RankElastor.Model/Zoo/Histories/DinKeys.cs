using RankElastor.Data.Configuration;
using RankElastor.Model.Activations;
using RankElastor.Model.Layers;
using RankElastor.Model.Layers.Histories;
using RankElastor.Model.Zoo.Baselines;

namespace RankElastor.Model.Zoo.Histories;

/// <summary>The keys of <see cref="DinAttention"/>.</summary>
static class DinKeys
{
    static readonly NetworkKeys _attention = new(
        "attention_hidden_units", "attention_hidden_activations", "attention_dropout", batchNorm: null, [64], "Dice");
    static readonly Key<Activation> _output = Activation.All.Key(
        "attention_output_activation", "Activation of the weights; null for none.", "identity", Activation.Identity);
    static readonly Key<bool> _softmax = Key.Flag("din_use_softmax", "The weights of a history's items sum to 1.");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Key> All { get; } = [.. _attention.Keys, _output, _softmax];

    /// <summary>The network that makes the weights.</summary>
    public static MlpOptions Attention(ConfigSection config) =>
        _attention.Read(config, outputs: 1) with { OutputActivation = _output.Read(config) };

    /// <summary>Whether the weights of a history's items sum to 1.</summary>
    public static bool Softmax(ConfigSection config) => _softmax.Read(config);
}
