using System.Security.Cryptography;
using System.Text.Json;
using RankElastor.Data.Configuration;
using RankElastor.Data.Files;

namespace RankElastor.Data.Datasets;

/// <summary>What a tuner file varies: the base experiment and its data set.</summary>
sealed record TunerBase
{
    /// <summary>The tuner file.</summary>
    public required string Path { get; init; }

    /// <summary>Its mapping.</summary>
    public required ConfigSection Root { get; init; }

    /// <summary>The name of its points: the base experiment's, or model and data set where a template is filled in.
    /// </summary>
    public required string Name { get; init; }

    /// <summary>The data set's name.</summary>
    public required string Data { get; init; }

    /// <summary>The folder that the configuration stands in.</summary>
    public required string Folder { get; init; }

    /// <summary>Replaces data_root unless it is null.</summary>
    public required string? DataRoot { get; init; }

    /// <summary>The keys of the experiment.</summary>
    public required ConfigSection Model { get; init; }

    /// <summary>The keys of the data set.</summary>
    public required ConfigSection Dataset { get; init; }

    /// <summary>Reads the file and what it names.</summary>
    /// <exception cref="InputException">A file or key is wrong.</exception>
    public static TunerBase Load(string path, string? dataRoot)
    {
        var root = YamlFile.Load(path);
        var own = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!;
        var folder = TunerConfig.Folder.Read(root) is { } named ? FolderOf(root, own, named) : own;
        var experiment = TunerConfig.Base.Read(root);
        var model = Section(root, "model_config", experiment)
            ?? ExperimentConfig.ModelSection(folder, experiment);
        var data = TunerConfig.Dataset.Read(root) ?? model.Text("dataset_id")
            ?? throw InputException.At($"{path}: dataset_id", "nothing", "the name of a data set");
        return new TunerBase
        {
            Path = path,
            Root = root,
            Name = model.Text("dataset_id") == "TBD" ? $"{model.Text("model")}_{data}" : experiment,
            Data = data,
            Folder = folder,
            DataRoot = dataRoot,
            Model = model,
            Dataset = Section(root, "dataset_config", data)
                ?? (root.Has(data) ? root.Section(data) : null)
                ?? ExperimentConfig.DatasetSection(folder, data),
        };
    }

    /// <summary>An experiment with these keys, named from a hash of them.</summary>
    public ExperimentConfig Experiment(Func<string, string> name, ConfigSection model, ConfigSection dataset)
    {
        var id = new Dictionary<string, object?> { ["dataset_id"] = Data };
        model = model.OverlaidBy(new ConfigSection(model.Where, id));
        var options = Options(model, dataset);
        var expid = name(Hash(model.ToJson(), dataset.ToJson()));
        FileName.Checked($"{model.Where}: base_expid", expid);
        return new(expid, model, options);
    }

    /// <summary>The data set with an experiment's choice of fields.</summary>
    public DatasetOptions Options(ConfigSection model, ConfigSection dataset) =>
        DatasetOptionsReader.Read(Data, FieldChoice.Over(dataset, model), Folder, DataRoot);

    /// <summary>Eight hexadecimal digits that agree where all values do.</summary>
    public static string Hash(params object?[] values) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(values)))[..8];

    static string FolderOf(ConfigSection root, string own, string named)
    {
        string[] places =
            [System.IO.Path.GetFullPath(named), System.IO.Path.GetFullPath(System.IO.Path.Combine(own, named))];
        return places.FirstOrDefault(Directory.Exists) ?? throw root.Wrong(
            TunerConfig.Folder.Name, named, $"a folder, seen from here ({places[0]}) or from the file ({places[1]})");
    }

    static ConfigSection? Section(ConfigSection root, string mapping, string key) =>
        root.Section(mapping) is not { } sections ? null
        : sections.Section(key) ?? throw sections.Wrong(key, null, "a mapping");
}
