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
    static readonly string[] _known = ["dataset_id", "data_format", "planted", "data_label"];
    static readonly CsvFormat _otherPaths = new();

    public override IReadOnlyList<string> Words => ["planted"];

    internal override DatasetOptions Read(string datasetId, ConfigSection section, string configDir)
    {
        var warnings = UnknownKeys.Warnings(section, _known);
        var law = section.Section("planted")
            ?? new ConfigSection($"{section.Where}: planted", new Dictionary<string, object?>());
        var id = section.Text("dataset_id", datasetId)!;
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
            DataLabel = section.Text("data_label", "generated"),
            Warnings = [.. warnings, .. UnknownKeys.Warnings(law, law.Asked)],
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
