using DuckDB.NET.Data;
using RankElastor.Data.Files;
using RankElastor.Data.Schemas;
using RankElastor.Model;
using RankElastor.Model.Memory;
using RankElastor.Tests.Data;
using RankElastor.Tests.Data.Sources;

namespace RankElastor.Tests.FrontDoor;

/// <summary>Fields with given vectors (pretrained_emb), vectors as values (type embedding), encoders.</summary>
[Collection("torch")]
public sealed class GivenVectorsTests : IDisposable
{
    const string Table = "embedding_layer.embedding_layer.embedding_layers.user";
    static readonly string[] _keys = ["u2", "u98", "u0", "u99"];
    readonly TemporaryFolder _folder = new();

    public GivenVectorsTests()
    {
        _folder.Write("train.csv", "label,user,item,v\n" + string.Concat(Enumerable.Range(0, 40).Select(
            row => $"{row % 3 / 2},u{row % 4},i{row % 5},{row}^0.5^-1\n")));
        _folder.Write(
            "valid.csv", "label,user,item,v\n1,u99,i0,1^2^3\n0,u50,i1,\n1,u2,i0,\"[4, 5e0, 6]\"\n0,u1,,0^0^0\n");
        NpzFile.Write(_folder["user.npz"],
        [
            NpzFile.OfTexts("key", _keys),
            NpzFile.Of("value", [4, 3], [.. Enumerable.Range(1, 12).Select(value => value / 10f)]),
        ]);
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Ids 1 to 4 are of the training data, 5 is unknown, 6 and 7 are known by their vectors only.</summary>
    [Theory]
    [InlineData("user.npz")]
    [InlineData("user.parquet")]
    public void Vocabulary_IsExtendedBehindUnknownTokens(string file)
    {
        using (var connection = new DuckDBConnection("DataSource=:memory:"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "COPY (SELECT * FROM (VALUES ('u2', [1, 2]), ('u98', [3, 4]), ('u0', [5, 6]), "
                + $"('u99', [7, 8])) AS t(key, value)) TO '{_folder["user.parquet"]}' (FORMAT parquet)";
            command.ExecuteNonQuery();
        }

        using var data = Experiment($"pretrained_emb: {file}").Prepare();

        var user = data.Schema.Fields[0];
        Assert.Equal((8, 5), (user.VocabularySize, user.Pretrained!.LastLearned));
        Assert.Equal([7, 5, Id("u2"), Id("u1")], SmallDataset.Ids(data.Valid, "user"));
        var map = FeatureMap.Read(Path.Combine(data.Folder, "feature_map.json"));
        Assert.Equal(data.Schema.Fields, map.Fields);

        int Id(string token) => data.Encoders.Fields[0].Vocabulary!.Id(System.Text.Encoding.UTF8.GetBytes(token));
    }

    [Theory]
    [InlineData("freeze_emb: True", 4)]
    [InlineData("freeze_emb: False", 4)]
    [InlineData("freeze_emb: True, pretrain_dim: 3, embedding_dim: 3", 3)]
    [InlineData("freeze_emb: True, pretrain_usage: sum", 4)]
    [InlineData("freeze_emb: False, pretrain_usage: sum", 4)]
    [InlineData("freeze_emb: False, pretrain_usage: concat", 4)]
    public void Model_BeginsWithTheVectors_AndKeepsThem(string keys, int width)
    {
        var experiment = Experiment($"pretrained_emb: user.npz, {keys}").With(output: _folder["runs"]);
        using var data = experiment.Prepare();
        using (var model = experiment.Model(data.Schema, 1))
        {
            var given = Weights(model, $"{Table}.pretrain_embedding.weight");
            Assert.Equal(8 * 3, given.Length);
            foreach (var (row, key) in _keys.Index())
            {
                var id = data.Encoders.Fields[0].Vocabulary!.Id(System.Text.Encoding.UTF8.GetBytes(key));
                float[] expected = [.. Enumerable.Range(1, 3).Select(place => (3 * row + place) / 10f)];
                Assert.Equal(expected, given[(3 * id)..(3 * id + 3)]);
            }

            Assert.All(given[..3], number => Assert.Equal(0, number)); // padding
            if (keys.Contains("pretrain_usage", StringComparison.Ordinal))
            {
                var learned = Weights(model, $"{Table}.id_embedding.weight");
                Assert.All(learned[(5 * width)..], number => Assert.Equal(0, number));
                Assert.DoesNotContain(0, learned[width..(5 * width)]);
            }
        }

        using var run = experiment.Run(stop: SmallDataset.Stop);
        using var ranker = Ranker.Load(Path.Combine(_folder["runs"], "X_seed1"));
        Assert.Equal(
            Weights(run.Ranker.Model, $"{Table}.pretrain_embedding.weight"),
            Weights(ranker.Model, $"{Table}.pretrain_embedding.weight"));
        using var fresh = experiment.Model(data.Schema, 1);
        Assert.Equal(
            keys.Contains("freeze_emb: True", StringComparison.Ordinal),
            Weights(fresh, $"{Table}.pretrain_embedding.weight")
                .SequenceEqual(Weights(ranker.Model, $"{Table}.pretrain_embedding.weight")));
    }

    [Theory]
    [InlineData("pretrained_emb: none.npz", "none.npz: found no such file or folder, nor ")]
    [InlineData("pretrained_emb: train.csv", "train.csv: found a file of another kind; allowed: vectors in .npz")]
    [InlineData("pretrained_emb: user.npz, pretrain_dim: 4", "npz:1:value: found 3 numbers; allowed: 4, the pretr")]
    [InlineData("pretrained_emb: user.npz, pretrain_usage: mean", "pretrain_usage: found 'mean'; allowed: init | sum")]
    public void WrongFile_IsOneLine(string keys, string message)
    {
        var error = Assert.Throws<InputException>(() => Experiment(keys).Prepare());
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void Vectors_AreValues()
    {
        using var data = Experiment("").Prepare();
        var batch = SmallDataset.All(data.Valid);
        Assert.Equal([1, 2, 3, 0, 0, 0, 4, 5, 6, 0, 0, 0], batch.Numbers);
        Assert.Equal(3, data.Schema.Fields[2].Numbers);
        Assert.Contains(
            "\"type\": \"embedding\"", File.ReadAllText(Path.Combine(data.Folder, "feature_map.json")),
            StringComparison.Ordinal);
        _folder.Write("valid.csv", "label,user,item,v\n1,u1,i0,1^2\n");
        var error = Assert.Throws<InputException>(() => Experiment("").Prepare());
        Assert.EndsWith("csv:2:v: found 2 numbers; allowed: a vector of 3", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"nn.Linear(4, 2)\"", "nn.Linear(4, 2)", 2)]
    [InlineData("[\"nn.Linear(4,6,bias=False)\", \"nn.ReLU()\", \"nn.Linear(6, 3)\"]",
        "nn.Linear(4, 6, bias=False)|nn.ReLU()|nn.Linear(6, 3)", 3)]
    public void Encoders_AreReadTrainedAndWritten(string encoder, string texts, int outputs)
    {
        var experiment = Experiment($"feature_encoder: {encoder}, emb_output_dim: {outputs}");
        using var data = experiment.Prepare();
        Assert.Empty(experiment.Data.Warnings);
        var field = data.Schema.Fields[0];
        Assert.Equal(texts.Split('|'), field.Encoder!.Texts);
        Assert.Equal(outputs, field.Encoder.WidthOf(4));
        Assert.Equal(data.Schema.Fields, FeatureMap.Read(Path.Combine(data.Folder, "feature_map.json")).Fields);
        using var model = experiment.Model(data.Schema, 1);
        Assert.NotEmpty(Weights(model, "embedding_layer.embedding_layer.feature_encoders.user"
            + (encoder.StartsWith('[') ? ".0.weight" : ".weight")));
    }

    Experiment Experiment(string keys)
    {
        _folder.Write("dataset_config.yaml", $$"""
            small:
              data_root: ./
              train_data: train.csv
              valid_data: valid.csv
              label_col: {name: label, dtype: float}
              feature_cols:
                - {name: user, active: True, dtype: str, type: categorical{{(keys.Length > 0 ? $", {keys}" : "")}}}
                - {name: item, active: True, dtype: str, type: categorical}
                - {name: v, active: True, dtype: list, type: embedding, pretrain_dim: 3}
            """);
        _folder.Write("model_config.yaml", """
            X: {model: DNN, dataset_id: small, embedding_dim: 4, hidden_units: [6], batch_size: 8, learning_rate: 1.e-2,
                seed: 1, baseline: False}
            """);
        return RankElastor.Experiment.Load(_folder.Path, "X") with { Cache = _folder["cache"] };
    }

    static float[] Weights(RankingModel model, string name) =>
        model.Parameters.All.FirstOrDefault(parameter => parameter.Name == name) is { } dense
            ? [.. TensorSpans.Floats(dense.Value)]
            : [.. model.Embeddings.SelectMany(set => set.Tables).Single(table => table.Name == name).Values];
}
