using RankElastor.Experiments.Collapse.Rows;
using RankElastor.Model;
using RankElastor.Numerics.Randomness;
using RankElastor.Training.Records;
using static TorchSharp.torch;

namespace RankElastor.Experiments.Collapse;

/// <summary>The plants of the suite.</summary>
static class Plants
{
    const string ConfinedTable = "field_05", Tokenizer = "embedding_tokenization.mlp.3", Gate = "fc_lift1.bias";
    const int ShutGateUnits = 22, ShutHiddenUnits = 58;
    const double Shut = -12, Constant = 10, Saturating = 20, LargeRate = 0.5;

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Plant> All { get; } =
    [
        new()
        {
            Name = "rank-1-table", Model = CollapseModel.RankElastor,
            What = $"the table of {ConfinedTable} is kept on its first principal direction",
            Act = (model, _) => Confine(model, 1, only: ConfinedTable),
            Rules = [RuleName.CollapsedTable], Subject = ConfinedTable,
        },
        new()
        {
            Name = "rank-1-embeddings", Model = CollapseModel.Dnn,
            What = "every table is kept on its first principal direction",
            Act = (model, _) => Confine(model, 1, only: null),
            Rules = [RuleName.CollapsedTable], Subject = ConfinedTable,
        },
        new()
        {
            Name = "dead-gate", Model = CollapseModel.RankElastor,
            What = $"the biases of {ShutGateUnits} of 24 units of every token's P-FFN gate are held at {Shut}",
            Act = (model, _) => HoldShut(Named(model, Gate), ShutGateUnits),
            Rules = [RuleName.DeadGate], Subject = "block1/ffn/gate1",
        },
        new()
        {
            Name = "dead-hidden-layer", Model = CollapseModel.Dnn,
            What = $"the shifts of {ShutHiddenUnits} of "
                + $"64 units before the first hidden layer's ReLU are held at {Shut}",
            Act = (model, _) => HoldShut(Named(model, "mlp.mlp.1.bias"), ShutHiddenUnits),
            Rules = [RuleName.DeadGate], Subject = "dnn/hidden1/gate",
        },
        new()
        {
            Name = "dominating-mean", Model = CollapseModel.FlatRankElastor,
            What = $"the tokenizer's output bias is held at a constant vector of root mean square {Constant}",
            Act = (model, _) => Offset(Named(model, $"{Tokenizer}.bias")),
            Rules = [RuleName.MeanDominates], Subject = "tokens",
        },
        new()
        {
            Name = "identical-tokens", Model = CollapseModel.FlatRankElastor,
            What = "the last projection gives every token the first one's weights",
            Act = (model, _) => Repeat(Named(model, $"{Tokenizer}.weight"), Named(model, $"{Tokenizer}.bias")),
            Rules = [RuleName.IdenticalTokens], Subject = "tokens",
        },
        new()
        {
            Name = "two-values", Model = CollapseModel.RankElastor, TwoValues = true,
            What = $"{CollapseData.TwoValued} has two values",
            Rules = [RuleName.LowCardinality], Subject = CollapseData.TwoValued,
        },
        new()
        {
            Name = "saturated-softmax", Model = CollapseModel.AutoInt,
            What = $"queries' and keys' weights are held at a root mean square of {Saturating}",
            Act = (model, _) => Array.ForEach(
                ["W_q", "W_k"], name => Rescale(Named(model, $"self_attention.0.{name}.weight"))),
            Rules = [RuleName.OneHotAttention], Subject = "block1/attention/weights",
        },
        new()
        {
            Name = "large-learning-rate", Model = CollapseModel.RankElastor,
            What = $"Adam's rate is raised to {LargeRate}",
            Act = (_, state) => state.LearningRate = LargeRate,
            Rules = [RuleName.LearningRate, RuleName.ExplodingWeights], Subject = "model",
        },
    ];

    static Tensor Named(RankingModel model, string ending) =>
        model.Parameters.Trainable.First(parameter => parameter.Name.EndsWith(ending, StringComparison.Ordinal)).Value;

    /// <summary>Holds the first units of the last axis at <see cref="Shut"/>.</summary>
    static void HoldShut(Tensor bias, int units)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        bias.narrow(-1, 0, units).fill_(Shut);
    }

    /// <summary>Projects tables onto their first <paramref name="directions"/> right singular directions.</summary>
    static void Confine(RankingModel model, int directions, string? only)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        foreach (var table in model.Embeddings[0].Tables
            .Where(table => only is null || table.Name.Contains($".{only}.", StringComparison.Ordinal)))
        {
            var v = linalg.svd(table.Weights, fullMatrices: false).Vh.narrow(0, 0, directions); // [k, E]
            table.Weights.copy_(table.Weights.matmul(v.t()).matmul(v));
        }
    }

    static void Offset(Tensor bias)
    {
        var random = new SeededRandom(0);
        using var off = no_grad();
        using var constant = tensor(
            Enumerable.Range(0, (int)bias.numel()).Select(_ => (float)(Constant * random.NextNormal())).ToArray());
        bias.copy_(constant);
    }

    /// <summary>[T·D, hidden] and [T·D]: the first D rows again for every token.</summary>
    static void Repeat(Tensor weight, Tensor bias)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        const int Width = CollapseModel.TokenWidth;
        var tokens = weight.shape[0] / Width;
        weight.copy_(weight.narrow(0, 0, Width).repeat(tokens, 1));
        bias.copy_(bias.narrow(0, 0, Width).repeat(tokens));
    }

    static void Rescale(Tensor weight)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        weight.mul_(Saturating / weight.square().mean().sqrt());
    }
}
