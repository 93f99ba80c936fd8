using RankElastor.Data.Configuration;
using RankElastor.Data.Encoders.Values;
using RankElastor.Data.Planted;
using RankElastor.Data.Schemas;

namespace RankElastor.Data.Datasets;

/// <summary>Reads a data set of generated rows (<c>data_format: planted</c>): its fields and splits follow from the <c>planted</c> section.</summary>
static class PlantedDatasetReader
{
    static readonly string[] _known = ["dataset_id", "data_format", "planted", "data_label"];

    public static DatasetOptions Read(string datasetId, ConfigSection section)
    {
        var warnings = UnknownKeys.Warnings(section, _known);
        var law = section.Section("planted") ?? new ConfigSection($"{section.Where}: planted", new Dictionary<string, object?>());
        var id = section.Text("dataset_id", datasetId)!;
        var planted = PlantedOptions.Read(law, id);
        return new DatasetOptions
        {
            DatasetId = id,
            Format = DataFormat.Planted,
            Planted = planted,
            Sources = Enum.GetValues<Split>().ToDictionary(split => split, split => (string?)split.ToString()),
            DeclaredColumns = [.. planted.Schema.Labels, .. planted.Schema.Fields.Select(one => one.Name)],
            Fields = [.. planted.Schema.Fields.Select(one => new FieldOptions { Name = one.Name, Kind = one.Kind, Form = one.Kind == FieldKind.Numeric ? ValueForm.Real : ValueForm.Text })],
            Label = planted.Schema.Labels[0],
            DataLabel = section.Text("data_label", "generated"),
            Warnings = [.. warnings, .. UnknownKeys.Warnings(law, law.Asked)],
        };
    }
}
