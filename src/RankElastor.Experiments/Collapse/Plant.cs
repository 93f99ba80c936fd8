using RankElastor.Data.Rows;
using RankElastor.Experiments.Collapse.Rows;
using RankElastor.Model;
using RankElastor.Numerics.Randomness;
using RankElastor.Training.Alarms;
using RankElastor.Training.Records;
using RankElastor.Training.State;

namespace RankElastor.Experiments.Collapse;

/// <summary>A known way to make a model collapse, and the alarm that must tell it.</summary>
sealed record Plant
{
    /// <summary>Short and stable: <c>dead-gate</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What is done, in a few words.</summary>
    public required string What { get; init; }

    /// <summary>The model it is done to.</summary>
    public required CollapseModel Model { get; init; }

    /// <summary>
    /// Called before every batch and evaluation from the onset on; null where the data are at fault from the start.
    /// </summary>
    public Action<RankingModel, TrainingState>? Act { get; init; }

    /// <summary>
    /// Called with every batch from the onset on before it is trained on, with random numbers of its own; null where
    /// the rows stay as they are. Rows to evaluate always do.
    /// </summary>
    public Action<Batch, SeededRandom>? Spoil { get; init; }

    /// <summary>Whether <see cref="CollapseData.TwoValued"/> has two values.</summary>
    public bool TwoValues { get; init; }

    /// <summary>The rules of which one must raise; empty for a plant that no rule was written for.</summary>
    public required IReadOnlyList<RuleName> Rules { get; init; }

    /// <summary>Where.</summary>
    public required string Subject { get; init; }

    /// <summary>The cause that it must give: that of the first rule in the book.</summary>
    public Cause Cause => AlarmRules.Find(Rules[0]).Cause;

    /// <summary>How severe the book calls it.</summary>
    public string Severity => AlarmRules.Find(Rules[0]).Severity;
}
