using RankElastor.Data.Configuration;
using RankElastor.Data.Datasets;
using RankElastor.Data.Encoders.Values;
using RankElastor.Data.Files;
using RankElastor.Data.Schemas;

namespace RankElastor.Tests.Data.Datasets;

public sealed class FieldChoiceTests : IDisposable
{
    const string Fields = """
            - {name: [a, b], active: True, dtype: str, type: categorical}
            - {name: h, active: True, dtype: str, type: sequence, share_embedding: b}
            - {name: idle, active: False, dtype: int, type: categorical}
            - {name: g, active: True, dtype: str, type: meta}
        """;

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("use_features: null, feature_specs: null, feature_config: null, group_id: null", "a b h g")]
    [InlineData("use_features: [h, a]", "h a g")]
    [InlineData("use_features: [b, h]", "b h g")]
    [InlineData("group_id: a", "a b h g")]
    [InlineData("group_id: g", "a b h g")]
    [InlineData("group_id: idle", "a b h g idle")]
    [InlineData("group_id: not_declared", "a b h g not_declared")]
    public void Experiment_ChoosesTheFields(string keys, string names)
    {
        var data = Read(keys);
        Assert.Equal(names, string.Join(' ', data.Fields.Select(field => field.Name)));
        Assert.Equal(["label", "a", "b", "h", "idle", "g"], data.DeclaredColumns);
        Assert.Empty(data.Warnings);
    }

    [Fact]
    public void Sharer_WithoutItsOwnerInFront_HasATableOfItsOwn()
    {
        Assert.Null(Read("use_features: [h, b]").Fields[0].ShareEmbedding);
        Assert.Equal("b", Read("use_features: [b, h]").Fields[1].ShareEmbedding);
    }

    [Theory]
    [InlineData("use_features: null", "context item_id topic_id hist_items hist_topics", 50)]
    [InlineData("use_features: [context, item_id, topic_id]", "context item_id topic_id", 0)]
    [InlineData("use_features: [hist_items]", "hist_items", 50)]
    public void GeneratedHistories_AreChosenToo(string keys, string names, int lastLength)
    {
        var data = DatasetOptionsReader.Read(
            "d", YamlFile.Parse("d", $"data_format: planted_histories\n{keys}\nhistories: {{max_length: 50}}"), "");
        Assert.Equal(names, string.Join(' ', data.Fields.Select(field => field.Name)));
        Assert.Equal(lastLength, data.Fields[^1].MaxLength);
        Assert.Empty(data.Warnings);
    }

    [Fact]
    public void GeneratedHistories_HavePropertiesOfAnExperiment()
    {
        var data = DatasetOptionsReader.Read(
            "d", YamlFile.Parse(
                "d", """
                data_format: planted_histories
                feature_specs: [{name: [context, context_2], feature_encoder: "nn.Linear(16, 16)"}]
                histories: {context_fields: 3}
                """), "");
        Assert.Equal(
            ["context", "context_2", "context_3", "item_id", "topic_id", "hist_items", "hist_topics"],
            data.Fields.Select(field => field.Name));
        Assert.Equal(
            ["context", "context", "context", "item", "item", "user", "user"],
            data.Fields.Select(field => field.Source));
        Assert.Equal(["context", "context_2"],
            data.Fields.Where(field => field.Encoder is not null).Select(field => field.Name));
        Assert.Equal("item_id", data.Fields[5].ShareEmbedding);
    }

    [Theory]
    [InlineData("feature_specs: [{name: [a, h], embedding_dim: 3}, {name: h, feature_encoder: null}]")]
    [InlineData("feature_config: {a: {embedding_dim: 3}, h: {embedding_dim: 3, feature_encoder: null}}")]
    public void Specs_ReplaceProperties(string keys)
    {
        var fields = Read(keys).Fields;
        Assert.Equal([3, null, 3, null], fields.Select(field => field.EmbeddingDim));
        Assert.Equal(SequencePooling.None, fields[2].Pooling);
        Assert.Empty(UnknownKeys.NestedWarnings(ExperimentConfig.Load(_folder.Path, "X").Model));
        Assert.Equal(SequencePooling.MaskedAverage, Read("seed: 1").Fields[2].Pooling);
    }

    [Theory]
    [InlineData("use_features: [a, bb]", "found 'bb'; allowed: fields of the data set; did you mean 'b'?")]
    [InlineData("feature_specs: [{name: hh}]", "feature_specs: found 'hh'; allowed: fields of the data set")]
    [InlineData("feature_specs: [{name: h, feature_encoder: x()}]", "h: feature_encoder: found 'x()'; allowed: ")]
    public void UnknownField_IsOneLine(string keys, string message)
    {
        var error = Assert.Throws<InputException>(() => Read(keys));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void SpellingsOfVersion1_AreRead()
    {
        const string Old = """
                - {name: s, active: True, dtype: str, type: sequence, encoder: MaskedSumPooling, na_value: none}
                - {name: t, active: True, dtype: str, type: sequence, encoder: null, splitter: "|"}
            """;
        var data = Read("patience: 5, version: pytorch", Old);
        Assert.Equal([SequencePooling.MaskedSum, SequencePooling.None], data.Fields.Select(field => field.Pooling));
        Assert.Equal([" ", "|"], data.Fields.Select(field => field.Splitter));
        Assert.Equal("none", data.Fields[0].FillNa);
        Assert.Equal(5, ExperimentConfig.Load(_folder.Path, "X").Model.Whole("early_stop_patience", 0));
        Assert.Contains("s: splitter: a blank", Assert.Single(data.Warnings), StringComparison.Ordinal);
        Assert.Equal("^", Read("seed: 1").Fields[2].Splitter);
    }

    [Theory]
    [InlineData("extract_country_code", "USUM71409", "US")]
    [InlineData("extract_country_code", "é1x", "é1")]
    [InlineData("extract_country_code", "", "")]
    [InlineData("bucketize_age", "0", "")]
    [InlineData("bucketize_age", "1", "1")]
    [InlineData("bucketize_age", "10", "1")]
    [InlineData("bucketize_age", "10.5", "2")]
    [InlineData("bucketize_age", "60", "6")]
    [InlineData("bucketize_age", "95", "7")]
    [InlineData("bucketize_age", "96", "")]
    [InlineData("bucketize_age", "old", "")]
    public void FunctionsOfKkBox_MakeText(string function, string raw, string text)
    {
        var preprocessing = Enum.GetValues<PreprocessFunction>().Select(known => new Preprocessing(known, null))
            .Single(known => known.Function.ToString().Equals(
                function.Replace("_", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase));
        Assert.True(preprocessing.MakesText);
        Assert.Equal(
            text, System.Text.Encoding.UTF8.GetString(preprocessing.TextOf(System.Text.Encoding.UTF8.GetBytes(raw))));
    }

    [Fact]
    public void FunctionsOfKkBox_GiveIds()
    {
        using var data = SmallDataset.Prepare(
            _folder, "label,isrc,bd\n1,USUM7,25\n0,USXY1,8\n1,GB123,0\n0,,99\n1,US,21\n",
            "name: isrc, active: True, dtype: str, type: categorical, preprocess: extract_country_code",
            "name: bd, active: True, dtype: str, type: categorical, preprocess: bucketize_age");
        Assert.Equal([1, 1, 2, 3, 1], SmallDataset.Ids(data.Train, "isrc")); // US, GB, unknown
        Assert.Equal([1, 2, 3, 3, 1], SmallDataset.Ids(data.Train, "bd")); // 3, 1, unknown
    }

    /// <summary>FuxiCTR's demonstration of functions of one's own: hour and weekday of a column time_stamp.</summary>
    [Fact]
    public void HourAndWeekday_OfTimeStamp()
    {
        using var data = SmallDataset.Prepare(
            _folder, "label,time_stamp\n1,2017-05-07 23:59:00\n0,2017-05-08 00:00:01\n",
            "name: weekday, active: True, dtype: str, type: categorical, preprocess: convert_weekday",
            "name: hour, active: True, dtype: str, type: categorical, preprocess: convert_hour");
        var vocabulary = File.ReadAllText(Path.Combine(data.Folder, "feature_vocab.json"));
        Assert.Equal(
            """{"weekday":{"0":1,"1":2,"__PAD__":0,"__OOV__":3},"hour":{"23":1,"0":2,"__PAD__":0,"__OOV__":3}}""",
            string.Concat(vocabulary.Where(letter => !char.IsWhiteSpace(letter))));
    }

    DatasetOptions Read(string keys, string fields = Fields)
    {
        _folder.Write("model_config.yaml", $"X: {{dataset_id: small, {keys}}}\n");
        _folder.Write(
            "dataset_config.yaml",
            $"small:\n  train_data: t.csv\n  {SmallDataset.Label}\n  feature_cols:\n{fields}\n");
        return ExperimentConfig.Load(_folder.Path, "X").Dataset;
    }
}
