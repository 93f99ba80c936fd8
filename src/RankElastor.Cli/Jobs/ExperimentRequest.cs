using RankElastor.Cli.Shell;
using RankElastor.Training.Native;

namespace RankElastor.Cli.Jobs;

/// <summary>What the user asked for: one experiment of a configuration folder, and where things lie.</summary>
sealed record ExperimentRequest
{
    /// <summary>Folder with model_config.yaml and dataset_config.yaml.</summary>
    public required string ConfigFolder { get; init; }

    /// <summary>Key in model_config.yaml.</summary>
    public required string Experiment { get; init; }

    /// <summary>Replaces the configuration's data_root, or null.</summary>
    public string? DataRoot { get; init; }

    /// <summary>Folder of run directories.</summary>
    public string Out { get; init; } = "runs";

    /// <summary>Folder of prepared data.</summary>
    public string Cache { get; init; } = Places.Cache;

    /// <summary>Replaces the configuration's seed.</summary>
    public int? Seed { get; init; }

    /// <summary>Replaces the configuration's epochs.</summary>
    public int? MaxEpochs { get; init; }

    /// <summary>Replaces the configuration's probe_every: <c>evaluation</c>, <c>step</c> or a number of steps.</summary>
    public string? ProbeEvery { get; init; }

    /// <summary>Replaces the configuration's probe_rows: <c>all</c> or a number of rows.</summary>
    public string? ProbeRows { get; init; }

    /// <summary>Replaces the configuration's probe_budget: a share such as <c>1%</c>, or <c>none</c>.</summary>
    public string? ProbeBudget { get; init; }

    /// <summary>Continue from the last checkpoint.</summary>
    public bool Resume { get; init; }

    /// <summary>Start-up switches and threads.</summary>
    public NativeOptions Native { get; init; } = new();

    /// <summary>Facts about the data for the manifest, such as the Bayes-optimal metrics of generated data.</summary>
    public IReadOnlyDictionary<string, string> Facts { get; init; } = new Dictionary<string, string>();
}
