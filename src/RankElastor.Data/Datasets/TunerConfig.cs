using System.Security.Cryptography;
using System.Text.Json;
using RankElastor.Data.Configuration;
using RankElastor.Data.Files;

namespace RankElastor.Data.Datasets;

/// <summary>One point of a grid: an experiment, and the values of the keys that vary.</summary>
public sealed record TunerPoint(ExperimentConfig Experiment, IReadOnlyDictionary<string, string> Varied);

/// <summary>
/// FuxiCTR's tuner file: a base experiment (<c>base_config</c>, <c>base_expid</c>), perhaps another data set
/// (<c>dataset_id</c>), and <c>tuner_space</c>, each key with one value or a list of alternatives. Its points are all
/// combinations, keys in the base experiment's order, the last one running fastest; a list as a value needs a list
/// around it.
/// </summary>
public static class TunerConfig
{
    const int MostPoints = 10_000;
    const string Space = "tuner_space";

    static readonly Key<string?> _folder =
        Key.OptionalText("base_config", "The folder of the base experiment.") with
        { DefaultWords = "the file's own", Example = "../model_zoo/DCN/config/" };

    static readonly Key<string> _base =
        Key.Text("base_expid", "The experiment whose keys the space replaces.") with
        { IsRequired = true, Example = "DCN_default" };

    static readonly Key<string?> _dataset =
        Key.OptionalText("dataset_id", "Another data set than the base's.") with { DefaultWords = "the base's" };

    static readonly Key<ConfigSection?> _space =
        Key.Mapping(Space, "Keys of the experiment or the data set, each with a value or a list of alternatives.");

    /// <summary>The keys of the file.</summary>
    public static IReadOnlyList<Key> Keys { get; } = [_folder, _base, _dataset, _space];

    /// <summary>Reads a tuner file; its points in order.</summary>
    /// <exception cref="InputException">
    /// A file, key or value is wrong; a key of the space that neither the experiment nor the data set has; more than
    /// ten thousand points.
    /// </exception>
    /// <param name="path">The file.</param>
    /// <param name="dataRoot">Replaces the data set's data_root unless it is null.</param>
    public static IReadOnlyList<TunerPoint> Load(string path, string? dataRoot = null)
    {
        var root = YamlFile.Load(path);
        var own = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var folder = _folder.Read(root) is { } named ? FolderOf(root, own, named) : own;
        var experiment = _base.Read(root);
        var model = Section(root, "model_config", experiment)
            ?? ExperimentConfig.ModelSection(folder, experiment);
        var data = _dataset.Read(root) ?? model.Text("dataset_id")
            ?? throw InputException.At($"{path}: dataset_id", "nothing", "the name of a data set");
        var name = model.Text("dataset_id") == "TBD" ? $"{model.Text("model")}_{data}" : experiment;
        var dataset = Section(root, "dataset_config", data)
            ?? (root.Has(data) ? root.Section(data) : null)
            ?? ExperimentConfig.DatasetSection(folder, data);
        var space = Alternatives(root, model, dataset);
        return [.. Points(space, $"{path}: {Space}", model, dataset).Select(
            (point, i) => Point(name, i, point, data, folder, dataRoot))];
    }

    static string FolderOf(ConfigSection root, string own, string named)
    {
        string[] places = [Path.GetFullPath(named), Path.GetFullPath(Path.Combine(own, named))];
        return places.FirstOrDefault(Directory.Exists) ?? throw root.Wrong(
            _folder.Name, named, $"a folder, seen from here ({places[0]}) or from the file ({places[1]})");
    }

    static ConfigSection? Section(ConfigSection root, string mapping, string key) =>
        root.Section(mapping) is not { } sections ? null
        : sections.Section(key) ?? throw sections.Wrong(key, null, "a mapping");

    static List<Axis> Alternatives(ConfigSection root, ConfigSection model, ConfigSection dataset)
    {
        var space = _space.Read(root) ?? throw root.Wrong(Space, null, "a mapping of keys to values");
        var known = model.Keys.Concat(dataset.Keys).ToList();
        var axes = space.Keys.Select(key => new Axis(
            key, space.Get(key) is IReadOnlyList<object?> { Count: > 0 } several ? several : [space.Get(key)],
            !model.Keys.Contains(key) && (dataset.Keys.Contains(key) || DatasetOptionsReader.Keys.Any(
                own => own.Name == key)))).ToList();
        foreach (var axis in axes.Where(axis => NearMiss.Of(axis.Key, known) is not null && !known.Contains(axis.Key)))
        {
            throw new InputException(
                $"{space.Where}: unknown key '{axis.Key}'{NearMiss.Hint(axis.Key, known)}");
        }

        var points = axes.Aggregate(1.0, (product, axis) => product * axis.Values.Count);
        return points <= MostPoints
            ? [.. axes.OrderBy(axis => known.IndexOf(axis.Key) is >= 0 and var place ? place : int.MaxValue)]
            : throw root.Wrong(Space, $"{points} combinations", $"at most {MostPoints}");
    }

    static IEnumerable<Combination> Points(
        List<Axis> axes, string where, ConfigSection model, ConfigSection dataset)
    {
        IEnumerable<IReadOnlyList<object?>> all = [[]];
        foreach (var axis in axes)
        {
            all = all.SelectMany(values => axis.Values.Select(value => (IReadOnlyList<object?>)[.. values, value]));
        }

        foreach (var values in all)
        {
            Dictionary<string, object?> Of(bool ofDataset) => axes.Zip(values)
                .Where(pair => pair.First.OfDataset == ofDataset)
                .ToDictionary(pair => pair.First.Key, pair => pair.Second);
            var varied = axes.Zip(values).Where(pair => pair.First.Values.Count > 1)
                .ToDictionary(pair => pair.First.Key, pair => KeyText.Of(Plain(pair.Second)));
            ConfigSection Over(ConfigSection section, Dictionary<string, object?> keys) => keys.Count == 0 ? section
                : section.OverlaidBy(new ConfigSection($"{section.Where}, changed by {where}", keys));
            yield return new Combination(
                Over(model, Of(ofDataset: false)), Over(dataset, Of(ofDataset: true)), varied);
        }
    }

    static TunerPoint Point(string name, int index, Combination point, string data, string folder, string? dataRoot)
    {
        var id = new Dictionary<string, object?> { ["dataset_id"] = data };
        var model = point.Model.OverlaidBy(new ConfigSection(point.Model.Where, id));
        var options = DatasetOptionsReader.Read(
            data, FieldChoice.Over(point.Dataset, model), folder, dataRoot);
        var hash = SHA256.HashData(
            JsonSerializer.SerializeToUtf8Bytes((object[])[model.ToJson(), point.Dataset.ToJson()]));
        var expid = $"{name}_{index + 1:000}_{Convert.ToHexStringLower(hash)[..8]}";
        FileName.Checked($"{model.Where}: base_expid", expid);
        return new(new ExperimentConfig(expid, model, options), point.Varied);
    }

    static object? Plain(object? value) => value is ConfigSection section
        ? string.Join(", ", section.Flatten().Select(pair => $"{pair.Key}: {pair.Value}"))
        : value;

    sealed record Axis(string Key, IReadOnlyList<object?> Values, bool OfDataset);

    sealed record Combination(ConfigSection Model, ConfigSection Dataset, IReadOnlyDictionary<string, string> Varied);
}
