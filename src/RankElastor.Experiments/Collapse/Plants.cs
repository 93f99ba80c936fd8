using RankElastor.Experiments.Collapse.Rows;
using RankElastor.Model;
using RankElastor.Training.Records;
using RankElastor.Training.State;
using static RankElastor.Experiments.Collapse.GradedPlant;
using static RankElastor.Experiments.Collapse.Holds;

namespace RankElastor.Experiments.Collapse;

/// <summary>The plants of the suite and of the sweeps of severity, each in one place.</summary>
static class Plants
{
    const string ConfinedTable = "field_05", Projection = "embedding_tokenization.mlp.3";
    static readonly double[] _shares = [0.25, 0.5, 0.625, 0.75, 0.8, 0.9, 0.97, 1];
    static readonly double[] _directions = [6, 5, 4, 3, 2, 1.5, 1];

    /// <summary>A share of a gate's or hidden layer's units is shut.</summary>
    public static GradedPlant DeadUnits { get; } = new()
    {
        Name = "dead-units",
        What = "share of units that are shut",
        Rules = [RuleName.DeadGate, RuleName.IdleGate],
        Degrees = _shares,
        SuiteDegree = 0.9,
        Models = [ShutGates(CollapseModel.RankElastor, "dead-gate"), ShutHidden("dead-hidden-layer")],
    };

    /// <summary>Every table is kept on few directions.</summary>
    public static GradedPlant AllTables { get; } = new()
    {
        Name = "all-tables",
        What = "directions that every table is kept on",
        Rules = [RuleName.CollapsedTable],
        Degrees = _directions,
        SuiteDegree = 1,
        Models =
        [
            Confine(CollapseModel.Dnn, ConfinedTable, null, "rank-1-embeddings"),
            Confine(CollapseModel.RankElastor, ConfinedTable, null),
        ],
    };

    /// <summary>All that have degrees.</summary>
    public static IReadOnlyList<GradedPlant> Graded { get; } =
    [
        new()
        {
            Name = "one-table", What = $"directions that the table of {ConfinedTable} is kept on",
            Rules = [RuleName.CollapsedTable], Degrees = _directions, SuiteDegree = 1,
            Models =
            [
                Confine(CollapseModel.RankElastor, ConfinedTable, ConfinedTable, "rank-1-table"),
                Confine(CollapseModel.Dnn, ConfinedTable, ConfinedTable),
            ],
        },
        AllTables,
        DeadUnits,
        new()
        {
            Name = "pinned-units", What = "share of units that are constant", Rules = [RuleName.SaturatedGate],
            Degrees = _shares,
            Models =
            [
                new(CollapseModel.RankElastor, "block1/ffn/gate1",
                    (model, _, share) => Pin(Named(model, "fc_lift1.weight"), Named(model, "fc_lift1.bias"), share),
                    share => $"{Text(share)} of the units of every token's P-FFN gate are constant"),
                new(CollapseModel.Dnn, "dnn/hidden1/gate",
                    (model, _, share) => Pin(Named(model, "mlp.mlp.1.weight"), Named(model, "mlp.mlp.1.bias"), share),
                    share => $"{Text(share)} of the units of the first hidden layer are constant"),
            ],
        },
        new()
        {
            Name = "constant", What = "root mean square of a constant held as the tokenizer's output bias",
            Rules = [RuleName.MeanDominates], Degrees = [0.5, 1, 2, 5, 10, 20], SuiteDegree = 10,
            Models = Flat("dominating-mean", (weight, bias, rms) => Offset(bias, rms),
                rms => $"the tokenizer's output bias is held at a constant vector of root mean square {Text(rms)}"),
        },
        new()
        {
            Name = "like-tokens", What = "likeness of the tokens' weights to the first token's",
            Rules = [RuleName.IdenticalTokens], Degrees = [0.5, 0.8, 0.9, 0.95, 0.99, 1], SuiteDegree = 1,
            Models = Flat(
                "identical-tokens", (weight, bias, likeness) => Liken(weight, bias, CollapseModel.TokenWidth, likeness),
                likeness => likeness == 1 ? "the last projection gives every token the first one's weights"
                    : $"the last projection's weights of tokens are {Text(likeness)} like the first one's"),
        },
        new()
        {
            Name = "narrow-site", What = "directions that the tokenizer's output is kept on",
            Rules = [RuleName.CollapsedSite], Degrees = [6, 4, 3, 2, 1.5, 1],
            Models =
            [
                NarrowTokens(CollapseModel.FlatRankElastor, CollapseModel.TokenWidth),
                NarrowTokens(CollapseModel.ManyTokens, CollapseModel.ManyTokensWidth),
            ],
        },
        new()
        {
            Name = "scale", What = "root mean square at which the tokenizer's last weights are held",
            Rules = [RuleName.ScaleDrift], Degrees = [0.3, 1, 3, 10, 30, 100, 300],
            Models = Flat(null, (weight, bias, rms) => Rescale(weight, rms),
                rms => $"the tokenizer's last weights are held at a root mean square of {Text(rms)}"),
        },
        new()
        {
            Name = "attention-weights", What = "root mean square at which queries' and keys' weights are held",
            // the suite's: at 20 the root mean square of all weights grows to the limit of exploding weights too
            Rules = [RuleName.OneHotAttention], Degrees = [0.5, 1, 2, 5, 10, 20, 40], SuiteDegree = 10,
            Models =
            [
                Sharpen(CollapseModel.AutoInt, "saturated-softmax"), Sharpen(CollapseModel.AutoIntDnn, null),
            ],
        },
        new()
        {
            Name = "rate", What = "Adam's rate", Rules = [RuleName.LearningRate, RuleName.ExplodingWeights],
            Degrees = [0.01, 0.03, 0.1, 0.2, 0.5, 1], SuiteDegree = 0.5,
            Models = [Hasten(CollapseModel.RankElastor, "large-learning-rate"), Hasten(CollapseModel.Dnn, null)],
        },
        new()
        {
            Name = "decay", What = "share that every embedding loses before each step",
            Rules = [RuleName.Contraction], Degrees = [0.0001, 0.001, 0.003, 0.01, 0.1, 1],
            Models = [Shrink(CollapseModel.RankElastor), Shrink(CollapseModel.Dnn)],
        },
        new()
        {
            Name = "narrowing", What = "share that every direction of a table but the strongest loses before each step",
            Rules = [RuleName.Contraction], Degrees = [0.0001, 0.001, 0.003, 0.01, 0.03, 0.1, 1],
            Models = [NarrowTables(CollapseModel.RankElastor), NarrowTables(CollapseModel.Dnn)],
        },
    ];

    /// <summary>Those of the suite.</summary>
    public static IReadOnlyList<Plant> All { get; } =
    [
        .. Graded.SelectMany(graded => graded.Models.Where(at => at.SuiteName is not null)
            .Select(at => graded.At(at, graded.SuiteDegree))),
        new()
        {
            Name = "two-values", Model = CollapseModel.RankElastor, TwoValues = true,
            What = $"{CollapseData.TwoValued} has two values",
            Rules = [RuleName.LowCardinality], Subject = CollapseData.TwoValued,
        },
    ];

    /// <summary>Gates of every token's P-FFN.</summary>
    public static PlantedModel ShutGates(CollapseModel model, string? suiteName) => new(
        model, "block1/ffn/gate1", (built, _, share) => Shut(Named(built, "fc_lift1.bias"), share),
        share => $"the biases of {Text(share)} of the units of every token's P-FFN gate are held at -12", suiteName);

    /// <summary>The first hidden layer of the DNN.</summary>
    public static PlantedModel ShutHidden(string? suiteName) => new(
        CollapseModel.Dnn, "dnn/hidden1/gate", (model, _, share) => Shut(Named(model, "mlp.mlp.1.bias"), share),
        share => $"the shifts of {Text(share)} of the units before the first hidden layer's ReLU are held at -12",
        suiteName);

    /// <summary>One table, or all of them where <paramref name="only"/> is null.</summary>
    public static PlantedModel Confine(
        CollapseModel model, string subject, string? only, string? suiteName = null) => new(
        model, subject, (built, _, directions) => ConfineTables(built, directions, only),
        directions => $"{(only is null ? "every table" : $"the table of {only}")} is kept on its first "
            + $"{Text(directions)} principal directions", suiteName);

    static PlantedModel[] Flat(
        string? suiteName, Action<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor, double> act,
        Func<double, string> what)
    {
        void Act(RankingModel model, TrainingState state, double degree) =>
            act(Named(model, $"{Projection}.weight"), Named(model, $"{Projection}.bias"), degree);
        return
        [
            new(CollapseModel.FlatRankElastor, "tokens", Act, what, suiteName),
            new(CollapseModel.FlatRankMixer, "tokens", Act, what),
        ];
    }

    static PlantedModel NarrowTokens(CollapseModel model, int width) => new(
        model, "tokens", (built, _, directions) => ConfineTokens(
            Named(built, $"{Projection}.weight"), Named(built, $"{Projection}.bias"), width, directions),
        directions => $"the tokenizer's output is kept on {Text(directions)} directions");

    static PlantedModel Sharpen(CollapseModel model, string? suiteName) => new(
        model, "block1/attention/weights",
        (built, _, rms) => Array.ForEach(
            ["W_q", "W_k"], name => Rescale(Named(built, $"self_attention.0.{name}.weight"), rms)),
        rms => $"queries' and keys' weights are held at a root mean square of {Text(rms)}", suiteName);

    static PlantedModel Hasten(CollapseModel model, string? suiteName) => new(
        model, "model", (_, state, rate) => state.LearningRate = rate,
        rate => $"Adam's rate is raised to {Text(rate)}", suiteName);

    static PlantedModel Shrink(CollapseModel model) => new(
        model, "*", (built, _, share) => Decay(built, share),
        share => $"every embedding loses {Text(share)} of itself before each step");

    static PlantedModel NarrowTables(CollapseModel model) => new(
        model, "*", (built, _, share) => Narrow(built, share),
        share => $"every direction of a table but the strongest loses {Text(share)} of itself before each step");
}
