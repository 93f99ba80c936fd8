using RankElastor.Data.Configuration;
using RankElastor.Data.Planted;
using RankElastor.Data.Planted.Histories;
using RankElastor.Data.Sources;

namespace RankElastor.Data.Datasets;

/// <summary>
/// Generated rows with a history and a known law: fields and splits follow from the section <c>histories</c>. There is
/// no file; any path other than a split's name is a CSV file in the same columns.
/// </summary>
sealed class PlantedHistoriesFormat : DataFormat
{
    static readonly Key<ConfigSection?> _law =
        Key.Mapping("histories", "The law of generated rows with a history.", HistoryOptions.Keys);
    static readonly CsvFormat _otherPaths = new();

    public static IReadOnlyList<Key> Keys { get; } =
    [
        DatasetOptionsReader.Id, DatasetOptionsReader.Form, DatasetOptionsReader.DataLabel, .. FieldChoice.Keys,
        _law,
    ];

    public override IReadOnlyList<string> Words => ["planted_histories"];

    internal override DatasetOptions Read(
        string datasetId, ConfigSection section, string configDir, string? dataRoot)
    {
        List<string> warnings = [.. UnknownKeys.Warnings(section, Keys)];
        var law = _law.In(section);
        var id = DatasetOptionsReader.Id.Read(section, datasetId);
        var options = HistoryOptions.Keys.Read(law) with { Name = id };
        var names = HistorySource.Fields(options);
        var start = new FieldOptions { Name = "", Kind = default };
        List<FieldEntry> entries =
        [
            .. FieldChoice.Declared(section, [.. names.Select(name => Entry(section.Where, name, options))])
                .SelectMany(entry => FieldOptionsReader.Read(entry, start, warnings)),
        ];
        return new DatasetOptions
        {
            DatasetId = id,
            Format = this,
            Histories = options,
            Sources = Enum.GetValues<Split>().ToDictionary(split => split, split => (string?)split.ToString()),
            DeclaredColumns = [HistorySource.Label, .. names],
            Fields = FieldSharing.Checked(section.Where, [.. FieldChoice.Used(section, entries)]),
            Label = HistorySource.Label,
            DataLabel = DatasetOptionsReader.DataLabel.Read(section, "generated"),
            Warnings = [.. warnings, .. UnknownKeys.Warnings(law, HistoryOptions.Keys)],
        };
    }

    internal override RowSource Open(DatasetOptions options, string dataRoot, string path) =>
        SplitOf(path) is { } split
            ? new HistorySource(new HistoryDataset(options.Histories!), split)
            : _otherPaths.Open(options, dataRoot, path);

    internal override IReadOnlyList<string> Files(DatasetOptions options, string dataRoot, string path) =>
        SplitOf(path) is null ? _otherPaths.Files(options, dataRoot, path) : [];

    static PlantedSplit? SplitOf(string path) =>
        Enum.TryParse<PlantedSplit>(path, ignoreCase: true, out var split) ? split : null;

    /// <summary>A field as feature_cols would declare it.</summary>
    static ConfigSection Entry(string where, string name, HistoryOptions options)
    {
        var entry = new Dictionary<string, object?>
        {
            ["name"] = name,
            ["type"] = "categorical",
            ["dtype"] = "str",
            ["source"] = name.StartsWith("context", StringComparison.Ordinal) ? "context" : "item",
        };
        if (HistorySource.OwnerOf(name) is { } owner)
        {
            (entry["type"], entry["source"], entry["share_embedding"]) = ("sequence", "user", owner);
            entry["max_len"] = (long)options.MaxLength;
        }

        return new ConfigSection($"{where}: {name}", entry);
    }
}
