using System.Text.Json;
using RankElastor.Data.Datasets;
using RankElastor.Data.Files;

namespace RankElastor.Tests.Data.Datasets;

public sealed class DataFormatTests
{
    const string Field = "feature_cols:\n  - {name: x, active: True, dtype: str, type: categorical}";

    [Theory]
    [InlineData("csv", "\"Csv\"", "clicked", true)]
    [InlineData("parquet", "\"Parquet\"", "clicked", true)]
    [InlineData("libsvm", "\"Libsvm\"", "label", true)] // no line names the label
    [InlineData("libfm", "\"Libsvm\"", "label", true)]
    [InlineData("SQL", "\"Sql\"", "clicked", false)]
    public void Word_NamesItsFormat_WhichRecordsKeepAsBefore(
        string word, string json, string labelColumn, bool repeatable)
    {
        using var folder = new TemporaryFolder();
        var options = SmallDataset.Options(
            folder, $"data_format: {word}\nlabel_col: {{name: clicked, dtype: float}}\n{Field}");

        Assert.Equal(json, JsonSerializer.Serialize(options.Format));
        Assert.Same(options.Format, JsonSerializer.Deserialize<DataFormat>(json));
        Assert.Equal((labelColumn, repeatable), (options.LabelColumn, options.Format.IsRepeatable));
    }

    [Fact]
    public void EveryFormat_IsListed()
    {
        var formats = typeof(DataFormat).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(DataFormat)) && !type.IsAbstract && type != typeof(RowsFormat));

        Assert.Equal<HashSet<Type>>([.. formats], [.. DataFormat.All.All.Select(format => format.GetType())]);
    }

    [Theory]
    [InlineData("h5", "savez('train.npz', **{name: column[:] for name, column in h5py.File('train.h5').items()})")]
    [InlineData("tfrecord", "write the same columns as parquet or npz")]
    public void FormatOfFuxiCtrThatIsNotRead_IsToldHowToConvert(string word, string advice)
    {
        using var folder = new TemporaryFolder();
        var error = Assert.Throws<InputException>(() => SmallDataset.Options(folder, $"data_format: {word}"));

        Assert.Contains($"data_format: found '{word}'; allowed: csv | ", error.Message, StringComparison.Ordinal);
        Assert.Contains(advice, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void UnknownWord_IsToldTheWordsOfTheList()
    {
        using var folder = new TemporaryFolder();
        var error = Assert.Throws<InputException>(() => SmallDataset.Options(
            folder, $"data_format: xlsx\n{Field}"));

        Assert.EndsWith(
            "small: data_format: found 'xlsx'; allowed: csv | parquet | npz | libsvm | libfm | sql | planted | "
                + "planted_histories",
            error.Message,
            StringComparison.Ordinal);
    }
}
