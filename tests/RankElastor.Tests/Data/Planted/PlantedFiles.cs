using System.Text;
using RankElastor.Data.Files;
using RankElastor.Data.Planted;
using RankElastor.Data.Schemas;

namespace RankElastor.Tests.Data.Planted;

/// <summary>A planted data set written out, for use by other programs.</summary>
static class PlantedFiles
{
    /// <summary>Writes a split as CSV with a header, through a temporary file; memory is one chunk.</summary>
    public static void WriteCsv(PlantedDataset dataset, PlantedSplit split, string path)
    {
        using var source = new PlantedSource(dataset, split);
        source.UseAll();
        DurableFile.Write(path, file =>
        {
            file.Write(Encoding.UTF8.GetBytes(string.Join(',', source.Columns)));
            file.WriteByte((byte)'\n');
            foreach (var chunk in source.Read())
            {
                for (var value = 0; value < chunk.Rows * chunk.Columns; value++)
                {
                    var column = value % chunk.Columns;
                    file.Write(chunk.Value(value / chunk.Columns, column));
                    file.WriteByte((byte)(column + 1 < chunk.Columns ? ',' : '\n'));
                }
            }
        });
    }

    /// <summary>The entry of a <c>dataset_config.yaml</c> that reads the three CSV files of the folder.</summary>
    public static string DatasetConfig(PlantedDataset dataset, string folder)
    {
        var id = dataset.Schema.DatasetId;
        var text = new StringBuilder($"{id}:\n    data_root: {folder}\n    data_format: csv\n");
        foreach (var split in (ReadOnlySpan<string>)["train", "valid", "test"])
        {
            text.Append($"    {split}_data: {folder}/{split}.csv\n");
        }

        text.Append("    min_categr_count: 1\n    feature_cols:\n");
        foreach (var (kind, type, dtype) in ((FieldKind, string, string)[])
            [(FieldKind.Categorical, "categorical", "str"), (FieldKind.Numeric, "numeric", "float")])
        {
            var names = dataset.Schema.Fields.Where(field => field.Kind == kind).Select(field => field.Name).ToList();
            if (names.Count > 0)
            {
                text.Append(
                    $"        - {{name: [{string.Join(", ", names)}], active: True, dtype: {dtype}, type: {type}}}\n");
            }
        }

        return text.Append("    label_col: {name: label, dtype: float}\n").ToString();
    }
}
