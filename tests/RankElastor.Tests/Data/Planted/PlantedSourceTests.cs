using System.Globalization;
using RankElastor.Data.Planted;
using RankElastor.Data.Sources;
using RankElastor.Tests.Data.Sources;

namespace RankElastor.Tests.Data.Planted;

public sealed class PlantedSourceTests
{
    readonly PlantedDataset _dataset = PlantedDataset.Generate(new PlantedOptions
    {
        Cardinalities = [5, 200],
        NumericFields = 1,
        HighOrder = [],
        TrainRows = 1000,
    });

    [Fact]
    public void Read_GivesTheRowsOfTheBatches()
    {
        using var source = new PlantedSource(_dataset, PlantedSplit.Train);
        Assert.Equal(["label", "field_01", "field_02", "field_03"], source.Columns);
        var rows = Rows.Of(source, chunkRows: 300);
        Assert.Equal(1000, rows.Count);
        var batch = _dataset.Batches(PlantedSplit.Train, 1000).Single();
        for (var row = 0; row < 1000; row++)
        {
            Assert.Equal(batch.Labels[row], float.Parse(rows[row][0]!, CultureInfo.InvariantCulture));
            Assert.Equal(
                batch.Ids.Skip(2 * row).Take(2),
                rows[row].Skip(1).Take(2).Select(text => int.Parse(text!, CultureInfo.InvariantCulture)));
            Assert.Equal(batch.Numbers[row], float.Parse(rows[row][3]!, CultureInfo.InvariantCulture));
        }
    }

    [Fact]
    public void WriteCsv_ReadBack_IsTheSame()
    {
        using var folder = new TemporaryFolder();
        PlantedFiles.WriteCsv(_dataset, PlantedSplit.Train, folder["train.csv"]);
        Assert.Equal(
            Rows.Joined(new PlantedSource(_dataset, PlantedSplit.Train)),
            Rows.Joined(new CsvSource(folder["train.csv"], new CsvOptions())));
        Assert.False(File.Exists(folder["train.csv.part"]));
    }

    [Fact]
    public void DatasetConfig_NamesTheFields()
    {
        var text = PlantedFiles.DatasetConfig(_dataset, "data");
        Assert.StartsWith(
            "planted:\n    data_root: data\n    data_format: csv\n    train_data: data/train.csv\n",
            text,
            StringComparison.Ordinal);
        Assert.Contains(
            "- {name: [field_01, field_02], active: True, dtype: str, type: categorical}\n",
            text,
            StringComparison.Ordinal);
        Assert.Contains(
            "- {name: [field_03], active: True, dtype: float, type: numeric}\n", text, StringComparison.Ordinal);
    }
}
