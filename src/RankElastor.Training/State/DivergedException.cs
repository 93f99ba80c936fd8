using System.Globalization;

namespace RankElastor.Training.State;

/// <summary>A loss or gradient is not finite; the weights are those before the step that failed.</summary>
public sealed class DivergedException : Exception
{
    readonly string _finding;

    /// <summary>At a step, without knowledge of checkpoints.</summary>
    public DivergedException(string quantity, double value, long step)
        : this(string.Create(CultureInfo.InvariantCulture, $"{quantity} is {value} at step {step}"), "") => Step = step;

    DivergedException(string finding, string advice) : base(finding + advice) => _finding = finding;

    /// <summary>The step that failed, counted from 1.</summary>
    public long Step { get; private init; }

    /// <summary>The same, naming the last good checkpoint, if there is one.</summary>
    public DivergedException WithCheckpoint(string? path, long step) =>
        new(_finding, path is null
            ? "; no checkpoint was written before"
            : $"; last good checkpoint: {path} (step {step})")
        {
            Step = Step,
        };
}
