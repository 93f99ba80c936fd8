using RankElastor.Data.Files;
using RankElastor.Model;
using RankElastor.Training.Optimisation;
using RankElastor.Training.State;

namespace RankElastor.Training.Checkpoints;

/// <summary>The checkpoints of a run: <c>last</c> continues it, <c>best</c> holds the weights to keep.</summary>
public sealed class CheckpointStore
{
    internal const string LastFile = "last.ckpt";
    readonly RankingModel _model;
    readonly ModelOptimiser? _optimiser;

    /// <summary>Checkpoints of a model in a folder; <see cref="LoadBest"/> needs no optimiser.</summary>
    public CheckpointStore(string folder, RankingModel model, ModelOptimiser? optimiser = null)
    {
        _model = model;
        _optimiser = optimiser;
        LastPath = Path.Combine(folder, LastFile);
        BestPath = Path.Combine(folder, "best.ckpt");
    }

    /// <summary>The file from which a run continues.</summary>
    public string LastPath { get; }

    /// <summary>The file of the best weights.</summary>
    public string BestPath { get; }

    /// <summary>Saves everything.</summary>
    public void SaveLast(TrainingState state) => Save(LastPath, state, [.. Weights(), .. Moments()]);

    /// <summary>Saves the weights.</summary>
    public void SaveBest(TrainingState state) => Save(BestPath, state, [.. Weights()]);

    /// <summary>Restores everything, or returns null where there is no checkpoint yet.</summary>
    /// <exception cref="InputException">The file is damaged or belongs to another model.</exception>
    public TrainingState? LoadLast()
    {
        if (!File.Exists(LastPath))
        {
            return null;
        }

        var state = CheckpointFile.Read(LastPath, [.. Weights(), .. Moments()]);
        if (_optimiser is not null)
        {
            _optimiser.Steps = state.Step;
            _optimiser.WeightsChanged();
        }

        return state;
    }

    /// <summary>Restores the best weights.</summary>
    /// <exception cref="InputException">The file is missing, damaged or belongs to another model.</exception>
    public TrainingState LoadBest()
    {
        if (!File.Exists(BestPath))
        {
            throw new InputException($"{BestPath}: no such file; the run has kept no weights yet");
        }

        var state = CheckpointFile.Read(BestPath, [.. Weights()]);
        _optimiser?.WeightsChanged();
        return state;
    }

    static void Save(string path, TrainingState state, IReadOnlyList<StoredArray> arrays)
    {
        DurableFile.CreateFolder(Path.GetDirectoryName(path)!);
        CheckpointFile.Write(path, state, arrays);
    }

    IEnumerable<StoredArray> Weights()
    {
        var tables = _model.Embeddings.SelectMany(set => set.Tables).SelectMany(table => table.Stored);
        return _model.Parameters.All.Select(parameter => (parameter.Name, parameter.Value)).Concat(tables)
            .Select(weights => StoredArray.Of(weights.Name, weights.Value));
    }

    IEnumerable<StoredArray> Moments() =>
        _optimiser?.State.Select(moments => StoredArray.Of(moments.Name, moments.Values)) ?? [];
}
