using RankElastor.Data.Configuration;
using RankElastor.Data.Encoders.Values;
using RankElastor.Data.Planted;
using RankElastor.Data.Schemas;

namespace RankElastor.Data.Datasets;

/// <summary>
/// Reads a data set of generated rows (<c>data_format: planted</c>): its fields and splits follow from the
/// <c>planted</c> section.
/// </summary>
static class PlantedDatasetReader
{
    static readonly Key<ConfigSection?> _law =
        Key.Mapping("planted", "The law of generated rows.", PlantedOptions.Keys);

    /// <summary>The keys of such a data set.</summary>
    public static IReadOnlyList<Key> Keys { get; } =
        [DatasetOptionsReader.Id, DatasetOptionsReader.Form, DatasetOptionsReader.DataLabel, _law];

    public static DatasetOptions Read(string datasetId, ConfigSection section)
    {
        var warnings = UnknownKeys.Warnings(section, Keys);
        var law = _law.In(section);
        var id = DatasetOptionsReader.Id.Read(section, datasetId);
        var planted = PlantedOptions.Read(law, id);
        return new DatasetOptions
        {
            DatasetId = id,
            Format = DataFormat.Planted,
            Planted = planted,
            Sources = Enum.GetValues<Split>().ToDictionary(split => split, split => (string?)split.ToString()),
            DeclaredColumns = [.. planted.Schema.Labels, .. planted.Schema.Fields.Select(field => field.Name)],
            Fields =
            [
                .. planted.Schema.Fields.Select(field => new FieldOptions
                {
                    Name = field.Name,
                    Kind = field.Kind,
                    Form = field.Kind == FieldKind.Numeric ? ValueForm.Real : ValueForm.Text,
                }),
            ],
            Label = planted.Schema.Labels[0],
            DataLabel = DatasetOptionsReader.DataLabel.Read(section, "generated"),
            Warnings = [.. warnings, .. UnknownKeys.Warnings(law, PlantedOptions.Keys)],
        };
    }
}
