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
    internal const string Space = "tuner_space";

    internal static readonly Key<string?> Folder =
        Key.OptionalText("base_config", "The folder of the base experiment.") with
        { DefaultWords = "the file's own", Example = "../model_zoo/DCN/config/" };

    internal static readonly Key<string> Base =
        Key.Text("base_expid", "The experiment whose keys the space replaces.") with
        { IsRequired = true, Example = "DCN_default" };

    internal static readonly Key<string?> Dataset =
        Key.OptionalText("dataset_id", "Another data set than the base's.") with { DefaultWords = "the base's" };

    internal static readonly Key<ConfigSection?> Varied =
        Key.Mapping(Space, "Keys of the experiment or the data set, each with a value or a list of alternatives; for a "
            + "search also dotted keys (proj_param.dropout) and ranges.");

    internal static readonly Key<ConfigSection?> Search = Key.Mapping(
        "search", "How points are chosen, and how many epochs there are; without it all combinations.",
        SearchOptions.Keys);

    /// <summary>The keys of the file.</summary>
    public static IReadOnlyList<Key> Keys { get; } = [Folder, Base, Dataset, Search, Varied];

    /// <summary>Reads a tuner file; its points in order.</summary>
    /// <exception cref="InputException">
    /// A file, key or value is wrong; a key of the space that neither the experiment nor the data set has; more than
    /// ten thousand points.
    /// </exception>
    /// <param name="path">The file.</param>
    /// <param name="dataRoot">Replaces the data set's data_root unless it is null.</param>
    public static IReadOnlyList<TunerPoint> Load(string path, string? dataRoot = null)
    {
        var tuned = TunerBase.Load(path, dataRoot);
        var space = Alternatives(tuned.Root, tuned.Model, tuned.Dataset);
        return [.. Points(space, tuned).Select((point, i) => new TunerPoint(
            tuned.Experiment(hash => $"{tuned.Name}_{i + 1:000}_{hash}", point.Model, point.Dataset), point.Varied))];
    }

    static List<Axis> Alternatives(ConfigSection root, ConfigSection model, ConfigSection dataset)
    {
        var space = Varied.Read(root) ?? throw root.Wrong(Space, null, "a mapping of keys to values");
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

    static IEnumerable<Combination> Points(List<Axis> axes, TunerBase tuned)
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
                : section.OverlaidBy(new ConfigSection($"{section.Where}, changed by {tuned.Path}: {Space}", keys));
            yield return new Combination(
                Over(tuned.Model, Of(ofDataset: false)), Over(tuned.Dataset, Of(ofDataset: true)), varied);
        }
    }

    static object? Plain(object? value) => value is ConfigSection section
        ? string.Join(", ", section.Flatten().Select(pair => $"{pair.Key}: {pair.Value}"))
        : value;

    sealed record Axis(string Key, IReadOnlyList<object?> Values, bool OfDataset);

    sealed record Combination(ConfigSection Model, ConfigSection Dataset, IReadOnlyDictionary<string, string> Varied);
}
