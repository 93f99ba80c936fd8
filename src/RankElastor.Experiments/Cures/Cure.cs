using RankElastor.Experiments.Collapse;
using RankElastor.Training.Optimisation.Updates;
using RankElastor.Training.Remedies;
using static RankElastor.Experiments.Collapse.Holds;
using static TorchSharp.torch;

namespace RankElastor.Experiments.Cures;

/// <summary>What a run that collapsed is trained with from the release of its plant on.</summary>
/// <param name="Name">Short and stable.</param>
/// <param name="What">What is made another, in a few words.</param>
/// <param name="Advice">The line of a rule's advice that it follows; null for none.</param>
/// <param name="Change">The same for the trial.</param>
sealed record Cure(string Name, string What, string? Advice, TrialChange Change)
{
    const double PenaltyWeight = 0.1, RegulariserOfTrials = 1e-4;

    /// <summary>The run goes on as it is.</summary>
    public static Cure Nothing { get; } = new("nothing", "nothing", null, new TrialChange());

    /// <summary>A tenth of the rate.</summary>
    public static Cure SmallerRate { get; } = new(
        "smaller-rate", "learning_rate divided by ten", "a smaller learning_rate",
        new TrialChange { Act = (_, state) => state.LearningRate /= 10 });

    /// <summary>An activation that passes gradients below zero.</summary>
    public static Cure Silu { get; } = new(
        "silu", "hidden_activations: silu", "a gate that does not die (gelu or silu instead of relu)",
        new TrialChange { Model = model => model.With("hidden_activations", "silu") });

    /// <summary>A tenth of the penalty of the tables.</summary>
    public static Cure WeakerRegulariser { get; } = new(
        "weaker-regulariser", "embedding_regularizer divided by ten", "a weaker embedding_regularizer",
        new TrialChange
        {
            Options = options => options with
            {
                Optimiser = options.Optimiser with
                {
                    EmbeddingRegulariser = new Regulariser(0, RegulariserOfTrials / 10),
                },
            },
        });

    /// <summary>Scores of attention divided by the root of the head's width.</summary>
    public static Cure Scale { get; } = new(
        "use-scale", "use_scale: True", "use_scale: True (divide the scores by the root of the head's width)",
        new TrialChange { Model = model => model.With("use_scale", true) });

    /// <summary>Two penalties on the embeddings.</summary>
    public static IReadOnlyList<Cure> Penalties { get; } =
    [
        .. new[] { "von_neumann_entropy", "singular_value_variance" }.Select(name => new Cure(
            name.Replace('_', '-'), $"remedy {name}, weight {PenaltyWeight}, at embedding",
            "remedy von_neumann_entropy or singular_value_variance at site embedding",
            new TrialChange
            {
                Options = options => options with
                {
                    Remedies = [new RemedyOptions { Name = name, Site = "embedding", Weight = PenaltyWeight }],
                },
            })),
    ];

    /// <summary>
    /// The first units of the first hidden layer of the DNN start anew (ReDo; Sokar et al. 2023): weights in as drawn
    /// at a start, shift 0, gain 1, weights out 0. No option of a run: it shows what one could reach.
    /// </summary>
    public static Cure Redraw(double share) => new(
        "redraw", "the shut units drawn anew (in no advice, no option of a run)", null,
        new TrialChange
        {
            Act = (model, _) =>
            {
                using var scope = NewDisposeScope();
                using var off = no_grad();
                var (weight, shift) = (Named(model, "mlp.mlp.0.weight"), Named(model, "mlp.mlp.1.bias"));
                var units = Units(shift, share);
                var bound = 1 / Math.Sqrt(weight.shape[1]); // as torch starts a Linear
                using var random = new Generator((ulong)units);
                weight.narrow(0, 0, units).uniform_(-bound, bound, random);
                shift.narrow(0, 0, units).zero_();
                Named(model, "mlp.mlp.1.weight").narrow(0, 0, units).fill_(1);
                Named(model, "mlp.mlp.3.weight").narrow(1, 0, units).zero_();
            },
        });
}
