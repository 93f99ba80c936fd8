using RankElastor.Data.Files;
using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model;
using RankElastor.Model.Passes;
using RankElastor.Model.Zoo;
using RankElastor.Numerics.Randomness;
using RankElastor.Numerics.Threads;
using RankElastor.Training.Optimisation;
using RankElastor.Training.Optimisation.Updates;
using static TorchSharp.torch;

namespace RankElastor.Tests.Model.Embeddings;

/// <summary>Fields with a width, encoder or given vectors of their own, row by row against their definition.</summary>
[Collection("torch")]
public sealed class MixedFieldsTests
{
    const int Rows = 6;
    const int Width = 4;
    const int Length = 3;
    const string Prefix = "embedding_layer.embedding_layer.";

    [Fact]
    public void Widths_AndEncoders_AreThoseOfEachField()
    {
        using var scope = NewDisposeScope();
        var schema = new Schema("mixed",
        [
            new Field { Name = "price", Kind = FieldKind.Numeric, EmbeddingDim = 3 },
            Categorical("narrow") with { EmbeddingDim = 2 },
            Categorical("plain"),
            Categorical("coded") with
            {
                EmbeddingDim = 6,
                Encoder = Encoder(true, "nn.Linear(6, 5)", "nn.ReLU()", "nn.Linear(5, 4, bias=False)"),
            },
            Sequence("history") with
            {
                ShareEmbedding = "narrow",
                Encoder = Encoder(false, "nn.Linear(2, 3, bias=False)"),
            },
            Given("image", 5), Given("text", 2) with { Encoder = Encoder(false, "nn.Linear(2, 3)") },
        ], ["label"]);
        using var model = Make("DNN", schema);
        TinyCase.Scatter(model);
        var batch = Fill(schema);
        var vectors = Vectors(model, batch);
        Assert.Equal([Rows, 3 + 2 + 4 + 4 + 3 + 4 + 3], vectors.shape);
        for (var row = 0; row < Rows; row++)
        {
            Tensor Numbers(int first, int count) => tensor(
                batch.Numbers.AsSpan(row * batch.Layout.NumberColumns + first, count).ToArray());
            Tensor Named(string name) => TinyCase.Reference(model, Prefix + name);
            var ids = batch.Padded(row);
            var coded = Named("feature_encoders.coded.0.weight").mv(Look(model, "coded", ids[2]));
            coded = nn.functional.relu(coded + Named("feature_encoders.coded.0.bias"));
            var history = zeros(2);
            foreach (var id in ids[3..].Where(id => id != 0))
            {
                history += Look(model, "narrow", id) / ids[3..].Count(other => other != 0);
            }

            TinyCase.Close(cat([
                Named("embedding_layers.price.weight").mv(Numbers(0, 1)),
                Look(model, "narrow", ids[0]), Look(model, "plain", ids[1]),
                Named("feature_encoders.coded.2.weight").mv(coded),
                Named("feature_encoders.history.weight").mv(history),
                Named("feature_encoders.image.weight").mv(Numbers(1, 5)),
                Named("feature_encoders.text.weight").mv(Numbers(6, 2)) + Named("feature_encoders.text.bias"),
            ], 0), vectors[row]);
        }
    }

    [Theory]
    [InlineData(PretrainedUsage.Init, 6, false)]
    [InlineData(PretrainedUsage.Init, 6, true)]
    [InlineData(PretrainedUsage.Init, Width, false)]
    [InlineData(PretrainedUsage.Sum, Width, false)]
    [InlineData(PretrainedUsage.Sum, 6, true)]
    [InlineData(PretrainedUsage.Concat, 6, false)]
    [InlineData(PretrainedUsage.Concat, Width, true)]
    public void GivenVectors_StandInForOrBesideTheLearnedOnes(PretrainedUsage usage, int given, bool frozen)
    {
        using var scope = NewDisposeScope();
        const int LastLearned = 4;
        var schema = new Schema("given",
        [
            Categorical("plain"),
            Categorical("item") with { Pretrained = new PretrainedTable(given, usage, frozen, LastLearned) },
        ], ["label"]);
        using var model = Make("DNN", schema);
        TinyCase.Scatter(model);
        const string Item = "embedding_layers.item";
        var buffer = model.Parameters.Buffers.SingleOrDefault(parameter => parameter.Name.EndsWith(
            "pretrain_embedding.weight", StringComparison.Ordinal));
        Assert.Equal(frozen, buffer is not null);
        buffer?.Value.copy_(TinyCase.Normal(5, 8, given));
        var batch = Fill(schema);
        var vectors = Vectors(model, batch);
        var hasProjection = usage == PretrainedUsage.Concat || given != Width;
        for (var row = 0; row < Rows; row++)
        {
            var id = batch.Ids[row * 2 + 1];
            var isLearned = id <= LastLearned ? 1 : 0;
            var theirs = frozen ? buffer!.Value[id] : Look(model, "item.pretrain_embedding", id) * isLearned;
            var own = usage == PretrainedUsage.Init ? zeros(Width) : Look(model, "item.id_embedding", id) * isLearned;
            theirs = usage == PretrainedUsage.Concat ? cat([theirs, own], 0) : theirs;
            theirs = hasProjection ? TinyCase.Reference(model, $"{Prefix}{Item}.proj.weight").mv(theirs) : theirs;
            var expected = usage == PretrainedUsage.Concat ? theirs : theirs + own;
            TinyCase.Close(expected, vectors[row].flatten()[^Width..]);
        }

        Assert.Equal(hasProjection, model.Parameters.All.Any(parameter =>
            parameter.Name.EndsWith("proj.weight", StringComparison.Ordinal)));
    }

    /// <summary>As with KuaiVideo's pictures: a history shares given vectors and pools behind a layer.</summary>
    [Theory]
    [InlineData(PretrainedUsage.Init, true)]
    [InlineData(PretrainedUsage.Init, false)]
    [InlineData(PretrainedUsage.Sum, true)]
    [InlineData(PretrainedUsage.Concat, false)]
    public void History_SharesGivenVectors_AndPoolsBehindALayer(PretrainedUsage usage, bool frozen)
    {
        using var scope = NewDisposeScope();
        const int LastLearned = 4;
        var schema = new Schema("given",
        [
            Categorical("item") with { Pretrained = new PretrainedTable(6, usage, frozen, LastLearned) },
            Sequence("history") with
            {
                ShareEmbedding = "item",
                Pooling = SequencePooling.None,
                Encoder = Encoder(true, "nn.Linear(4, 3, bias=False)", "layers.MaskedAveragePooling()", "nn.ReLU()"),
            },
        ], ["label"]);
        using var model = Make("DNN", schema);
        TinyCase.Scatter(model);
        var buffer = model.Parameters.Buffers.SingleOrDefault(parameter => parameter.Name.EndsWith(
            "pretrain_embedding.weight", StringComparison.Ordinal));
        buffer?.Value.copy_(TinyCase.Normal(5, 8, 6));
        buffer?.Value[0].zero_();
        var (batch, layer) = (Fill(schema), TinyCase.Reference(model, $"{Prefix}feature_encoders.history.0.weight"));
        var vectors = Vectors(model, batch);
        Assert.Equal([Rows, Width + 3], vectors.shape);
        for (var row = 0; row < Rows; row++)
        {
            var ids = batch.Padded(row);
            var history = zeros(3);
            foreach (var mapped in ids[1..].Select(id => layer.mv(Of(id))).ToList())
            {
                history += mapped / (float)(ids[1..].Count(id => layer.mv(Of(id)).sum().item<float>() != 0) + 1e-12);
            }

            TinyCase.Close(cat([Of(ids[0]), nn.functional.relu(history)], 0), vectors[row]);
        }

        Tensor Of(int id)
        {
            var isLearned = id <= LastLearned ? 1 : 0;
            var theirs = frozen ? buffer!.Value[id] : Look(model, "item.pretrain_embedding", id) * isLearned;
            var own = usage == PretrainedUsage.Init ? zeros(Width) : Look(model, "item.id_embedding", id) * isLearned;
            theirs = usage == PretrainedUsage.Concat ? cat([theirs, own], 0) : theirs;
            theirs = TinyCase.Reference(model, $"{Prefix}embedding_layers.item.proj.weight").mv(theirs);
            return usage == PretrainedUsage.Sum ? theirs + own : theirs;
        }
    }

    [Theory]
    [InlineData(EmbeddingUpdate.Exact)]
    [InlineData(EmbeddingUpdate.Lazy)]
    public void TablesOfEveryWidth_AreTrained_AndOnlyTheRowsThatWereRead(EmbeddingUpdate update)
    {
        using var scope = NewDisposeScope();
        var schema = new Schema("mixed",
        [
            Categorical("a") with { EmbeddingDim = 2 }, Categorical("b"), Categorical("c") with { EmbeddingDim = 2 },
        ], ["label"]);
        using var model = Make("DCNv2", schema);
        var tables = model.Embeddings.SelectMany(set => set.Tables).ToList();
        Assert.Equal(["a", "c", "b"], tables.Select(table => table.Field));
        var before = tables.ConvertAll(table => table.Values.ToArray());
        var batch = Fill(schema);
        var optimiser = new ModelOptimiser(
            model, new OptimiserOptions { EmbeddingUpdate = update }, new Workers(2));
        nn.functional.binary_cross_entropy_with_logits(
            model.Logits(batch, ForwardPass.Train(1, 1)), tensor(batch.Labels)).backward();
        optimiser.Step(batch);
        foreach (var (table, old) in tables.Zip(before))
        {
            var column = "abc".IndexOf(table.Field, StringComparison.Ordinal);
            var read = Enumerable.Range(0, Rows).Select(row => batch.Ids[row * 3 + column]).ToHashSet();
            read.Remove(0);
            for (var row = 0; row < table.Rows; row++)
            {
                var range = (row * table.Width)..((row + 1) * table.Width);
                Assert.Equal(!read.Contains(row), old[range].SequenceEqual(table.Values[range].ToArray()));
            }
        }
    }

    [Theory]
    [InlineData("DeepFM", "embedding_dim: found 2; allowed: the model's width 4")]
    [InlineData("PNN", "embedding_dim: found 2; allowed: the model's width 4")]
    [InlineData("AutoInt", "embedding_dim: found 2; allowed: the model's width 4")]
    [InlineData("RankElastor", "embedding_dim: found 2; allowed: the model's width 4")]
    public void ModelThatStacksFields_RefusesOtherWidths(string name, string says) => Assert.Contains(
        $"field 'a': {says}",
        Assert.Throws<InputException>(() => Make(name, new Schema(
            "mixed", [Categorical("a") with { EmbeddingDim = 2 }, Categorical("b")], ["label"]))).Message,
        StringComparison.Ordinal);

    [Fact]
    public void EncoderThatEndsInTheModelsWidth_SuitsAModelThatStacks()
    {
        using var scope = NewDisposeScope();
        var schema = new Schema("mixed",
            [Categorical("a") with { EmbeddingDim = 2, Encoder = Encoder(false, "nn.Linear(2, 4)") }, Categorical("b")],
            ["label"]);
        foreach (var name in (string[])["FM", "DeepFM", "WideDeep", "PNN", "xDeepFM", "AutoInt", "DNN", "DCN"])
        {
            using var model = Make(name, schema);
            Assert.Equal([Rows], model.Logits(Fill(schema), ForwardPass.Train(1, 1)).shape);
            Assert.Equal([Rows, 2, Width], Vectors(model, Fill(schema)).shape);
        }
    }

    [Theory]
    [InlineData("nn.Linear(6, 5)", true)]
    [InlineData("nn.Linear(6,5,bias=False)", true)]
    [InlineData("nn.Linear(6, 5, False)", true)]
    [InlineData("nn.GELU()", true)]
    [InlineData("layers.MaskedSumPooling()", true)]
    [InlineData("nn.Linear(6)", false)]
    [InlineData("nn.LSTM(4, 4)", false)]
    [InlineData("os.system('x')", false)]
    public void Encoder_IsReadFromAClosedSetOfTexts(string text, bool known) =>
        Assert.Equal(known, VectorEncoder.Parse([text], isList: false) is not null);

    static Tensor Look(RankingModel model, string field, int id)
    {
        var table = model.Embeddings.SelectMany(set => set.Tables).Single(table => table.Field == field);
        Assert.Equal($"{Prefix}embedding_layers.{field}.weight", table.Name);
        return table.Weights[id];
    }

    static Tensor Vectors(RankingModel model, Batch batch)
    {
        Tensor? vectors = null;
        model.Logits(batch, ForwardPass.Evaluate((stage, value) =>
            vectors = stage == "embedding_layer" ? value : vectors));
        return vectors!;
    }

    static Batch Fill(Schema schema)
    {
        var random = new SeededRandom(9);
        var batch = new Batch(new BatchLayout(schema), Rows) { Rows = Rows };
        for (var row = 0; row < Rows; row++)
        {
            batch.SetPadded(row, [.. Enumerable.Range(0, batch.Layout.Positions).Select(_ => random.NextInt(7))]);
        }

        for (var i = 0; i < batch.Numbers.Length; i++)
        {
            batch.Numbers[i] = (float)random.NextNormal();
        }

        batch.Labels[1] = 1;
        return batch;
    }

    static VectorEncoder Encoder(bool isList, params string[] texts) => VectorEncoder.Parse(texts, isList)!;

    static Field Categorical(string name) =>
        new() { Name = name, Kind = FieldKind.Categorical, VocabularySize = 8, MaxLength = 1 };

    static Field Given(string name, int numbers) =>
        new() { Name = name, Kind = FieldKind.Numeric, Numbers = numbers };

    static Field Sequence(string name) =>
        new() { Name = name, Kind = FieldKind.Sequence, VocabularySize = 8, MaxLength = Length };

    static RankingModel Make(string name, Schema schema) => ModelRegistry.BuiltIn.Create(
        TinyCase.Config(name, ("hidden_units", TinyCase.Wholes(5)), ("dnn_hidden_units", TinyCase.Wholes(5)),
            ("cin_hidden_units", TinyCase.Wholes(3)), ("parallel_dnn_hidden_units", TinyCase.Wholes(5))),
        schema, seed: 4);
}
