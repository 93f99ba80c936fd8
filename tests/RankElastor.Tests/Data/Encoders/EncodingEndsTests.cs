using System.Text;
using RankElastor.Data.Encoders.Values;
using RankElastor.Data.Files;
using RankElastor.Data.Preparation;
using RankElastor.Data.Schemas;

namespace RankElastor.Tests.Data.Encoders;

/// <summary>Encoders at the ends of what they take.</summary>
public sealed class EncodingEndsTests
{
    [Fact]
    public void StandardScaler_DividesByTheDeviationOfAllRows()
    {
        var (mean, deviation) = (3.0, Math.Sqrt((4 + 1 + 0 + 9) / 4.0));
        Assert.Equal(
            [(1 - mean) / deviation, (2 - mean) / deviation, 0, (6 - mean) / deviation],
            Numbers("1\n2\n3\n6", "normalizer: StandardScaler"), Near);
    }

    [Theory]
    [InlineData("StandardScaler")]
    [InlineData("MinMaxScaler")]
    public void AScaler_OfOneValueOnly_GivesZero(string scaler) =>
        Assert.Equal([0.0, 0, 0], Numbers("7\n7\n7", $"normalizer: {scaler}"), Near);

    [Fact]
    public void QuantileBuckets_AreCutAtTheQuantiles_AndAValueOnACutLiesBelowIt()
    {
        // quartiles of 0 … 8 are 2, 4 and 6
        const string Declaration =
            "name: x, active: True, dtype: float, type: categorical, category_processor: quantile_bucket, num_buckets: "
                + "4";
        using var folder = new TemporaryFolder();
        using var data = SmallDataset.Prepare(folder, Table("0\n1\n2\n3\n4\n5\n6\n7\n8"), Declaration);
        Assert.Equal([1, 1, 1, 2, 2, 3, 3, 4, 4], SmallDataset.Ids(data.Train, "x"));
        Assert.Equal(6, data.Schema.Fields.Single().VocabularySize);
    }

    [Fact]
    public void HashBuckets_HaveRowsForPaddingAndUnknown()
    {
        const string Declaration =
            "name: x, active: True, dtype: str, type: categorical, category_processor: hash_bucket, num_buckets: 7";
        using var folder = new TemporaryFolder();
        using var data = SmallDataset.Prepare(folder, Table("a\nb\nc\nd\n\ne"), Declaration);
        Assert.Equal(9, data.Schema.Fields.Single().VocabularySize);
        var ids = SmallDataset.Ids(data.Train, "x");
        Assert.Equal(8, ids[4]);
        Assert.All(ids.Where((_, row) => row != 4), id => Assert.InRange(id, 1, 7));
    }

    [Theory]
    [InlineData("123456789012345")]
    [InlineData("1234567890123456789")]
    [InlineData("0.12345678901234567")]
    [InlineData("-98765432109876543.21")]
    [InlineData("0.1")]
    [InlineData(".5")]
    [InlineData("5.")]
    public void ANumber_IsTheNearestDouble_HoweverManyDigits(string text)
    {
        Assert.True(TokenForm.TryReal(System.Text.Encoding.UTF8.GetBytes(text), out var value));
        Assert.Equal(double.Parse(text, System.Globalization.CultureInfo.InvariantCulture), value);
    }

    [Theory]
    [InlineData("2", 2)] // only above 2 is it the logarithm's square
    [InlineData("2.001", 0)]
    [InlineData("2.72", 1)]
    [InlineData("1.9", 1)]
    [InlineData("-3", -3)]
    public void ConvertToBucket_SquaresTheLogarithm_AboveTwo(string value, long bucket) => Assert.Equal(
        bucket, new Preprocessing(PreprocessFunction.ConvertToBucket, null).Convert(Encoding.UTF8.GetBytes(value)));

    [Theory]
    [InlineData("convert_hour", "14102123", 23)]
    [InlineData("convert_hour", "14102124", null)]
    [InlineData("convert_weekend", "14102523", 1)] // Saturday
    [InlineData("convert_weekend", "14102600", 1)] // Sunday
    [InlineData("convert_weekend", "14102700", 0)]
    [InlineData("convert_weekday", "14102600", 0)]
    [InlineData("convert_weekday", "14023000", null)] // no such day
    public void AvazuFunctions_HoldAtTheirEnds(string function, string value, int? expected)
    {
        var kind = Enum.Parse<PreprocessFunction>(function.Replace("_", "", StringComparison.Ordinal),
            ignoreCase: true);
        Assert.Equal(expected, new Preprocessing(kind, null).Convert(Encoding.UTF8.GetBytes(value)));
    }

    [Theory]
    [InlineData("valid_size: 1\ntest_size: 2", 7, 1, 2)] // one row, not all of them
    [InlineData("valid_size: 0.1\ntest_size: 0.2", 7, 1, 2)]
    [InlineData("valid_size: 4\ntest_size: 5", 1, 4, 5)]
    public void Splits_AreSharesBelowOne_AndRowsFromOneOn(string sizes, int train, int valid, int test)
    {
        using var folder = new TemporaryFolder();
        using var data = DatasetPreparation.Prepare(
            Split(folder, sizes), null, folder.At("cache"), stop: SmallDataset.Stop);
        Assert.Equal((train, valid, test), (data.Train.Rows, data.Valid.Rows, data.Test!.Rows));
    }

    [Fact]
    public void Splits_ThatLeaveNothingToTrainOn_AreOneClearError()
    {
        using var folder = new TemporaryFolder();
        var options = Split(folder, "valid_size: 5\ntest_size: 5");
        Assert.Contains(
            "10 of 10 rows",
            Assert.Throws<InputException>(() => DatasetPreparation.Prepare(
                options, null, folder.At("cache"), stop: SmallDataset.Stop)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void InputLength_CountsThePositionsOfSequences()
    {
        var schema = new Schema("tiny", [
            new Field { Name = "a", Kind = FieldKind.Categorical, VocabularySize = 5, MaxLength = 1 },
            new Field { Name = "s", Kind = FieldKind.Sequence, VocabularySize = 5, MaxLength = 3 }], ["label"]);
        using var stream = new MemoryStream();
        FeatureMap.Write(stream, schema);
        using var map = System.Text.Json.JsonDocument.Parse(stream.ToArray());
        Assert.Equal(4, map.RootElement.GetProperty("input_length").GetInt32());
    }

    static RankElastor.Data.Datasets.DatasetOptions Split(TemporaryFolder folder, string sizes)
    {
        folder.Write("train.csv", Table(string.Join('\n', Enumerable.Range(0, 10))));
        return SmallDataset.Options(
            folder,
            $"train_data: train.csv\n{sizes}\nfeature_cols:\n  - {{name: x, active: True, dtype: int, type: numeric}}");
    }

    static IEnumerable<double> Numbers(string values, string normaliser)
    {
        using var folder = new TemporaryFolder();
        using var data = SmallDataset.Prepare(
            folder, Table(values), $"name: x, active: True, dtype: float, type: numeric, {normaliser}");
        return [.. SmallDataset.All(data.Train).Numbers.Select(number => (double)number)];
    }

    static string Table(string values) =>
        "label,x\n" + string.Concat(values.Split('\n').Select((value, row) => $"{row % 2},{value}\n"));

    static bool Near(double a, double b) => Math.Abs(a - b) < 1e-6;
}
