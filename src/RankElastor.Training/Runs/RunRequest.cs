using System.Security.Cryptography;
using System.Text;
using RankElastor.Model;
using RankElastor.Model.Embeddings;
using RankElastor.Numerics.Threads;
using RankElastor.Training.Options;
using RankElastor.Training.State;

namespace RankElastor.Training.Runs;

/// <summary>Everything that makes one run.</summary>
public sealed record RunRequest
{
    /// <summary>Experiment id.</summary>
    public required string Experiment { get; init; }

    /// <summary>Model name.</summary>
    public required string ModelName { get; init; }

    /// <summary>Data set id.</summary>
    public required string Dataset { get; init; }

    /// <summary>What is special about the data, or empty.</summary>
    public string DataLabel { get; init; } = "";

    /// <summary>Hash of the prepared data's manifest.</summary>
    public required string DataHash { get; init; }

    /// <summary>The model, freshly initialised.</summary>
    public required RankingModel Model { get; init; }

    /// <summary>How it is trained.</summary>
    public required TrainingOptions Options { get; init; }

    /// <summary>Model options by key, for the manifest.</summary>
    public IReadOnlyDictionary<string, string> ModelOptions { get; init; } = new Dictionary<string, string>();

    /// <summary>Rows to train on.</summary>
    public required IBatchSource Train { get; init; }

    /// <summary>Rows to select on.</summary>
    public required IBatchSource Valid { get; init; }

    /// <summary>Rows to test on, or null.</summary>
    public IBatchSource? Test { get; init; }

    /// <summary>Where it is kept.</summary>
    public required RunDirectory Directory { get; init; }

    /// <summary>Continue from the last checkpoint, if there is one.</summary>
    public bool Resume { get; init; }

    /// <summary>Threads.</summary>
    public required Workers Workers { get; init; }

    /// <summary>What the start-up switches did.</summary>
    public IReadOnlyDictionary<string, string> Native { get; init; } = new Dictionary<string, string>();

    /// <summary>Warnings to keep in the log.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Seconds spent on the data before.</summary>
    public double PrepareSeconds { get; init; }

    /// <summary>Writes the best weights for others to read (<c>model.safetensors</c>), or null.</summary>
    public Action<RankingModel, string>? Export { get; init; }

    /// <summary>Hears lines and steps.</summary>
    public ITrainingProgress Progress { get; init; } = new SilentProgress();

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>How the rows of the model's embedding tables are kept: float32, bf16 or int8.</summary>
    public string StorageName => Model.EmbeddingStorage.Name();

    /// <summary>Model and training options by key.</summary>
    public IReadOnlyDictionary<string, string> DescribeOptions()
    {
        var all = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in ModelOptions.Concat(Options.Describe()))
        {
            all[key] = value;
        }

        all["embedding_storage"] = StorageName;
        return all;
    }

    /// <summary>
    /// Agrees iff a checkpoint can be continued: the data, the model, and all options but those whose key says that it
    /// does not steer.
    /// </summary>
    public string Fingerprint()
    {
        var free = Options.FreeKeys.ToHashSet();
        var options = DescribeOptions()
            .Where(option => !free.Contains(option.Key)).Select(option => $"{option.Key}={option.Value}");
        var text = string.Join('\n', [ModelName, DataHash, .. options]);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];
    }
}
