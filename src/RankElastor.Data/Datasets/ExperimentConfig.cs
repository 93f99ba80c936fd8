using RankElastor.Data.Configuration;
using RankElastor.Data.Files;

namespace RankElastor.Data.Datasets;

/// <summary>
/// One experiment of a FuxiCTR configuration folder: <c>model_config.yaml</c> (or <c>model_config/*.yaml</c>) with
/// <c>Base</c> (of the same file, else of another) overlaid by the experiment, and its data set from
/// <c>dataset_config.yaml</c> (or <c>dataset_config/*.yaml</c>).
/// </summary>
public sealed class ExperimentConfig
{
    internal ExperimentConfig(string experimentId, ConfigSection model, DatasetOptions dataset) =>
        (ExperimentId, Model, Dataset) = (experimentId, model, dataset);

    /// <summary>The key in the model configuration (FuxiCTR's expid).</summary>
    public string ExperimentId { get; }

    /// <summary>Keys of an experiment that say something about the fields of its data set.</summary>
    public static IReadOnlyList<string> FieldKeys => FieldChoice.Names;

    /// <summary>Model and training keys; whoever reads them names the rest with <see cref="UnknownKeys"/>.</summary>
    public ConfigSection Model { get; }

    /// <summary>The data set that the experiment names.</summary>
    public DatasetOptions Dataset { get; }

    /// <summary>Names of all experiments in the folder, in file order: entries that have a model.</summary>
    public static IReadOnlyList<string> Experiments(string configDir) =>
        NamesOfExperiments(Entries(configDir, "model_config"));

    /// <summary>The data set that an experiment names, unread; null where it names none.</summary>
    public static string? DatasetOf(string configDir, string experimentId) =>
        ModelSection(configDir, experimentId).Text("dataset_id");

    static IReadOnlyList<string> NamesOfExperiments(List<Entry> entries)
    {
        var isShared = entries.Exists(entry => entry.Name == "Base" && entry.Section.Has("model"));
        return
        [
            .. entries.Where(entry => entry.Name != "Base" && (isShared || entry.Section.Has("model")))
                .Select(entry => entry.Name),
        ];
    }

    /// <summary>Reads one experiment.</summary>
    /// <param name="configDir">The folder.</param>
    /// <param name="experimentId">The experiment's key.</param>
    /// <param name="dataRoot">Replaces the data set's data_root unless it is null.</param>
    /// <exception cref="InputException">
    /// A missing file, or an unknown experiment or data set; those that exist are listed.
    /// </exception>
    public static ExperimentConfig Load(string configDir, string experimentId, string? dataRoot = null)
    {
        var model = ModelSection(configDir, experimentId);
        FileName.Checked($"{model.Where}: expid", experimentId);
        var datasetId = model.Text("dataset_id")
            ?? throw InputException.At(
                $"{model.Where}: dataset_id", "nothing", "the name of a data set in dataset_config.yaml");
        return new ExperimentConfig(experimentId, model, ReadDataset(configDir, datasetId, dataRoot, model));
    }

    /// <summary>Reads only a data set, for commands that need no model.</summary>
    /// <param name="configDir">The folder.</param>
    /// <param name="datasetId">The data set's key; null for the only one that there is.</param>
    /// <param name="dataRoot">Replaces its data_root unless it is null.</param>
    public static DatasetOptions LoadDataset(string configDir, string? datasetId, string? dataRoot = null)
    {
        datasetId ??= Entries(configDir, "dataset_config") is var entries && entries is [var only] ? only.Name
            : throw InputException.At($"{configDir}: --dataset", "nothing",
                $"one of {string.Join(", ", entries.Select(entry => entry.Name))}");
        return ReadDataset(configDir, datasetId, dataRoot, null);
    }

    static DatasetOptions ReadDataset(string configDir, string datasetId, string? dataRoot, ConfigSection? experiment)
    {
        var section = DatasetSection(configDir, datasetId);
        var options = DatasetOptionsReader.Read(
            datasetId, experiment is null ? section : FieldChoice.Over(section, experiment), configDir, dataRoot);
        FileName.Checked($"{section.Where}: dataset_id", options.DatasetId);
        return options;
    }

    /// <summary>The keys of an experiment, those of <c>Base</c> below them.</summary>
    internal static ConfigSection ModelSection(string configDir, string experimentId)
    {
        var entries = Entries(configDir, "model_config");
        var experiment = Find(
            configDir, entries.Where(entry => entry.Name != "Base"), "experiment", experimentId,
            NamesOfExperiments(entries));
        var file = entries.First(entry => entry.Section == experiment).File;
        var bases = entries.Where(entry => entry.Name == "Base")
            .OrderByDescending(entry => entry.File == file).ToList();
        var model = bases.Count == 0 ? experiment : bases[0].Section.OverlaidBy(experiment);
        return model.Renamed("patience", "early_stop_patience");
    }

    /// <summary>The keys of a data set.</summary>
    internal static ConfigSection DatasetSection(string configDir, string datasetId)
    {
        var entries = Entries(configDir, "dataset_config");
        return Find(configDir, entries, "data set", datasetId, [.. entries.Select(entry => entry.Name)]);
    }

    static ConfigSection Find(
        string configDir, IEnumerable<Entry> entries, string what, string name, IReadOnlyList<string> names) =>
        entries.Where(entry => entry.Name == name).ToList() switch
        {
            [var only] => only.Section,
            [var first, var second, ..] =>
                throw new InputException($"{second.File}: '{name}' is there twice, first in {first.File}"),
            _ => throw new InputException(
                $"{configDir}: unknown {what} '{name}'; known: {string.Join(", ", names)}{NearMiss.Hint(name, names)}"),
        };

    static List<Entry> Entries(string configDir, string stem)
    {
        var entries = new List<Entry>();
        foreach (var file in Files(configDir, stem))
        {
            var root = YamlFile.Load(file);
            entries.AddRange(root.Keys.Select(name =>
                new Entry(name, file, root.Section(name) ?? throw root.Wrong(name, null, "a mapping"))));
        }

        return entries;
    }

    static IReadOnlyList<string> Files(string configDir, string stem)
    {
        var single = Path.Combine(configDir, stem + ".yaml");
        var folder = Path.Combine(configDir, stem);
        return File.Exists(single) ? [single]
            : Directory.Exists(folder) ? [.. Directory.GetFiles(folder, "*.yaml").Order(StringComparer.Ordinal)]
            : throw InputException.At(configDir, $"no {stem}.yaml", $"a folder with {stem}.yaml or {stem}/*.yaml");
    }

    sealed record Entry(string Name, string File, ConfigSection Section);
}
