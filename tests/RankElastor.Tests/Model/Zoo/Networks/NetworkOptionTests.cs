using RankElastor.Data.Files;
using RankElastor.Model.Zoo;

namespace RankElastor.Tests.Model.Zoo.Networks;

/// <summary>What does not fit is told in one line: where, what was found, what is allowed.</summary>
[Collection("torch")]
public sealed class NetworkOptionTests
{
    [Theory]
    [InlineData("""{"model": "FinalMLP", "num_heads": 3}""",
        "mlp1_hidden_units: found '[64, 64, 64]'; allowed: at least one, the last a multiple of num_heads 3")]
    [InlineData("""{"model": "FinalMLP", "fs2_context": ["C11"]}""",
        "fs2_context: found 'C11'; allowed: I1 | I2 | C1 | C2 | C3 | C4; did you mean 'C1'?")]
    [InlineData("""{"model": "FinalNet", "block2_hidden_units": [7]}""",
        "block2_hidden_units: found '[7]'; allowed: at least one, even numbers for residual_type concat")]
    [InlineData("""{"model": "MaskNet", "model_type": "ParallelMaskNet", "net_dropout": [0.1, 0.2, 0.3]}""",
        "net_dropout: found 'a list'; allowed: one value for ParallelMaskNet, whose blocks have it too")]
    [InlineData("""{"model": "MaskNet", "reduction_ratio": 0}""", "reduction_ratio: found 0")]
    [InlineData("""{"model": "GDCN"}""", "dnn_hidden_units: found 'no hidden layers'; allowed: at least one")]
    [InlineData("""{"model": "DeepCrossing", "hidden_activations": "prelu"}""",
        "hidden_activations: found 'prelu'; allowed: one without weights: a block has it twice")]
    [InlineData("""{"model": "DLRM", "bottom_mlp_activations": ["relu", "relu", "tanh"]}""",
        "bottom_mlp_activations: found 'a list'; allowed: one value: it stands behind the last layer too")]
    [InlineData("""{"model": "DSSM", "item_tower_units": [8, 5]}""",
        "item_tower_units: found 5; allowed: 64 at the end, as user_tower_units")]
    [InlineData("""{"model": "QNN_alpha", "num_heads": 3}""",
        "num_heads: found 3 for embedding_dim 16; allowed: a divisor of it")]
    [InlineData("""{"model": "QNN", "neuron_type": "T31"}""", "neuron_type: found 'T31'")]
    [InlineData("""{"model": "PPNet", "gate_priors": ["user"]}""", "gate_priors: found 'user'")]
    public void WrongOption_IsNamed(string json, string expected)
    {
        var error = Assert.Throws<InputException>(() =>
            ModelRegistry.BuiltIn.Create(SmallData.Config(json), SmallData.Schema, seed: 1));
        Assert.Contains($"model_config.yaml: {expected}", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }
}
