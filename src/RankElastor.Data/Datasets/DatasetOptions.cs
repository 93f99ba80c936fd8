using System.Text.Json.Serialization;
using RankElastor.Data.Files;
using RankElastor.Data.Planted;
using RankElastor.Data.Planted.Histories;
using RankElastor.Data.Schemas;
using RankElastor.Data.Sources;

namespace RankElastor.Data.Datasets;

/// <summary>The three parts of a data set.</summary>
public enum Split
{
    /// <summary>Fits encoders and weights.</summary>
    Train,

    /// <summary>Chooses among runs and epochs.</summary>
    Valid,

    /// <summary>Reported.</summary>
    Test,
}

/// <summary>
/// One data set of <c>dataset_config.yaml</c>, checked and with defaults filled in; its JSON is part of the cache hash.
/// </summary>
public sealed record DatasetOptions
{
    /// <summary>The part of train that validates where nobody says how much.</summary>
    internal const double HeldOut = 0.1;

    /// <summary>The data set's name.</summary>
    public required string DatasetId { get; init; }

    /// <summary>The folder that <c>data_root</c> names, relative to the configuration's folder.</summary>
    [JsonIgnore]
    public string DataRoot { get; init; } = "";

    /// <summary>data_root as it is written; paths may repeat it in front.</summary>
    public string DataRootPrefix { get; init; } = "";

    /// <summary>How the rows are stored.</summary>
    public required DataFormat Format { get; init; }

    /// <summary>File, folder or query of each split; null where a split is missing.</summary>
    public required IReadOnlyDictionary<Split, string?> Sources { get; init; }

    /// <summary>The database file of SQL queries, or null for an empty one.</summary>
    public string? Database { get; init; }

    /// <summary>The law of generated rows, where <see cref="Format"/> asks for them.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PlantedOptions? Planted { get; init; }

    /// <summary>The law of generated rows with a history, where <see cref="Format"/> asks for them.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public HistoryOptions? Histories { get; init; }

    /// <summary>The caller's own rows by split, where <see cref="Format"/> says so.</summary>
    [JsonIgnore]
    public IReadOnlyDictionary<Split, RowSet>? Rows { get; init; }

    /// <summary>Separates values.</summary>
    public char Separator { get; init; } = ',';

    /// <summary>
    /// Whether the first line of a CSV file has the column names; without it they are <see cref="DeclaredColumns"/>.
    /// </summary>
    public bool HasHeader { get; init; } = true;

    /// <summary>
    /// The labels, the weight unless it is a field too, then every declared field that is a column of the source,
    /// inactive ones too.
    /// </summary>
    public required IReadOnlyList<string> DeclaredColumns { get; init; }

    /// <summary>Rows read from the start of each file, or null for all.</summary>
    public long? RowLimit { get; init; }

    /// <summary>Active fields in declaration order.</summary>
    public required IReadOnlyList<FieldOptions> Fields { get; init; }

    /// <summary>
    /// The fields with tables of two rows: enough to see, before any row is read, whether a model can be built for
    /// them.
    /// </summary>
    [JsonIgnore]
    public Schema Outline => new(DatasetId, [.. Fields.Select(OutlineOf)], Labels, Weight, NumberLabels);

    /// <summary>The column with the label: the target of a model with one task.</summary>
    public required string Label { get; init; }

    /// <summary>The columns with the labels of further tasks.</summary>
    public IReadOnlyList<string> FurtherLabels { get; init; } = [];

    /// <summary>The labels that are any number (<c>task: regression</c>); the others are 0 or 1.</summary>
    public IReadOnlyList<string> NumberLabels { get; init; } = [];

    /// <summary>The column with the weight of each row in losses, at least 0; null: all weigh 1.</summary>
    public string? Weight { get; init; }

    /// <summary>All labels, one for each task.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Labels => [Label, .. FurtherLabels];

    /// <summary>The name under which the source has the label.</summary>
    [JsonIgnore]
    public string LabelColumn => Format.LabelColumn(Label);

    /// <summary>
    /// Part of train that becomes valid where valid_data is missing: below 1 a share, otherwise rows.
    /// </summary>
    public double ValidSize { get; init; }

    /// <summary>Part of train that becomes test where test_data is missing: below 1 a share, otherwise rows.</summary>
    public double TestSize { get; init; }

    /// <summary>Whether that part is drawn at random; otherwise the last rows are taken (test behind valid).</summary>
    public bool SplitsAtRandom { get; init; }

    /// <summary>What chooses epochs where the validation rows are the test rows; null: nothing is said.</summary>
    [JsonIgnore]
    public Protocol? Protocol { get; init; }

    /// <summary>One line about the data that every result should carry, or null.</summary>
    public string? DataLabel { get; init; }

    /// <summary>Where sources are that can be read only once, or null: all can be read again.</summary>
    internal Spool? Once { get; init; }

    /// <summary>Remarks of the reader: ignored keys.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>
    /// A data set of the caller's own rows. Without validation (test) rows the last tenth (none) of the training
    /// rows is
    /// taken, unless <see cref="ValidSize"/> (<see cref="TestSize"/>) says otherwise.
    /// </summary>
    /// <param name="id">Its name, in the cache and in results.</param>
    /// <param name="label">The column with the 0 / 1 label.</param>
    /// <param name="fields">The columns that the model reads.</param>
    /// <param name="train">Rows that fit encoders and weights.</param>
    /// <param name="valid">Rows that choose the best weights.</param>
    /// <param name="test">Rows to report on.</param>
    public static DatasetOptions Of(
        string id, string label, IReadOnlyList<FieldOptions> fields, RowSet train, RowSet? valid = null,
        RowSet? test = null)
    {
        var rows = new[] { (Split.Train, train), (Split.Valid, valid), (Split.Test, test) }
            .Where(pair => pair.Item2 is not null).ToDictionary(pair => pair.Item1, pair => pair.Item2!);
        return new DatasetOptions
        {
            DatasetId = id,
            Format = new RowsFormat(),
            Sources = Enum.GetValues<Split>().ToDictionary(
                split => split, split => rows.ContainsKey(split) ? split.ToString() : null),
            Rows = rows,
            DeclaredColumns = [label, .. fields.Select(field => field.Name)],
            Fields = fields,
            Label = label,
            ValidSize = valid is null ? HeldOut : 0,
        };
    }

    /// <summary>
    /// Opens rows: a file, a folder of files, a query, or generated rows; those are named train, valid and test.
    /// </summary>
    internal RowSource Open(string dataRoot, string path) => Format.Open(this, dataRoot, path);

    /// <summary>The first of <see cref="Places"/> where something is, or the first of all.</summary>
    internal string Resolve(string dataRoot, string path)
    {
        var places = Places(dataRoot, path);
        return Place(places.FirstOrDefault(place => Path.Exists(place), places[0]));
    }

    /// <summary>The same knowing where files with given vectors are.</summary>
    /// <exception cref="InputException">There is none.</exception>
    internal DatasetOptions Located(string dataRoot) => this with
    {
        Fields = [.. Fields.Select(field => field.GivenFile is not { } file ? field
            : Resolve(dataRoot, file) is var path && File.Exists(path) ? field with { GivenPath = path }
            : throw Missing(dataRoot, file, $"the file that pretrained_emb of field {field.Name} names"))],
    };

    /// <summary>The error for a path that leads nowhere.</summary>
    internal InputException Missing(string dataRoot, string path, string allowed)
    {
        var places = Places(dataRoot, path);
        var others = string.Concat(places.Skip(1).Select(place => $", nor {place}"));
        return InputException.At(places[0], $"no such file or folder{others}", allowed);
    }

    /// <summary>
    /// Where a path may lead: below the data root and, where that is the configuration's, seen from the folder in which
    /// the program was started, which is FuxiCTR's rule. FuxiCTR writes paths with data_root in front: where the path
    /// begins with the same folders, they are dropped first.
    /// </summary>
    internal IReadOnlyList<string> Places(string dataRoot, string path)
    {
        if (path == Spool.StandardInput)
        {
            return [path];
        }

        var (prefix, folders) = (Folders(DataRootPrefix), Folders(path));
        var isPrefixed = prefix.Count > 0 && folders.Take(prefix.Count).SequenceEqual(prefix);
        var below = isPrefixed ? string.Join('/', folders.Skip(prefix.Count)) : path;
        string[] roots =
        [
            Path.Combine(dataRoot, below),
            .. dataRoot == DataRoot ? [path, Path.Combine(DataRootPrefix, below)] : Array.Empty<string>(),
        ];
        return [.. roots.Select(Path.GetFullPath).Distinct()];
    }

    /// <summary>The names in a path, without "." and empty ones; that of an absolute path begins with "/".</summary>
    static List<string> Folders(string path)
    {
        var names = path.Split('/').Where(name => name is not ("" or "."));
        return [.. path.StartsWith('/') ? names.Prepend("/") : names];
    }

    string Place(string path) => Once is null ? path : Once.Place(path);

    static Field OutlineOf(FieldOptions options)
    {
        var hasTable = options.Kind is FieldKind.Categorical or FieldKind.Sequence;
        return options.Described(
            hasTable ? 2 : 0, hasTable ? Math.Max(1, options.MaxLength) : 0,
            options.GivenFile is null ? null : new PretrainedTable(
                options.GivenWidth ?? options.EmbeddingDim ?? 1, options.Usage, options.Freezes, 1));
    }
}
