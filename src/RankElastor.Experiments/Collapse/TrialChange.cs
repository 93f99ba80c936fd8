using RankElastor.Model;
using RankElastor.Training.Options;
using RankElastor.Training.State;

namespace RankElastor.Experiments.Collapse;

/// <summary>What is made another where a trial goes on from a checkpoint; nothing unless it is said.</summary>
sealed record TrialChange
{
    /// <summary>Keys of the model that change no weight's shape or name.</summary>
    public Func<CollapseModel, CollapseModel> Model { get; init; } = model => model;

    /// <summary>How it is trained from there on.</summary>
    public Func<TrainingOptions, TrainingOptions> Options { get; init; } = options => options;

    /// <summary>Called once, before the next step, with the weights of the checkpoint.</summary>
    public Action<RankingModel, TrainingState> Act { get; init; } = (_, _) => { };
}
