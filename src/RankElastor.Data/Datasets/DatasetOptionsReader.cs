using RankElastor.Data.Configuration;
using RankElastor.Data.Files;
using RankElastor.Data.Schemas;

namespace RankElastor.Data.Datasets;

/// <summary>Reads <see cref="DatasetOptions"/> from a section of <c>dataset_config.yaml</c>.</summary>
static class DatasetOptionsReader
{
    static readonly string[] _known =
    [
        "dataset_id", "data_root", "data_format", "rebuild_dataset", "train_data", "valid_data", "test_data", "valid_size", "test_size",
        "split_type", "sep", "header", "n_rows", "min_categr_count", "num_buckets", "feature_cols", "label_col", "data_label",
        "train_sql", "valid_sql", "test_sql", "database", "tfrecord", "processor", "feature_processor",
    ];

    public static DatasetOptions Read(string datasetId, ConfigSection section, string configDir) =>
        DataFormat.All.Read(section, "data_format", "csv").Read(datasetId, section, configDir);

    /// <summary>The keys that all formats share which read their rows from somewhere.</summary>
    public static DatasetOptions Read(DataFormat format, string datasetId, ConfigSection section, string configDir)
    {
        List<string> warnings = [.. UnknownKeys.Warnings(section, _known)];
        var rebuild = section.Flag("rebuild_dataset", true);
        var defaults = new FieldDefaults(section.Whole("min_categr_count", 1), section.Whole("num_buckets", 10), rebuild);
        var entries = section.Sections("feature_cols").SelectMany(entry => FieldOptionsReader.Read(entry, defaults, warnings)).ToList();
        var label = Label(section);
        return new DatasetOptions
        {
            DatasetId = section.Text("dataset_id", datasetId)!,
            DataRoot = Path.Combine(configDir, section.Text("data_root", "../data/")!),
            DataRootPrefix = section.Text("data_root", "")!,
            Format = format,
            Sources = Sources(section, format),
            Database = section.Text("database"),
            Separator = Separator(section),
            HasHeader = section.Flag("header", true),
            DeclaredColumns = [label, .. entries.Where(entry => entry.ReadsItsColumn).Select(entry => entry.Options.Name)],
            RowLimit = section.Has("n_rows") ? section.Whole("n_rows", 0) : null,
            Fields = Checked(section, [.. entries.Where(entry => entry.Active).Select(entry => entry.Options)]),
            Label = label,
            ValidSize = Size(section, "valid_size"),
            TestSize = Size(section, "test_size"),
            SplitsAtRandom = section.Choice("split_type", "sequential", "sequential", "random") == "random",
            DataLabel = section.Text("data_label"),
            Warnings = warnings,
        };
    }

    static Dictionary<Split, string?> Sources(ConfigSection section, DataFormat format)
    {
        var sources = Enum.GetValues<Split>().ToDictionary(
            split => split, split => format.SourceOf(section, split.ToString().ToLowerInvariant()));
        return sources[Split.Train] is null
            ? throw InputException.At($"{section.Where}: train_data", "nothing", "the file with the training rows")
            : sources;
    }

    static char Separator(ConfigSection section) => section.Text("sep", ",") switch
    {
        "\\t" or "tab" => '\t',
        { Length: 1 } one => one[0],
        var other => throw section.Wrong("sep", other, "one character"),
    };

    static double Size(ConfigSection section, string key)
    {
        var size = section.Number(key, 0);
        return size >= 0 && double.IsFinite(size) && (size < 1 || size == Math.Floor(size))
            ? size
            : throw section.Wrong(key, size, "a share in [0, 1) or a whole number of rows");
    }

    static string Label(ConfigSection section)
    {
        var labels = section.Get("label_col") is ConfigSection one ? [one] : section.Sections("label_col");
        if (labels.Count != 1)
        {
            throw InputException.At($"{section.Where}: label_col", $"{labels.Count} labels", "one {name, dtype}; several tasks are not supported yet");
        }

        return labels[0].Text("name") ?? throw InputException.At($"{section.Where}: label_col", "no name", "{name: …, dtype: float}");
    }

    static IReadOnlyList<FieldOptions> Checked(ConfigSection section, IReadOnlyList<FieldOptions> fields)
    {
        var where = $"{section.Where}: feature_cols";
        if (fields.All(one => one.Kind == FieldKind.Meta))
        {
            throw InputException.At(where, "no active field", "at least one active field that is not meta");
        }

        for (var index = 0; index < fields.Count; index++)
        {
            var earlier = fields.Take(index).ToList();
            if (earlier.Any(one => one.Name == fields[index].Name))
            {
                throw new InputException($"{where}: '{fields[index].Name}' is declared twice");
            }

            CheckSharing(where, fields[index], earlier);
        }

        return fields;
    }

    static void CheckSharing(string where, FieldOptions sharer, List<FieldOptions> earlier)
    {
        if (sharer.ShareEmbedding is not { } name)
        {
            return;
        }

        var owner = earlier.FirstOrDefault(one => one.Name == name)
            ?? throw InputException.At($"{where}: {sharer.Name}: share_embedding", $"'{name}'", "an active field declared earlier" + NearMiss.Hint(name, earlier.Select(one => one.Name)));
        if (owner.ShareEmbedding is not null || owner.Remap != sharer.Remap || owner.Rule != sharer.Rule
            || owner.Kind is not (FieldKind.Categorical or FieldKind.Sequence))
        {
            throw InputException.At($"{where}: {sharer.Name}: share_embedding", $"'{name}'", "a categorical or sequence field with its own table and the same remap and category_processor");
        }
    }
}
