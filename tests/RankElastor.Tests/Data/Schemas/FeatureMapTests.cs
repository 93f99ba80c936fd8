using System.Text;
using System.Text.RegularExpressions;
using RankElastor.Data.Encoders;
using RankElastor.Data.Preparation;
using RankElastor.Data.Schemas;
using RankElastor.Numerics.Threads;

namespace RankElastor.Tests.Data.Schemas;

public sealed class FeatureMapTests
{
    static readonly string[] _fields =
    [
        "name: g, active: True, dtype: str, type: meta, preprocess: copy_from(u)",
        "name: u, active: True, dtype: float, type: categorical, source: user, embedding_dim: 4",
        "name: h, active: True, dtype: str, type: sequence, feature_encoder: layers.MaskedSumPooling()",
        "name: s, active: True, dtype: str, type: sequence, share_embedding: h, feature_encoder: null",
        "name: n, active: True, dtype: float, type: numeric, normalizer: StandardScaler",
        "name: q, active: True, dtype: float, type: categorical, category_processor: quantile_bucket, num_buckets: 3",
    ];

    const string Train = "label,u,h,s,n,q\n0,1.0,a^b,b,1.5,1\n1,2.5,c,c^\"é\"\"x\",2.5,2\n0,1,,,,\n";

    [Fact]
    public void WriteThenRead_GivesTheSameSchema()
    {
        using var folder = new TemporaryFolder();
        using var data =
            SmallDataset.Prepare(folder, Train.Replace("\"é\"\"x\"", "é", StringComparison.Ordinal), _fields);
        var read = FeatureMap.Read(Path.Combine(data.Folder, "feature_map.json"));
        Assert.Equal(data.Schema.Fields, read.Fields);
        Assert.Equal((data.Schema.DatasetId, data.Schema.TotalFeatures), (read.DatasetId, read.TotalFeatures));
    }

    [Fact]
    public void Write_HasTheFormOfFuxiCtr()
    {
        var schema = new Schema("tiny", [
            new Field { Name = "a", Kind = FieldKind.Categorical, VocabularySize = 5, MaxLength = 1 },
            new Field { Name = "b", Kind = FieldKind.Numeric }], ["label"]);
        using var stream = new MemoryStream();
        FeatureMap.Write(stream, schema);
        var compact = string.Concat(
            System.Text.Encoding.UTF8.GetString(stream.ToArray()).Where(letter => !char.IsWhiteSpace(letter)));
        const string A = """{"a":{"source":"","type":"categorical","padding_idx":0,"vocab_size":5}}""";
        const string B = """{"b":{"source":"","type":"numeric"}}""";
        const string Sizes = """
            "num_fields":2,"total_features":6,"input_length":2,"labels":["label"]
            """;
        Assert.Equal($$"""{"dataset_id":"tiny",{{Sizes}},"features":[{{A}},{{B}}]}""", compact);
    }

    [Fact]
    public void SavedEncoders_EncodeANewFileAlike()
    {
        using var folder = new TemporaryFolder();
        using var data =
            SmallDataset.Prepare(folder, Train.Replace("\"é\"\"x\"", "é", StringComparison.Ordinal), _fields);
        data.Encoders.Save(folder.At("frozen"));
        var frozen = FittedEncoders.Load(folder.At("frozen"));
        using var again = DatasetPreparation.EncodeFile(
            frozen, frozen.Options, folder.At("train.csv"), folder.At("again"), labelled: true, Workers.Sequential);
        foreach (var file in Directory.GetFiles(folder.At("again")))
        {
            Assert.Equal(Content(Path.Combine(data.Folder, "train", Path.GetFileName(file))), Content(file));
        }

        // a manifest also says whose rows they are: a split's or nobody's
        static string Content(string file) => Regex.Replace(
            Encoding.Latin1.GetString(File.ReadAllBytes(file)), "\"source\": *\"[^\"]*\"", "",
            RegexOptions.IgnoreCase);
    }

    [Fact]
    public void EncodeFile_WithoutLabels_GivesZeros()
    {
        using var folder = new TemporaryFolder();
        using var data =
            SmallDataset.Prepare(folder, "label,x\n1,a\n0,b\n", "name: x, active: True, dtype: str, type: categorical");
        folder.Write("new.csv", "x\nb\nunseen\n");
        using var store = DatasetPreparation.EncodeFile(
            data.Encoders, data.Encoders.Options, folder.At("new.csv"), folder.At("new"), labelled: false,
            Workers.Sequential);
        Assert.Equal([2, 3], SmallDataset.Ids(store, "x"));
        Assert.Equal([0f, 0f], SmallDataset.All(store).Labels);
    }

    [Fact]
    public void Vocabulary_OfFloatField_IsWrittenAsPythonPrintsIt()
    {
        using var folder = new TemporaryFolder();
        using var data = SmallDataset.Prepare(
            folder, "label,x\n1,7\n0,2.5\n", "name: x, active: True, dtype: float, type: categorical");
        var text = File.ReadAllText(Path.Combine(data.Folder, "feature_vocab.json"));
        Assert.Equal(
            """{"x":{"7.0":1,"2.5":2,"__PAD__":0,"__OOV__":3}}""",
            string.Concat(text.Where(letter => !char.IsWhiteSpace(letter))));
    }

    [Fact]
    public void Load_MissingFile_SaysWhatToDo()
    {
        using var folder = new TemporaryFolder();
        var error = Assert.Throws<RankElastor.Data.Files.InputException>(() => FittedEncoders.Load(folder.Path));
        Assert.Contains("encoders.json: no such file", error.Message, StringComparison.Ordinal);
    }
}
