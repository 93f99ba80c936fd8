using System.Security.Cryptography;
using System.Text;
using RankElastor.Data.Preparation;
using RankElastor.Data.Store;
using RankElastor.Model;
using RankElastor.Model.Embeddings;
using RankElastor.Training.Loop;
using RankElastor.Training.Options;
using RankElastor.Training.Records;
using RankElastor.Training.State;

namespace RankElastor;

/// <summary>Everything that makes one run.</summary>
sealed record RunRequest
{
    public required string Experiment { get; init; }

    /// <summary>The run's name: its folder's, where it has one.</summary>
    public required string Run { get; init; }

    public required string ModelName { get; init; }
    public required string Dataset { get; init; }
    public string DataLabel { get; init; } = "";
    public required string DataHash { get; init; }

    /// <summary>Which rows choose among epochs.</summary>
    public Selection? Selection { get; init; }

    /// <summary>The model, freshly initialised, how it is trained, on which rows, and on what machine.</summary>
    public required TrainingPlan Plan { get; init; }

    public IReadOnlyList<KeyValuePair<string, string>> ModelOptions { get; init; } = [];

    /// <summary>Missing and unknown values by split and field.</summary>
    public IReadOnlyList<SplitShares> Shares { get; init; } = [];

    /// <summary>Rows to test on, or null.</summary>
    public IBatchSource? Test { get; init; }

    /// <summary>Where it is kept; null for a run in memory.</summary>
    public RunDirectory? Directory { get; init; }

    /// <summary>Continue from the last checkpoint, if there is one.</summary>
    public bool Resume { get; init; }

    public bool Continues => Resume && Directory is { CanResume: true };

    public IRunLog OpenLog() => Directory is null ? new MemoryLog() : new RunLog(Directory.Log, append: Continues);

    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Seconds spent on the data before.</summary>
    public double PrepareSeconds { get; init; }

    /// <summary>Writes the best weights for others to read (<c>model.safetensors</c>), or null.</summary>
    public Action<RankingModel, string>? Export { get; init; }

    public ITrainingProgress Progress { get; init; } = new SilentProgress();
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>How the rows of the model's embedding tables are kept: float32, bf16 or int8.</summary>
    public string StorageName => Plan.Model.EmbeddingStorage.Name();

    public IReadOnlyDictionary<string, string> DescribeOptions() =>
        DescribeOptions([.. ModelOptions, KeyValuePair.Create("embedding_storage", StorageName)], Plan.Options);

    /// <summary>
    /// Agrees iff a checkpoint can be continued: the data, the model, and all options but those whose key says that it
    /// does not steer.
    /// </summary>
    public string Fingerprint() => Fingerprint([ModelName, DataHash], DescribeOptions(), Plan.Options);

    internal static SortedDictionary<string, string> DescribeOptions(
        IEnumerable<KeyValuePair<string, string>> model, TrainingOptions training)
    {
        var all = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (
            var (key, value) in training.Describe().Concat(model.ExceptBy(training.Describe().Keys, pair => pair.Key)))
        {
            all[key] = value;
        }

        return all;
    }

    internal static string Fingerprint(
        IEnumerable<string> subject, IReadOnlyDictionary<string, string> described, TrainingOptions training)
    {
        var free = training.FreeKeys.ToHashSet();
        var options = described.Where(option => !free.Contains(option.Key)).Select(
            option => $"{option.Key}={option.Value}");
        var text = string.Join('\n', [.. subject, .. options]);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];
    }
}
