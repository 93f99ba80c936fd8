using RankElastor.Data.Files;
using RankElastor.Model;
using static TorchSharp.torch;

namespace RankElastor.Training.Remedies;

/// <summary>The penalties of a run. They see the training pass; nothing is added where none is active.</summary>
public sealed class RemedySet
{
    readonly IReadOnlyList<BoundRemedy> _all;
    readonly Dictionary<string, Tensor> _seen = [];
    readonly HashSet<string> _activated = [];

    /// <summary>Binds remedies to a model.</summary>
    /// <exception cref="InputException">A site that the model does not have: file, key, found, allowed.</exception>
    public RemedySet(RankingModel model, IReadOnlyList<RemedyOptions> options) =>
        _all = [.. options.Select(option => BoundRemedy.Of(model, option))];

    RemedySet() => _all = [];

    /// <summary>No remedies.</summary>
    public static RemedySet None { get; } = new();

    /// <summary>Dormant remedies since activated; a resumed run passes them to <see cref="Restore"/>.</summary>
    public IReadOnlyList<string> Activated =>
        [.. _all.Select(remedy => remedy.Name).Distinct().Where(_activated.Contains)];

    /// <summary>Names of the remedies that are part of the loss now.</summary>
    public IReadOnlyList<string> Active => [.. Present.Select(remedy => remedy.Name).Distinct()];

    /// <summary>Names of the remedies that wait for an alarm.</summary>
    public IReadOnlyList<string> Dormant => [.. _all.Except(Present).Select(remedy => remedy.Name).Distinct()];

    IEnumerable<BoundRemedy> Present => _all.Where(remedy => !remedy.IsDormant || _activated.Contains(remedy.Name));

    /// <summary>Adds the dormant remedies of a name from the next step on. False where none was waiting.</summary>
    public bool Activate(string name) => Dormant.Contains(name) && _activated.Add(name);

    /// <summary>Activates again what <see cref="Activated"/> said.</summary>
    public void Restore(IEnumerable<string> activated)
    {
        _activated.Clear();
        _activated.UnionWith(activated);
    }

    /// <summary>What the training pass is shown to; <paramref name="next"/> itself where no remedy is active.</summary>
    public Action<string, Tensor>? Observer(Action<string, Tensor>? next)
    {
        _seen.Clear();
        var stages = Present.SelectMany(remedy => remedy.Stages).ToHashSet();
        return stages.Count == 0 ? next : (stage, value) =>
        {
            if (stages.Contains(stage))
            {
                _seen[stage] = value;
            }

            next?.Invoke(stage, value);
        };
    }

    /// <summary>Σ weight · penalty of the pass, a scalar with its graph; null where nothing is active.</summary>
    public Tensor? Penalty()
    {
        Tensor? sum = null;
        foreach (var remedy in Present)
        {
            if (remedy.Of(_seen) is { } penalty)
            {
                sum = sum is null ? penalty : sum + penalty;
            }
        }

        _seen.Clear();
        return sum;
    }
}
