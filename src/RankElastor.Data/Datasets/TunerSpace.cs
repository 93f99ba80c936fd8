using System.Globalization;
using RankElastor.Data.Configuration;
using RankElastor.Data.Files;

namespace RankElastor.Data.Datasets;

/// <summary>
/// A tuner file as a search reads it: keys with one value belong to every point, lists of several and ranges are
/// dimensions. A dotted key reaches into a mapping: <c>proj_param.dropout</c>.
/// </summary>
public sealed class TunerSpace
{
    static readonly string[] _one = ["epochs", "monitor", "monitor_mode"];

    readonly TunerBase _base;
    readonly IReadOnlyList<(string Key, object? Value)> _fixed;

    TunerSpace(
        TunerBase tuned, SearchOptions search, IReadOnlyList<(string, object?)> always,
        IReadOnlyList<TunerDimension> dimensions)
    {
        (_base, _fixed, Search, Dimensions) = (tuned, always, search, dimensions);
        var (model, dataset) = Sections([]);
        BaseValues =
            [.. dimensions.Select(varied => At(IsOfDataset(varied.Name) ? dataset : model, varied.Name))];
    }

    /// <summary>The tuner file.</summary>
    public string Path => _base.Path;

    /// <summary>Its name without the ending.</summary>
    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    /// <summary>The base experiment.</summary>
    public string BaseId => _base.Name;

    /// <summary>The data set.</summary>
    public string DataId => _base.Data;

    /// <summary>How points are chosen.</summary>
    public SearchOptions Search { get; }

    /// <summary>The keys that vary, in the file's order.</summary>
    public IReadOnlyList<TunerDimension> Dimensions { get; }

    /// <summary>What the base experiment has for them; null for nothing.</summary>
    public IReadOnlyList<object?> BaseValues { get; }

    /// <summary>The method that a tuner file and the switches name.</summary>
    /// <exception cref="InputException">A file or key is wrong.</exception>
    public static SearchOptions SearchOf(string path, params IReadOnlyList<(string Switch, object? Value)> switches) =>
        Options(YamlFile.Load(path), switches);

    /// <summary>Reads a tuner file.</summary>
    /// <exception cref="InputException">A file, key or value is wrong; there is nothing to search.</exception>
    /// <param name="path">The file.</param>
    /// <param name="dataRoot">Replaces the data set's data_root unless it is null.</param>
    /// <param name="switches">Keys of <c>search</c> by their switches; null leaves one.</param>
    public static TunerSpace Load(
        string path, string? dataRoot = null, params IReadOnlyList<(string Switch, object? Value)> switches)
    {
        var tuned = TunerBase.Load(path, dataRoot);
        var search = Options(tuned.Root, switches);
        if (search.Epochs is not { } budget || budget < search.FirstEpochs)
        {
            throw InputException.At(
                $"{path}: search: epochs", search.Epochs?.ToString(CultureInfo.InvariantCulture) ?? "nothing",
                $"a whole number >= {search.FirstEpochs}, here or --search-epochs");
        }

        var space = TunerConfig.Varied.Read(tuned.Root)
            ?? throw tuned.Root.Wrong(TunerConfig.Space, null, "a mapping of keys to values, lists and ranges");
        List<(string, object?)> always = [];
        List<TunerDimension> dimensions = [];
        foreach (var key in space.Keys)
        {
            var where = $"{space.Where}: {key}";
            CheckKey(tuned, key, where);
            switch (space.Get(key))
            {
                case IReadOnlyList<object?> { Count: > 1 } several:
                    dimensions.Add(TunerDimension.OfChoices(key, where, several));
                    break;
                case IReadOnlyList<object?> { Count: 1 } single:
                    always.Add((key, single[0]));
                    break;
                case ConfigSection mapping when TunerDimension.IsRange(mapping):
                    dimensions.Add(TunerDimension.Read(key, where, mapping));
                    break;
                case ConfigSection mapping when mapping.Nested.Any(TunerDimension.IsRange):
                    throw InputException.At(
                        where, "a range inside a mapping", $"a dotted key, {key}.KEY: {{from, to}}");
                case var value:
                    always.Add((key, value));
                    break;
            }
        }

        if (search.Guide.Keys.FirstOrDefault(key => dimensions.TrueForAll(own => own.Name != key)) is { } unguided)
        {
            throw InputException.At(
                $"{path}: search: guide", $"'{unguided}'", string.Join(" | ", dimensions.Select(own => own.Name)));
        }

        return dimensions.Count == 0
            ? throw tuned.Root.Wrong(TunerConfig.Space, "one value for each key", "a list or a range for one or more")
            : dimensions.Find(dimension => _one.Contains(dimension.Name)) is { } held
            ? throw InputException.At(held.Where, held.ToString(), "one value: points are compared by it")
            : new TunerSpace(tuned, search, always, dimensions);
    }

    /// <summary>A point, named by a hash of all its keys but <c>epochs</c>.</summary>
    /// <exception cref="InputException">A value does not fit its key.</exception>
    /// <param name="values">One for each dimension.</param>
    public ExperimentConfig Point(IReadOnlyList<object?> values)
    {
        var (model, dataset) = Sections(Changes(values));
        var named = model.ToJson().Where(pair => pair.Key != "epochs");
        return _base.Experiment(_ => $"{BaseId}_{TunerBase.Hash(named, dataset.ToJson())}", model, dataset);
    }

    /// <summary>The data set of a point, with its files found from any folder.</summary>
    public IReadOnlyDictionary<string, object?> DatasetOf(IReadOnlyList<object?> values)
    {
        var (model, dataset) = Sections(Changes(values));
        var options = _base.Options(model, dataset);
        var section = dataset.ToJson().ToDictionary();
        var root = System.IO.Path.GetFullPath(_base.DataRoot ?? options.DataRoot, Environment.CurrentDirectory);
        foreach (var key in (string[])["train_data", "valid_data", "test_data", "database"])
        {
            if (section.GetValueOrDefault(key) is string file)
            {
                section["data_root"] = root;
                var below = System.IO.Path.GetRelativePath(
                    root, options.Resolve(_base.DataRoot ?? options.DataRoot, file));
                section[key] = below.StartsWith("..", StringComparison.Ordinal)
                    ? System.IO.Path.GetFullPath(below, root) : below;
            }
        }

        return section;
    }

    /// <summary>Agrees where base, dimensions, method and seed do, whatever the budget.</summary>
    public string Fingerprint => TunerBase.Hash(
        Point(BaseValues).ExperimentId, Dimensions.Select(dimension => $"{dimension.Name}: {dimension}"),
        (Search with { Epochs = null }).ToString(), Search.Guide);

    /// <summary>Whether a key is one of the data set rather than of the experiment.</summary>
    public bool IsOfDataset(string key) => IsOfDataset(_base, Head(key));

    static SearchOptions Options(ConfigSection root, IReadOnlyList<(string Switch, object? Value)> switches)
    {
        var section = TunerConfig.Search.In(root);
        string[] known = [.. SearchOptions.Keys.Select(key => key.Name)];
        return section.Keys.FirstOrDefault(key => !known.Contains(key)) is { } unknown
            ? throw InputException.At(
                section.Where, $"'{unknown}'", string.Join(", ", known) + NearMiss.Hint(unknown, known))
            : SearchOptions.Keys.Read(SearchOptions.Keys.Override(section, switches));
    }

    static bool IsOfDataset(TunerBase tuned, string key) => !tuned.Model.Keys.Contains(key)
        && (tuned.Dataset.Keys.Contains(key) || DatasetOptionsReader.Keys.Any(own => own.Name == key));

    static void CheckKey(TunerBase tuned, string key, string where)
    {
        var known = tuned.Model.Keys.Concat(tuned.Dataset.Keys).ToList();
        var head = Head(key);
        if (!known.Contains(head) && NearMiss.Of(head, known) is not null)
        {
            throw new InputException($"{where}: unknown key '{head}'{NearMiss.Hint(head, known)}");
        }
    }

    /// <summary>What values change; null changes nothing where the base has nothing.</summary>
    IEnumerable<(string, object?)> Changes(IReadOnlyList<object?> values) => Dimensions
        .Select((dimension, i) => (Key: dimension.Name, Value: values[i], Base: BaseValues[i]))
        .Where(change => change.Value is not null || change.Base is not null)
        .Select(change => (change.Key, change.Value));

    (ConfigSection Model, ConfigSection Dataset) Sections(IEnumerable<(string Key, object? Value)> changes)
    {
        var (model, dataset) = (_base.Model, _base.Dataset);
        foreach (var (key, value) in _fixed.Concat(changes))
        {
            if (IsOfDataset(key))
            {
                dataset = Changed(dataset, key, value);
            }
            else
            {
                model = Changed(model, key, value);
            }
        }

        return (model, dataset);
    }

    ConfigSection Changed(ConfigSection section, string key, object? value)
    {
        var changed = $", changed by {Path}: {TunerConfig.Space}";
        var where = section.Where.EndsWith(changed, StringComparison.Ordinal) ? section.Where : section.Where + changed;
        var (head, rest) = (Head(key), key[Math.Min(key.Length, Head(key).Length + 1)..]);
        var inner = rest.Length == 0 ? value
            : Changed(section.Section(head) ?? new ConfigSection(
                $"{where}: {head}", new Dictionary<string, object?>()), rest, value);
        return section.OverlaidBy(new ConfigSection(where, new Dictionary<string, object?> { [head] = inner }));
    }

    static object? At(ConfigSection section, string key)
    {
        var (head, rest) = (Head(key), key[Math.Min(key.Length, Head(key).Length + 1)..]);
        return rest.Length == 0 ? section.Get(head) : section.Get(head) is ConfigSection inner ? At(inner, rest) : null;
    }

    static string Head(string key) => key.Split('.')[0];
}
