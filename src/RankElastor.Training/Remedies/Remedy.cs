using RankElastor.Training.Records;
using RankElastor.Training.Remedies.Penalties;

namespace RankElastor.Training.Remedies;

/// <summary>One remedy against collapse.</summary>
/// <param name="Name">The name of the penalty, or of the option of a model.</param>
/// <param name="Use">What to write: an entry of the list <c>remedies</c>, or a key of the model with a value.</param>
/// <param name="Does">One sentence.</param>
/// <param name="Answers">The causes of alarms that it answers, whatever their subjects.</param>
/// <param name="Make">Makes the penalty; null for an option of a model.</param>
public sealed record Remedy(
    string Name, string Use, string Does, IReadOnlyList<Cause> Answers, Func<Penalty>? Make = null)
{
    /// <summary>Whether it is an entry of the key <c>remedies</c>, and so can be switched on by an alarm.</summary>
    public bool IsPenalty => Make is not null;
}
