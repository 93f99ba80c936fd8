using RankElastor.Data.Files;
using RankElastor.Model;
using RankElastor.Training.Optimisation;
using RankElastor.Training.State;

namespace RankElastor.Training.Checkpoints;

/// <summary>
/// The checkpoints of a run: <c>last</c> continues it, <c>best</c> holds the weights to keep. Without an optimiser
/// only <see cref="LoadBest"/> is of use.
/// </summary>
public sealed class CheckpointStore(ICheckpointPlace place, RankingModel model, ModelOptimiser? optimiser = null)
{
    /// <summary>The checkpoint from which a run continues.</summary>
    public const string Last = "last";

    const string Best = "best";

    /// <summary>What a run must remember besides weights and moments.</summary>
    internal IReadOnlyList<StoredArray> Further { get; init; } = [];

    /// <summary>Where <c>last</c> is, for messages.</summary>
    public string LastPath => place.Describe(Last);

    /// <summary>Where <c>best</c> is, for messages.</summary>
    public string BestPath => place.Describe(Best);

    /// <summary>Saves everything.</summary>
    public void SaveLast(TrainingState state) => Save(Last, state, [.. Weights(), .. Moments(), .. Further]);

    /// <summary>Saves the weights.</summary>
    public void SaveBest(TrainingState state) => Save(Best, state, [.. Weights()]);

    /// <summary>Restores everything, or returns null where there is no checkpoint yet.</summary>
    /// <exception cref="InputException">The file is damaged or belongs to another model.</exception>
    public TrainingState? LoadLast()
    {
        if (!place.Has(Last))
        {
            return null;
        }

        var state = Read(Last, [.. Weights(), .. Moments(), .. Further]);
        if (optimiser is not null)
        {
            optimiser.Steps = state.Step;
            optimiser.WeightsChanged();
        }

        return state;
    }

    /// <summary>Restores the best weights.</summary>
    /// <exception cref="InputException">The file is missing, damaged or belongs to another model.</exception>
    public TrainingState LoadBest()
    {
        if (!place.Has(Best))
        {
            throw new InputException($"{BestPath}: no such file; the run has kept no weights yet");
        }

        var state = Read(Best, [.. Weights()]);
        optimiser?.WeightsChanged();
        return state;
    }

    void Save(string name, TrainingState state, IReadOnlyList<StoredArray> arrays) =>
        place.Write(name, stream => CheckpointFile.Write(stream, state, arrays));

    TrainingState Read(string name, IReadOnlyList<StoredArray> arrays)
    {
        using var stream = place.Open(name);
        return CheckpointFile.Read(place.Describe(name), stream, arrays);
    }

    IEnumerable<StoredArray> Weights() =>
        model.Parameters.All.Where(parameter => !parameter.IsConstant)
            .Select(parameter => (parameter.Name, parameter.Value))
            .Concat(model.Embeddings.SelectMany(set => set.Tables).SelectMany(table => table.Stored))
            .Select(weights => StoredArray.Of(weights.Name, weights.Value));

    IEnumerable<StoredArray> Moments() =>
        optimiser?.State.Select(moments => StoredArray.Of(moments.Name, moments.Values)) ?? [];
}
