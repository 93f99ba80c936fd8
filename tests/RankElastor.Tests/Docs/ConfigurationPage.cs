using System.Text;
using RankElastor.Data.Configuration;
using RankElastor.Data.Datasets;
using RankElastor.Experiments.Studies;
using RankElastor.Model.Zoo;
using RankElastor.Model.Zoo.Baselines;
using RankElastor.Training.Options;

namespace RankElastor.Tests.Docs;

/// <summary>Writes docs/configuration.md from the tables of keys.</summary>
static class ConfigurationPage
{
    const string Intro = """
        # Configuration

        A folder of configuration holds two files in FuxiCTR's form: `dataset_config.yaml` says what the data is,
        `model_config.yaml` says what is trained on it and how. Each file maps names to sections. A section of
        `model_config.yaml` named `Base` gives every other section its defaults.

        This page lists every key. It is written by a test from the tables that also read the keys, so it cannot be
        out of date.

        - A key that is nearly a known one is an error, and the message names both. Any other unknown key is a warning.
        - A value out of range is one line: file, key, what was found, what is allowed.
        - An interrupted run is continued only with the same values, except where the meaning says "free".
        - Words are read in any case. `None` and `null` are the same as no key, except where the meaning says more.

        """;

    /// <summary>The tables in the order of the page.</summary>
    public static IReadOnlyList<(string Title, IReadOnlyList<Key> Keys)> Sections { get; } =
    [
        ("model_config.yaml: training", [.. TrainingOptionsReader.Keys]),
        ("model_config.yaml: every model", ModelRegistry.Keys),
        ("model_config.yaml: RankElastor, UniMixer, RankMixer", RankElastorConfig.AllKeys),
        ("model_config.yaml: the baselines", BaselineConfig.Keys),
        .. OfModels(),
        ("dataset_config.yaml: rows in files or in a database", [.. DatasetOptionsReader.Keys]),
        ("dataset_config.yaml: generated rows (data_format: planted)", PlantedFormat.Keys),
        ("dataset_config.yaml: generated rows with a history (data_format: planted_histories)",
            PlantedHistoriesFormat.Keys),
        ("a tuner file (verb tune)", TunerConfig.Keys),
        ("a range in tuner_space (verb tune with a search)", TunerDimension.Keys),
        ("a study file (verb study)", StudyPlan.Keys),
    ];

    /// <summary>What models have beside the keys that most share; those with the same keys stand together.</summary>
    static IEnumerable<(string Title, IReadOnlyList<Key> Keys)> OfModels()
    {
        static string Said(Key key) => $"{key.Name}|{key.Meaning}|{key.Allowed}|{key.DefaultText}";
        var shared = BaselineConfig.Keys.Concat(RankElastorConfig.AllKeys).Select(Said).ToHashSet();
        return ModelRegistry.Zoo
            .Select(model => (model.Name, Keys: model.Keys.Where(key => !shared.Contains(Said(key))).ToList()))
            .Where(model => model.Keys.Count > 0)
            .GroupBy(model => string.Concat(model.Keys.Select(Said)))
            .Select(models => (
                $"model_config.yaml: {string.Join(", ", models.Select(model => model.Name))}",
                (IReadOnlyList<Key>)models.First().Keys));
    }

    /// <summary>Every key of a table and of the mappings inside it.</summary>
    public static IEnumerable<Key> All(IEnumerable<Key> keys) => keys.SelectMany(key => All(key.Inner).Prepend(key));

    /// <summary>The page.</summary>
    public static string Write()
    {
        var page = new StringBuilder(Intro);
        foreach (var (title, keys) in Sections)
        {
            page.Append('\n').Append("## ").Append(title).Append("\n\n");
            Table(page, keys);
        }

        return page.ToString();
    }

    static void Table(StringBuilder page, IReadOnlyList<Key> keys)
    {
        page.Append("| key | meaning | allowed | default | example |\n|---|---|---|---|---|\n");
        foreach (var key in keys)
        {
            page.Append(
                $"| `{key.Name}` | {Cell(Meaning(key))} | {Cell(key.Allowed)} | {Cell(key.DefaultText)} | "
                    + $"{Example(key)} |\n");
        }

        foreach (var key in keys.Where(key => key.Inner.Count > 0))
        {
            page.Append($"\n### Inside `{key.Name}`\n\n");
            Table(page, key.Inner);
        }
    }

    static string Meaning(Key key) => key.Meaning
        + key.Steers switch
        {
            Steering.Always => "",
            Steering.Never => " Free.",
            _ => " Free unless probes steer the run.",
        }
        + string.Concat(key.Older.Select(older => $" Older name: `{older}`."))
        + (key.Switch is null ? "" : $" Switch: `{key.Switch}`.");

    static string Example(Key key) => ExampleOf(key) is { Length: > 0 } value ? $"`{key.Name}: {Cell(value)}`" : "";

    /// <summary>A value for the key as a file has it, or empty for a key that has none of its own.</summary>
    public static string ExampleOf(Key key) =>
        key.Example.Length > 0 || key.DefaultWords is not null || key.IsRequired || key.DefaultText == "null"
            ? key.Example
            : key.DefaultText;

    static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
