using RankElastor.Data.Encoders;
using RankElastor.Data.Files;
using RankElastor.Data.Preparation;

namespace RankElastor.Tests.Data.Encoders;

public sealed class FieldEncodingTests
{
    const string Plain = "name: x, active: True, dtype: str, type: categorical";

    [Fact]
    public void Categorical_EmptyValue_IsOutOfVocabulary_AndNotCounted() =>
        Assert.Equal([1, 3, 1, 2], Ids("a\n\na\nb", Plain));

    [Fact]
    public void Categorical_FillValue_IsSkippedInVocabulary() =>
        Assert.Equal([2, 2, 1], Ids("zz\n\na", Plain + ", fill_na: zz"));

    [Fact]
    public void Categorical_FloatForm_EqualNumbersAreOneToken() =>
        Assert.Equal([1, 1, 1, 2], Ids("1\n1.0\n1e0\n1.5", Plain.Replace("str", "float", StringComparison.Ordinal)));

    [Fact]
    public void Categorical_TextForm_ComparesBytes() => Assert.Equal([1, 2], Ids("1\n1.0", Plain));

    [Fact]
    public void Categorical_NumberForm_EmptyValueIsZero() =>
        Assert.Equal([2, 1, 1], Ids("5\n\n0", Plain.Replace("str", "int", StringComparison.Ordinal)));

    [Fact]
    public void Categorical_IntForm_FractionIsAnError() =>
        Assert.Contains(
            "train.csv:3:x: found '1.5'",
            Wrong("1\n1.5", Plain.Replace("str", "int", StringComparison.Ordinal)),
            StringComparison.Ordinal);

    [Fact]
    public void ConvertToBucket_IsSquaredLogarithm() =>
        // 3 -> floor(1.2069) = 1, 1 -> 1, 100 -> floor(21.2) = 21, empty -> 0, -1 -> -1
        Assert.Equal([1, 1, 2, 3, 4], Ids(
            "3\n1\n100\n\n-1",
            "name: x, active: True, dtype: float, type: categorical, preprocess: convert_to_bucket, fill_na: 0"));

    [Theory]
    [InlineData("convert_hour", "1,2,3")]
    [InlineData("convert_weekday", "1,1,2")]
    [InlineData("convert_weekend", "1,1,2")]
    public void AvazuFunctions_ReadTheHour(string function, string expected)
    {
        using var folder = new TemporaryFolder();
        // Tuesday 21 October 2014, 0 and 5 o'clock, and Saturday 25 October, 23 o'clock
        using var data = SmallDataset.Prepare(
            folder,
            "label,hour\n0,14102100\n1,14102105\n1,14102523\n",
            $"name: x, active: True, dtype: str, type: categorical, preprocess: {function}");
        Assert.Equal(expected, string.Join(',', SmallDataset.Ids(data.Train, "x")));
        Assert.Equal(function == "convert_weekday" ? "2,6" : null, function == "convert_weekday" ? string.Join(
            ',', data.Encoders.Fields[0].Vocabulary!.Entries.Select(pair => pair.Key)) : null);
    }

    [Theory]
    [InlineData("post", "1,3,1,0,4,0,1,2")]
    [InlineData("pre", "3,2,0,1,4,0,1,2")]
    public void Sequence_PadsAndTruncatesOnTheSameSide(string padding, string expected) =>
        Assert.Equal(expected, string.Join(',', Ids(
            "a^b^c\na\nd^\na^c",
            $"name: x, active: True, dtype: str, type: sequence, max_len: 2, padding: {padding}")));

    [Fact]
    public void Sequence_WithoutMaxLength_TakesTheLongestInTrain() =>
        Assert.Equal(
            [1, 2, 3, 1, 0, 0, 0, 0, 0],
            Ids("a|b|c\na\n", "name: x, active: True, dtype: str, type: sequence, splitter: '|'", emptyLastRow: true));

    [Fact]
    public void ShareEmbedding_MergesVocabularies()
    {
        using var folder = new TemporaryFolder();
        using var data = SmallDataset.Prepare(
            folder, "label,item,hist\n0,a,b^a\n1,c,a^d\n", "name: item, active: True, dtype: str, type: categorical",
            "name: hist, active: True, dtype: str, type: sequence, share_embedding: item");
        Assert.Equal([1, 2], SmallDataset.Ids(data.Train, "item"));
        Assert.Equal([3, 1, 1, 4], SmallDataset.Ids(data.Train, "hist"));
        Assert.All(data.Schema.Fields, field => Assert.Equal(6, field.VocabularySize));
        Assert.Equal(6, data.Schema.TotalFeatures);
    }

    [Theory]
    [InlineData("StandardScaler", "-1.2247449,0,1.2247449,-2.4494898")]
    [InlineData("MinMaxScaler", "0,0.5,1,-0.5")]
    public void Numeric_ScalesByValuesThatAreThere(string scaler, string expected)
    {
        using var folder = new TemporaryFolder();
        using var data = SmallDataset.Prepare(
            folder,
            "label,x\n0,1\n1,2\n0,3\n1,\n",
            $"name: x, active: True, dtype: float, type: numeric, normalizer: {scaler}, fill_na: 0");
        var values = SmallDataset.All(data.Train).Numbers;
        Assert.Equal(
            expected.Split(',').Select(text => float.Parse(text, System.Globalization.CultureInfo.InvariantCulture)),
            values);
    }

    [Fact]
    public void Numeric_Text_IsAnError() =>
        Assert.Contains(
            "train.csv:3:x: found 'abc'; allowed: a finite number",
            Wrong("1\nabc", "name: x, active: True, dtype: float, type: numeric"),
            StringComparison.Ordinal);

    [Fact]
    public void QuantileBucket_FillsBucketsEvenly() =>
        Assert.Equal(
            [1, 1, 2, 2, 3, 3, 4, 4],
            Ids(
                "1\n2\n3\n4\n5\n6\n7\n8",
                "name: x, active: True, dtype: float, type: categorical, " +
                "category_processor: quantile_bucket, num_buckets: 4"));

    [Fact]
    public void HashBucket_StaysInRange_AndIsAFunctionOfTheToken()
    {
        var ids = Ids(
            "a\nb\na\nc\nd",
            "name: x, active: True, dtype: str, type: categorical, category_processor: hash_bucket, num_buckets: 3");
        Assert.All(ids, id => Assert.InRange(id, 1, 3));
        Assert.Equal(ids[0], ids[2]);
    }

    [Fact]
    public void Meta_ValuesAreEqualIffRawValuesAre()
    {
        using var folder = new TemporaryFolder();
        using var data = SmallDataset.Prepare(
            folder, "label,u\n0,7\n1,07\n0,abc\n1,7\n0,abc\n1,-3\n",
            "name: g, active: True, dtype: str, type: meta, preprocess: copy_from(u), remap: False",
            "name: u, active: True, dtype: str, type: categorical");
        var meta = SmallDataset.All(data.Train).Meta;
        Assert.Equal((7L, 7L, -3L), (meta[0], meta[3], meta[5]));
        Assert.Equal(meta[2], meta[4]);
        Assert.Equal(4, meta.Distinct().Count());
        Assert.Single(data.Schema.ModelFields);
    }

    /// <summary>Ids of 2^63 and more, which 64-bit numbers with a sign do not hold and doubles round.</summary>
    [Theory]
    [InlineData("str")]
    [InlineData("int")]
    [InlineData("float")]
    public void Ids_KeepAllDigits_InEveryForm(string form)
    {
        using var folder = new TemporaryFolder();
        using var data = SmallDataset.Prepare(
            folder,
            "label,u,h\n0,18446744073709551614,18446744073709551613^9223372036854775809\n"
            + "1,18446744073709551615,9223372036854775808\n0,18446744073709551614,18446744073709551613\n",
            $"name: u, active: True, dtype: {form}, type: categorical",
            $"name: h, active: True, dtype: {form}, type: sequence, max_len: 2",
            $"name: g, active: True, dtype: {form}, type: meta, preprocess: copy_from(u)");
        Assert.Equal([1, 2, 1], SmallDataset.Ids(data.Train, "u"));
        Assert.Equal([1, 2, 3, 0, 1, 0], SmallDataset.Ids(data.Train, "h"));
        var groups = SmallDataset.All(data.Train).Meta;
        Assert.Equal(groups[0], groups[2]);
        Assert.NotEqual(groups[0], groups[1]);
        Assert.Empty(data.Warnings);
        folder.Write("saved/none", "");
        data.Encoders.Save(folder.At("saved"));
        Assert.Equal(
            data.Encoders.Fields[0].Vocabulary!.Entries,
            FittedEncoders.Load(folder.At("saved")).Fields[0].Vocabulary!.Entries);
    }

    [Theory]
    [InlineData("str", "1.8446744073709552E+19")]
    [InlineData("int", "1.8446744073709552e+19")]
    [InlineData("float", "1.6777218E+07")]
    public void Ids_RoundedBefore_AreSaidOnce(string form, string id)
    {
        using var folder = new TemporaryFolder();
        using var data = SmallDataset.Prepare(
            folder, $"label,x,n\n0,{id},{id}\n1,7,7\n",
            $"name: x, active: True, dtype: {form}, type: categorical",
            "name: n, active: True, dtype: float, type: numeric, normalizer: StandardScaler");
        Assert.StartsWith($"x: ids such as {id} went through floating point", Assert.Single(data.Warnings));
        using var again = DatasetPreparation.Prepare(
            data.Encoders.Options, folder.Path, folder.At("cache"), stop: SmallDataset.Stop);
        Assert.True(again.Reused);
        Assert.Equal(data.Warnings, again.Warnings);
    }

    [Fact]
    public void UnknownPreprocess_ListsTheKnown() =>
        Assert.Contains(
            "copy_from(column) | convert_to_bucket",
            Wrong("1", Plain + ", preprocess: frobnicate"),
            StringComparison.Ordinal);

    static int[] Ids(string values, string declaration, bool emptyLastRow = false)
    {
        using var folder = new TemporaryFolder();
        using var data = SmallDataset.Prepare(folder, Table(values, emptyLastRow), declaration);
        return SmallDataset.Ids(data.Train, "x");
    }

    static string Wrong(string values, string declaration)
    {
        using var folder = new TemporaryFolder();
        return Assert.Throws<InputException>(() =>
            SmallDataset.Prepare(folder, Table(values, false), declaration)).Message;
    }

    static string Table(string values, bool emptyLastRow) =>
        "label,x\n" + string.Concat(
            (emptyLastRow ? values : values.TrimEnd('\n')).Split('\n').Select((value, row) => $"{row % 2},{value}\n"));
}
