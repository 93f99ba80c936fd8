using RankElastor.Data.Configuration;
using RankElastor.Data.Datasets;
using RankElastor.Data.Files;

namespace RankElastor.Experiments.Studies;

/// <summary>
/// What a study compares, on which data sets, and how: the experiments of a configuration folder, or a file that names
/// some. Experiments of one data set are a part with tests of its own.
/// </summary>
/// <remarks>
/// A name stands for the experiment of this name, else on each data set for <c>NAME_DATASET</c>, so that one file can
/// say the same of several data sets.
/// </remarks>
public sealed record StudyPlan
{
    static readonly Key<string?> _folder = Key.OptionalText("base_config", "The folder of the experiments.") with
    { DefaultWords = "the file's own", Example = "../configs/frappe_x1" };

    static readonly Key<IReadOnlyList<string>> _experiments = Key.Texts(
        "experiments", "What is compared, in this order: experiments, or their names without _DATASET.") with
    { DefaultWords = "all", Example = "[DNN, RankElastor]" };

    static readonly Key<IReadOnlyList<string>> _datasets = Key.Texts(
        "datasets", "The data sets, in this order; each has a page and tests of its own.") with
    { DefaultWords = "all", Example = "[frappe_x1, movielens_1m]" };

    static readonly Key<int> _seeds = Key.Whole("seeds", "How many seeds.", absent: 5, least: 2);

    static readonly Key<int> _first = Key.Whole("seed", "The first seed.", absent: 2019, least: 0);

    static readonly Key<string?> _baseline = Key.OptionalText(
        "baseline", "What the others are compared with.") with
    { DefaultWords = "the first", Example = "DNN" };

    static readonly Key<bool> _all = Key.Word(
        "pairs", "Each with the baseline, or every experiment with every other.", ("baseline", false), ("all", true));

    static readonly Key<double?> _margin = Key.Real(
        "margin", "The least difference that matters; smaller ones may be found equal.", above: 0).OrNone() with
    { Example = "0.0005" };

    static readonly Key<ConfigSection?> _contrasts = Key.Mapping(
        "contrasts", "Sums of experiments that are judged beside the pairs, by name.") with
    { Example = "{together: A - B - C + D}" };

    /// <summary>The keys of the file.</summary>
    public static IReadOnlyList<Key> Keys { get; } =
        [_folder, _experiments, _datasets, _seeds, _first, _baseline, _all, _margin, _contrasts];

    /// <summary>The folder of the configuration.</summary>
    public required string Folder { get; init; }

    /// <summary>The file or folder, for complaints.</summary>
    public required string Where { get; init; }

    /// <summary>The names in order; empty for all experiments.</summary>
    public IReadOnlyList<string> Experiments { get; init; } = [];

    /// <summary>The data sets in order; empty for all that experiments name.</summary>
    public IReadOnlyList<string> Datasets { get; init; } = [];

    /// <summary>How many seeds.</summary>
    public int Seeds { get; init; } = 5;

    /// <summary>The first seed.</summary>
    public int FirstSeed { get; init; } = 2019;

    /// <summary>What the others are compared with; null for the first of each data set.</summary>
    public string? Baseline { get; init; }

    /// <summary>Whether every experiment is compared with every other.</summary>
    public bool AllPairs { get; init; }

    /// <summary>The least difference that matters; null where equality is not asked for.</summary>
    public double? Margin { get; init; }

    /// <summary>Contrasts of names.</summary>
    public IReadOnlyList<StudyContrast> Contrasts { get; init; } = [];

    /// <summary>A plan from a folder (all experiments, five seeds) or a file.</summary>
    /// <exception cref="InputException">A file, key or value is wrong.</exception>
    public static StudyPlan Load(string path)
    {
        if (!File.Exists(path))
        {
            return Directory.Exists(path) ? new StudyPlan { Folder = path, Where = path } : throw InputException.At(
                path, "no such file or folder", "a configuration folder, or a study file");
        }

        var root = YamlFile.Load(path);
        var own = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var sums = _contrasts.Read(root);
        var plan = new StudyPlan
        {
            Folder = _folder.Read(root) is { } named ? Path.Combine(own, named) : own,
            Where = path,
            Experiments = _experiments.Read(root),
            Datasets = _datasets.Read(root),
            Seeds = _seeds.Read(root),
            FirstSeed = _first.Read(root),
            Baseline = _baseline.Read(root),
            AllPairs = _all.Read(root),
            Margin = _margin.Read(root),
            Contrasts = sums is null ? [] :
            [
                .. sums.Keys.Select(name =>
                    StudyContrast.Read($"{path}: contrasts: {name}", name, sums.Text(name) ?? "")),
            ],
        };
        var names = Keys.Select(key => key.Name).ToList();
        var unknown = root.Keys.FirstOrDefault(key => !names.Contains(key));
        return unknown is null ? plan : throw InputException.At(
            path, $"the key '{unknown}'", string.Join(" | ", names) + NearMiss.Hint(unknown, names));
    }

    /// <summary>The parts, one for each data set in the plan's order, with whole names.</summary>
    /// <exception cref="InputException">A name, data set or baseline that is not there.</exception>
    public IReadOnlyList<StudyPart> Parts()
    {
        var known = ExperimentConfig.Experiments(Folder);
        var sets = known.Select(id => (Id: id, Dataset: ExperimentConfig.DatasetOf(Folder, id)))
            .Where(pair => pair.Dataset is not null).ToLookup(pair => pair.Dataset!, pair => pair.Id);
        List<string> all = [.. sets.Select(set => set.Key)];
        Refuse("datasets", Datasets, all);
        List<string> chosen = Datasets.Count > 0 ? [.. Datasets] : all;
        var here = chosen.SelectMany(set => sets[set]).ToList();
        Refuse(
            "experiments", Experiments.Where(name => !chosen.Any(set => here.Contains(Whole(name, set, here)))), here);
        List<StudyPart> parts = [.. chosen.Select(set => Part(set, [.. sets[set]])).OfType<StudyPart>()];
        return parts.Count > 0 ? parts : throw InputException.At(Where, "no experiment", "two of one data set");
    }

    /// <summary>Null where the data set has none of the experiments.</summary>
    StudyPart? Part(string dataset, IReadOnlyList<string> own)
    {
        List<string> names = Experiments.Count == 0 ? [.. own]
            : [.. Experiments.Select(name => Whole(name, dataset, own)).Where(own.Contains).Distinct()];
        return names.Count == 0 ? null : new StudyPart(
            dataset, names, Baseline is null ? null : Whole(Baseline, dataset, own),
            [.. Contrasts.Select(contrast => contrast with
                {
                    Terms = [.. contrast.Terms.Select(term => term with
                    {
                        Experiment = Whole(term.Experiment, dataset, own),
                    })],
                })]);
    }

    static string Whole(string name, string dataset, IReadOnlyCollection<string> known) =>
        known.Contains(name) || !known.Contains($"{name}_{dataset}") ? name : $"{name}_{dataset}";

    void Refuse(string key, IEnumerable<string> asked, IReadOnlyList<string> known)
    {
        if (asked.FirstOrDefault(name => !known.Contains(name)) is { } unknown)
        {
            throw InputException.At(
                $"{Where}: {key}", $"'{unknown}'", string.Join(" | ", known) + NearMiss.Hint(unknown, known));
        }
    }
}

/// <summary>The experiments of a plan on one data set, names as the configuration has them.</summary>
/// <param name="Dataset">The data set.</param>
/// <param name="Experiments">In order.</param>
/// <param name="Baseline">What the others are compared with; null for the first.</param>
/// <param name="Contrasts">Sums that are judged beside the pairs.</param>
public sealed record StudyPart(
    string Dataset, IReadOnlyList<string> Experiments, string? Baseline, IReadOnlyList<StudyContrast> Contrasts);
