using RankElastor.Data.Configuration;
using RankElastor.Data.Encoders.Values;
using RankElastor.Data.Planted;
using RankElastor.Data.Schemas;
using RankElastor.Data.Sources;

namespace RankElastor.Data.Datasets;

/// <summary>
/// Generated rows with a known law: fields and splits follow from the section <c>planted</c>. There is no file; any
/// path other than a split's name is a CSV file in the same columns.
/// </summary>
sealed class PlantedFormat : DataFormat
{
    static readonly Key<ConfigSection?> _law =
        Key.Mapping("planted", "The law of generated rows.", PlantedOptions.Keys);
    static readonly CsvFormat _otherPaths = new();

    public static IReadOnlyList<Key> Keys { get; } =
        [DatasetOptionsReader.Id, DatasetOptionsReader.Form, DatasetOptionsReader.DataLabel, _law];

    public override IReadOnlyList<string> Words => ["planted"];

    internal override DatasetOptions Read(
        string datasetId, ConfigSection section, string configDir, string? dataRoot)
    {
        var warnings = UnknownKeys.Warnings(section, Keys);
        var law = _law.In(section);
        var id = DatasetOptionsReader.Id.Read(section, datasetId);
        var planted = PlantedOptions.Read(law, id);
        return new DatasetOptions
        {
            DatasetId = id,
            Format = this,
            Planted = planted,
            Sources = Enum.GetValues<Split>().ToDictionary(split => split, split => (string?)split.ToString()),
            DeclaredColumns = [.. planted.Schema.Labels, .. planted.Schema.Fields.Select(field => field.Name)],
            Fields = [.. planted.Schema.Fields.Select(OptionsOf)],
            Label = planted.Schema.Labels[0],
            DataLabel = DatasetOptionsReader.DataLabel.Read(section, "generated"),
            Warnings = [.. warnings, .. UnknownKeys.Warnings(law, PlantedOptions.Keys)],
        };
    }

    internal override RowSource Open(DatasetOptions options, string dataRoot, string path) =>
        SplitOf(path) is { } split
            ? new PlantedSource(PlantedDataset.Generate(options.Planted!), split)
            : _otherPaths.Open(options, dataRoot, path);

    internal override IReadOnlyList<string> Files(DatasetOptions options, string dataRoot, string path) =>
        SplitOf(path) is null ? _otherPaths.Files(options, dataRoot, path) : [];

    static PlantedSplit? SplitOf(string path) =>
        Enum.TryParse<PlantedSplit>(path, ignoreCase: true, out var split) ? split : null;

    static FieldOptions OptionsOf(Field field) => new()
    {
        Name = field.Name,
        Kind = field.Kind,
        Form = field.Kind == FieldKind.Numeric ? ValueForm.Real : ValueForm.Text,
    };
}
