using RankElastor.Data.Files;
using RankElastor.Model;
using static TorchSharp.torch;

namespace RankElastor.Training.Remedies;

/// <summary>
/// The penalties of a run, bound to the sites of its model. They see the very tensors of the training pass; nothing runs, and nothing is added to the loss, where none is active.
/// </summary>
public sealed class RemedySet
{
    readonly IReadOnlyList<BoundRemedy> _all;
    readonly Dictionary<string, Tensor> _seen = [];
    readonly HashSet<string> _activated = [];

    /// <summary>Binds remedies to a model.</summary>
    /// <exception cref="InputException">A site that the model does not have: file, key, found, allowed.</exception>
    public RemedySet(RankingModel model, IReadOnlyList<RemedyOptions> options) => _all = [.. options.Select(one => BoundRemedy.Of(model, one))];

    RemedySet() => _all = [];

    /// <summary>No remedies.</summary>
    public static RemedySet None { get; } = new();

    /// <summary>Names of dormant remedies that were activated since, in order of the configuration; a resumed run passes them to <see cref="Restore"/>.</summary>
    public IReadOnlyList<string> Activated => [.. _all.Select(one => one.Name).Distinct().Where(_activated.Contains)];

    /// <summary>Names of the remedies that are part of the loss now.</summary>
    public IReadOnlyList<string> Active => [.. Present.Select(one => one.Name).Distinct()];

    /// <summary>Names of the remedies that wait for an alarm.</summary>
    public IReadOnlyList<string> Dormant => [.. _all.Except(Present).Select(one => one.Name).Distinct()];

    IEnumerable<BoundRemedy> Present => _all.Where(one => !one.IsDormant || _activated.Contains(one.Name));

    /// <summary>From the next step on, the dormant remedies of this name are part of the loss. False where none was waiting.</summary>
    public bool Activate(string name) => Dormant.Contains(name) && _activated.Add(name);

    /// <summary>Activates again what <see cref="Activated"/> said.</summary>
    public void Restore(IEnumerable<string> activated)
    {
        _activated.Clear();
        _activated.UnionWith(activated);
    }

    /// <summary>What to show the training pass to, so that the penalties see its sites; <paramref name="next"/> itself where no remedy is active.</summary>
    public Action<string, Tensor>? Observer(Action<string, Tensor>? next)
    {
        _seen.Clear();
        var stages = Present.SelectMany(one => one.Stages).ToHashSet();
        return stages.Count == 0 ? next : (stage, value) =>
        {
            if (stages.Contains(stage))
            {
                _seen[stage] = value;
            }

            next?.Invoke(stage, value);
        };
    }

    /// <summary>Σ weight · penalty of what the pass showed, a scalar with its graph; null where nothing is active.</summary>
    public Tensor? Penalty()
    {
        Tensor? sum = null;
        foreach (var one in Present)
        {
            if (one.Of(_seen) is { } penalty)
            {
                sum = sum is null ? penalty : sum + penalty;
            }
        }

        _seen.Clear();
        return sum;
    }
}
