using RankElastor.Data.Configuration;
using RankElastor.Data.Files;

namespace RankElastor.Data.Datasets;

/// <summary>Reads <see cref="DatasetOptions"/> from a section of <c>dataset_config.yaml</c>.</summary>
static class DatasetOptionsReader
{
    internal static readonly Key<string> Id = Key.Text("dataset_id", "The data set's name in results.") with
    { DefaultWords = "the section's name" };

    internal static readonly Key<string?> DataLabel =
        Key.OptionalText("data_label", "One line about the data that every result carries.") with
        { Example = "first 10,000 rows" };

    internal static readonly Key<DataFormat> Form =
        DataFormat.All.Key("data_format", "How the rows are stored; planted: they are generated.", "csv") with
        { Reader = ReadForm };

    static readonly Key<string?> _root =
        Key.OptionalText("data_root", "The folder that file names start from, seen from the configuration.") with
        { DefaultWords = "../data/" };
    static readonly Key<bool> _rebuilds =
        Key.Flag("rebuild_dataset", "False: the values of the files are ids already.", true);
    /// <summary>The most buckets of a numeric field.</summary>
    internal const int MostBuckets = 1 << 24;

    static readonly Key<int> _minCount = Key.Whole(
        "min_categr_count", "The least count of tokens that have an id, for fields that say nothing else.",
        1, least: 0);
    static readonly Key<int> _buckets =
        Key.Whole(
            "num_buckets", "Buckets of every field that says nothing else.", 10, least: 1, most: MostBuckets);
    static readonly Key<IReadOnlyList<ConfigSection>> _fields = Key.Mappings(
        "feature_cols", "The fields, one mapping per field or per list of fields.", FieldOptionsReader.Keys);
    static readonly IReadOnlyList<(Split Split, Key<string?> Data, Key<string?> Query)> _sources =
        [.. Enum.GetValues<Split>().Select(split => (split, DataOf(split), QueryOf(split)))];

    public static KeyTable<DatasetOptions> Keys { get; } = new(Blank)
    {
        { Id, options => options.DatasetId },
        { Form, options => options.Format },
        { DataLabel, options => options.DataLabel },
        _root,
        _rebuilds,
        _minCount,
        _buckets,
        _fields,
        _sources.SelectMany(source => (Key[])[source.Data, source.Query]),
        {
            Key.OptionalText("database", "The database file of SQL queries; none for an empty one.") with
            { Example = "clicks.duckdb" },
            options => options.Database
        },
        {
            Key.Own("sep", "Separates the values of a CSV line.", "one character, \\t or tab", ',', Separator) with
            { Example = "tab" },
            options => options.Separator
        },
        {
            Key.Flag("header", "Whether a CSV file begins with its column names; else they are label and fields."),
            options => options.HasHeader
        },
        {
            Key.Number<long>("n_rows", "Rows read from the start of each file.", least: 0).OrNone() with
            { DefaultWords = "all", Example = "10000" },
            options => options.RowLimit
        },
        { Size("valid_size", "valid"), options => options.ValidSize },
        { Size("test_size", "test"), options => options.TestSize },
        {
            Key.Word(
                "split_type", "How that part is chosen: the last rows, or drawn.",
                ("sequential", false), ("random", true)),
            options => options.SplitsAtRandom
        },
        { ProtocolKey.Key, options => options.Protocol },
        LabelKeys.Labels,
        { LabelKeys.Weight, options => options.Weight },
        FieldChoice.Keys,
        Key.OptionalText("group_id", "As in model_config.yaml, for all experiments."),
        Key.Foreign("version", "Of FuxiCTR 1: sequences are then split by a blank unless splitter says otherwise."),
        Key.Foreign("tfrecord", "FuxiCTR's; without effect."),
        Key.Foreign("processor", "FuxiCTR's; without effect."),
        Key.Foreign("feature_processor", "FuxiCTR's; without effect."),
    };

    public static DatasetOptions Read(
        string datasetId, ConfigSection section, string configDir, string? dataRoot = null) =>
        Form.Read(section).Read(datasetId, section, configDir, dataRoot);

    /// <summary>The keys that all formats share which read their rows from somewhere.</summary>
    internal static DatasetOptions ReadStored(
        string datasetId, ConfigSection section, string configDir, string? dataRoot)
    {
        List<string> warnings = [.. UnknownKeys.Warnings(section, Keys)];
        var places = Blank() with
        {
            DatasetId = Id.Read(section, datasetId),
            Format = Form.Read(section),
            DataRoot = Path.Combine(configDir, _root.Read(section, "../data/")!),
            DataRootPrefix = _root.Read(section, "")!,
            Sources = Sources(section, Form.Read(section)),
        };
        section = Prepared(section, places, dataRoot ?? places.DataRoot);
        var options = Keys.Read(section, places);
        var start = new FieldOptions
        {
            Name = "",
            Kind = default,
            MinCount = _minCount.Read(section),
            Buckets = _buckets.Read(section),
            Rule = _rebuilds.Read(section) ? CategoryRule.Vocabulary : CategoryRule.Given,
            Splitter = FieldChoice.IsOfVersion1(section) ? " " : "^",
        };
        List<FieldEntry> entries = [.. FieldChoice.Declared(section, _fields.Read(section))
            .SelectMany(entry => FieldOptionsReader.Read(entry, start, warnings))];
        warnings.AddRange(section.AllRemarks);
        var labels = LabelKeys.Labels.Read(section);
        string[] columns = [.. entries.Where(entry => entry.ReadsItsColumn).Select(entry => entry.Options.Name)];
        string[] weight = options.Weight is { } name && !columns.Contains(name) ? [name] : [];
        return options.Format.Checked(section, options with
        {
            Label = labels[0].Name,
            FurtherLabels = [.. labels.Skip(1).Select(label => label.Name)],
            NumberLabels = [.. labels.Where(label => label.IsNumber).Select(label => label.Name)],
            DeclaredColumns = [.. labels.Select(label => label.Name), .. weight, .. columns],
            Fields = FieldSharing.Checked(
                $"{section.Where}: feature_cols", [.. FieldChoice.Used(section, entries)]),
            Warnings = warnings,
        });
    }

    /// <summary>
    /// The section with the fields of a feature_map.json, where the files hold ids or the section has no fields.
    /// FuxiCTR has it in data_root/dataset_id; beside the training data is looked, too.
    /// </summary>
    static ConfigSection Prepared(ConfigSection section, DatasetOptions options, string root)
    {
        var isDeclared = section.Has(_fields.Name);
        if (options.Format is not FileFormat format || (isDeclared && _rebuilds.Read(section) && !format.HoldsIds))
        {
            return section;
        }

        var train = options.Resolve(root, options.Sources[Split.Train]!);
        string[] places =
        [
            options.Resolve(root, Path.Combine(options.DatasetId, PreparedMap.FileName)),
            .. new[] { Path.GetDirectoryName(train), Path.GetDirectoryName(Path.GetDirectoryName(train)) }
                .OfType<string>().Select(folder => Path.Combine(folder, PreparedMap.FileName)),
        ];
        return Array.Find(places, File.Exists) is { } map ? PreparedMap.Over(section, map, options.DatasetId)
            : isDeclared ? section
            : throw InputException.At(
                $"{section.Where}: {_fields.Name}", $"nothing, and no {places[0]}",
                "the fields of the files, or the feature_map.json of prepared data");
    }

    /// <summary>The format; for one of FuxiCTR's that is not read, how its data becomes one that is.</summary>
    static DataFormat ReadForm(ConfigSection section) => section.Text("data_format") switch
    {
        "h5" or "hdf5" => throw section.Wrong(
            "data_format", "h5", $"{DataFormat.All.Allowed}; in Python "
            + "numpy.savez('train.npz', **{name: column[:] for name, column in h5py.File('train.h5').items()}) "
            + "makes npz of each file"),
        "tfrecord" => throw section.Wrong(
            "data_format", "tfrecord", $"{DataFormat.All.Allowed}; write the same columns as parquet or npz"),
        var word => DataFormat.All.Parse($"{section.Where}: data_format", word!),
    };

    static DatasetOptions Blank() => new()
    {
        DatasetId = "",
        Format = new CsvFormat(),
        Sources = new Dictionary<Split, string?>(),
        DeclaredColumns = [],
        Fields = [],
        Label = "",
    };

    static Dictionary<Split, string?> Sources(ConfigSection section, DataFormat format)
    {
        var sources = _sources.ToDictionary(
            source => source.Split, source => format.SourceOf(source.Data.Read(section), source.Query.Read(section)));
        return sources[Split.Train] is null
            ? throw InputException.At($"{section.Where}: train_data", "nothing", "the file with the training rows")
            : sources;
    }

    static Key<string?> DataOf(Split split)
    {
        var name = split.ToString().ToLowerInvariant();
        return Key.OptionalText($"{name}_data", $"The file or folder with the {name} split.") with
        { Example = $"{name}.csv" };
    }

    static Key<string?> QueryOf(Split split)
    {
        var name = split.ToString().ToLowerInvariant();
        return Key.OptionalText($"{name}_sql", $"The query that gives the {name} split.") with
        { Example = $"SELECT * FROM {name}" };
    }

    static char Separator(ConfigSection section) => section.Text("sep") switch
    {
        "\\t" or "tab" => '\t',
        { Length: 1 } text => text[0],
        var other => throw section.Wrong("sep", other, "one character"),
    };

    static Key<double> Size(string key, string split) => Key.Real(
        key, $"Part of train that becomes {split} where {split}_data is missing: a share, or rows.") with
    {
        Allowed = "a share in [0, 1) or a whole number of rows",
        Fits = size => size >= 0 && double.IsFinite(size) && (size < 1 || size == Math.Floor(size)),
    };
}
