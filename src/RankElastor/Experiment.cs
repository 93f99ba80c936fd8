using System.Globalization;
using RankElastor.Data.Configuration;
using RankElastor.Data.Datasets;
using RankElastor.Data.Files;
using RankElastor.Data.Preparation;
using RankElastor.Data.Schemas;
using RankElastor.Model;
using RankElastor.Model.Zoo;
using RankElastor.Numerics.Threads;
using RankElastor.Training.Calibration;
using RankElastor.Training.Evaluation;
using RankElastor.Training.Options;
using RankElastor.Training.Remedies;
using RankElastor.Training.State;

namespace RankElastor;

/// <summary>
/// A data set, a model and how it is trained: everything that fixes a result. Read from FuxiCTR's two YAML files
/// (<c>Load</c>) or built in code (<c>Of</c>); immutable, so variations are made by <c>With</c>.
/// </summary>
/// <example><code>
/// var run = Experiment.Load("configs/frappe_x1", "DNN_frappe_x1").With(seed: 1).Run();
/// Console.WriteLine(run.Test["AUC"]);
/// </code></example>
public sealed record Experiment
{
    Experiment(string id, DatasetOptions data, ConfigSection config, ModelRegistry? models)
    {
        Id = id;
        Data = data;
        Config = config;
        Models = models;
    }

    /// <summary>Its name: FuxiCTR's expid, and the first part of the run's folder.</summary>
    public string Id { get; }

    /// <summary>Where rows come from and how they are encoded.</summary>
    public DatasetOptions Data { get; }

    /// <summary>How the model is trained, selected and watched.</summary>
    public required TrainingOptions Training { get; init; }

    /// <summary>Builds the model for the fields of a schema, from a seed.</summary>
    public required Func<Schema, int, RankingModel> Model { get; init; }

    /// <summary>Replaces the data set's data_root, or null.</summary>
    public string? DataRoot { get; init; }

    /// <summary>Folder of run directories, or null for a run in memory that leaves no files.</summary>
    public string? Out { get; init; }

    /// <summary>Folder of prepared data.</summary>
    public string Cache { get; init; } = Places.Cache;

    /// <summary>Threads, allocator and matrix products.</summary>
    public MachineOptions Machine { get; init; } = new();

    /// <summary>Facts for the manifest, such as the Bayes-optimal metrics of generated data.</summary>
    public IReadOnlyDictionary<string, string> Facts { get; init; } = new Dictionary<string, string>();

    /// <summary>The keys of the configuration, or the few that describe an experiment built in code.</summary>
    internal ConfigSection Config { get; private init; }

    /// <summary>What <c>model:</c> may name; null where the experiment was built in code.</summary>
    internal ModelRegistry? Models { get; }

    /// <summary>The run's name: the experiment and its seed.</summary>
    public string RunName => string.Create(CultureInfo.InvariantCulture, $"{Id}_seed{Training.Seed}");

    /// <summary>
    /// Reads one experiment of a folder with FuxiCTR's <c>dataset_config.yaml</c> and <c>model_config.yaml</c>.
    /// </summary>
    /// <param name="configFolder">The folder.</param>
    /// <param name="id">The experiment's key in <c>model_config.yaml</c>.</param>
    /// <param name="models">Models that <c>model:</c> may name; those of the zoo unless the caller adds some.</param>
    /// <param name="dataRoot">Replaces the data set's data_root unless it is null.</param>
    /// <exception cref="InputException">A file, key or value is wrong: file, key, found and allowed.</exception>
    public static Experiment Load(
        string configFolder, string id, ModelRegistry? models = null, string? dataRoot = null) =>
        Of(ExperimentConfig.Load(configFolder, id, dataRoot), models) with { DataRoot = dataRoot };

    /// <summary>An experiment of the caller's own, without files of configuration.</summary>
    /// <param name="id">Its name.</param>
    /// <param name="data">Rows and fields: <see cref="DatasetOptions.Of"/>.</param>
    /// <param name="model">Builds the model for the fields of a schema, from a seed.</param>
    /// <param name="training">How it is trained.</param>
    public static Experiment Of(
        string id, DatasetOptions data, Func<Schema, int, RankingModel> model, TrainingOptions training) =>
        new(id, data, Describe(id, training), null)
        {
            Training = training with { Optimiser = training.Optimiser with { Seed = (ulong)training.Seed } },
            Model = model,
        };

    /// <summary>The same of a configuration that was read already.</summary>
    internal static Experiment Of(ExperimentConfig read, ModelRegistry? models) =>
        Of(read.ExperimentId, read.Dataset, read.Model, models ?? ModelRegistry.BuiltIn);

    static Experiment Of(string id, DatasetOptions data, ConfigSection config, ModelRegistry models) =>
        new(id, Asked(data, config), config, models)
        {
            Training = TrainingOptionsReader.Read(config),
            Model = (schema, seed) => models.Create(config, schema, seed),
        };

    /// <summary>The data set with labels of the kind that <c>task</c> says; without it, as the data set says.</summary>
    static DatasetOptions Asked(DatasetOptions data, ConfigSection config)
    {
        var tasks = TrainingOptionsReader.Task.Read(config);
        return tasks.Count == 0 ? data
            : tasks.Count > 1 && tasks.Count != data.Labels.Count
            ? throw config.Wrong("task", $"{tasks.Count} words",
                $"one, or {data.Labels.Count}: one for each of {string.Join(", ", data.Labels)}")
            : data with
            {
                NumberLabels = [.. data.Labels.Where((_, task) => tasks[tasks.Count == 1 ? 0 : task])],
            };
    }

    /// <summary>What a finished run must know about an experiment that was built in code.</summary>
    static ConfigSection Describe(string id, TrainingOptions training) => new(id, new Dictionary<string, object?>
    {
        ["model"] = id,
        ["seed"] = (long)training.Seed,
        ["metrics"] = training.Metrics.Select(object? (metric) => metric.Name).ToList(),
        ["group_id"] = training.GroupId,
    });

    /// <summary>The same with other settings; null leaves one as it is.</summary>
    /// <param name="seed">Seed of everything random.</param>
    /// <param name="epochs">The most epochs.</param>
    /// <param name="dataRoot">Folder of the data files.</param>
    /// <param name="output">Folder of run directories.</param>
    /// <param name="threads">Threads that compute.</param>
    /// <exception cref="InputException">A value out of range: key, found and allowed.</exception>
    public Experiment With(
        int? seed = null, int? epochs = null, string? dataRoot = null, string? output = null, int? threads = null) =>
        With(("seed", seed), ("epochs", epochs)) with
        {
            DataRoot = dataRoot ?? DataRoot,
            Out = output ?? Out,
            Machine = threads is null ? Machine : Machine with { Threads = threads },
        };

    /// <summary>Trains to the end and tests. In a folder, an earlier run of the same name is moved aside.</summary>
    /// <param name="progress">Hears lines and steps, or null.</param>
    /// <param name="stop">Asks to stop: the step under way is finished and a checkpoint written.</param>
    /// <exception cref="InputException">
    /// Something is wrong with data or options, or another run is under way in the folder; nothing was half-written.
    /// </exception>
    /// <exception cref="RunInterruptedException"><paramref name="stop"/> was set.</exception>
    /// <exception cref="DivergedException">A loss or gradient is not finite.</exception>
    public ExperimentRun Run(ITrainingProgress? progress = null, CancellationToken stop = default) =>
        ExperimentRun.Of(this, resume: false, progress ?? new SilentProgress(), stop);

    /// <summary>
    /// As <see cref="Run"/>, but continues from the last checkpoint in the run's folder, where there is one, to the
    /// same bits.
    /// </summary>
    public ExperimentRun Resume(ITrainingProgress? progress = null, CancellationToken stop = default) =>
        ExperimentRun.Of(this, resume: true, progress ?? new SilentProgress(), stop);

    /// <summary>Prepares the data set, or finds it prepared.</summary>
    public PreparedData Prepare(IProgress<string>? progress = null) => Prepare(progress, Machine.Start().Workers);

    /// <summary>The same by threads of a job.</summary>
    internal PreparedData Prepare(IProgress<string>? progress, Workers workers, CancellationToken stop = default) =>
        DatasetPreparation.Prepare(Data, DataRoot, Cache, progress, workers, stop);

    /// <summary>
    /// The same with keys of the configuration replaced by name or command-line switch; null leaves one.
    /// </summary>
    internal Experiment With(params IReadOnlyList<(string Switch, object? Value)> switches)
    {
        var config = TrainingOptionsReader.Keys.Override(Config, switches);
        if (Models is { } models)
        {
            return this with
            {
                Config = config,
                Training = TrainingOptionsReader.Read(config),
                Model = (schema, seed) => models.Create(config, schema, seed),
            };
        }

        var (seed, epochs) = (config.Whole("seed", Training.Seed), config.Whole("epochs", Training.Epochs));
        var optimiser = Training.Optimiser with { Seed = (ulong)seed };
        return this with
        {
            Config = config,
            Training = Training with { Seed = seed, Epochs = epochs, Optimiser = optimiser },
        };
    }

    /// <summary>Another experiment of the same data, models and places: with its own name and configuration.</summary>
    internal Experiment Varied(string id, ConfigSection config) =>
        Of(id, Data, config, Models ?? ModelRegistry.BuiltIn) with
        {
            DataRoot = DataRoot,
            Out = Out,
            Cache = Cache,
            Machine = Machine,
            Facts = Facts,
        };

    /// <summary>
    /// Keys of the configuration that nothing reads, a line each; none where the experiment was built in code.
    /// </summary>
    /// <exception cref="InputException">One is nearly a key that is read.</exception>
    internal IReadOnlyList<string> KeyWarnings => Models is null
        ? []
        : [
            .. Config.AllRemarks,
            .. UnknownKeys.Warnings(
                Config, [.. Config.Asked, .. ExperimentConfig.FieldKeys], ModelRegistry.KeysOfModels),
            .. UnknownKeys.NestedWarnings(Config),
        ];

    /// <summary>Finds what is wrong with the model's options before the data is prepared.</summary>
    internal void Check()
    {
        try
        {
            using var model = Model(Data.Outline, Training.Seed);
            _ = KeyWarnings;
            _ = new Evaluator(model, Training.Metrics, Training.GroupId);
            _ = new TrainingLoss(model, Training);
            FittedCalibration.Check("calibration", Training.Calibration, model);
            Training.Monitor.Check(model.LabelsOf());
            _ = new RemedySet(model, Training.Remedies);
        }
        catch (InputException shape) when (shape.InnerException is InputException)
        {
            _ = KeyWarnings; // a misspelt key leaves a default that may not fit: name the key
            throw;
        }
    }
}
