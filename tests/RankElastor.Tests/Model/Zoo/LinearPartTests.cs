using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model;
using RankElastor.Model.Passes;
using RankElastor.Model.Zoo;
using RankElastor.Numerics.Randomness;
using static TorchSharp.torch;

namespace RankElastor.Tests.Model.Zoo;

/// <summary>
/// The linear part beside every layout of fields, against Σ_f w_f[value of f] taken look-up by look-up: tables of its
/// own, and the sum over a sequence's positions.
/// </summary>
[Collection("torch")]
public sealed class LinearPartTests
{
    const int Rows = 7;
    const int Length = 4;

    public static TheoryData<string, SequencePooling, bool> Layouts()
    {
        var all = new TheoryData<string, SequencePooling, bool>();
        foreach (var model in (string[])["LR", "FM", "DeepFM", "WideDeep", "xDeepFM", "AutoInt", "NFM", "AFM"])
        {
            foreach (var shared in (bool[])[false, true])
            {
                all.Add(model, SequencePooling.MaskedAverage, shared);
                all.Add(model, SequencePooling.MaskedSum, shared);
            }
        }

        return all;
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public void LinearPart_IsTheSumOfEachValuesOwnWeight(string name, SequencePooling pooling, bool shared)
    {
        using var scope = NewDisposeScope();
        var schema = Fields(pooling, shared);
        using var model = Make(name, schema);
        TinyCase.Scatter(model);
        var batch = Batch(schema);
        Tensor? part = null;
        var stage = name is "FM" or "DeepFM" ? "fm.lr_layer" : "lr_layer";
        model.Logits(batch, ForwardPass.Evaluate((path, value) => part = path == stage ? value : part));
        TinyCase.Close(tensor(Expected(model, stage, batch)), part!.flatten());
    }

    [Fact]
    public void LinearWeightsOfFwFm_AreShared_AndSummed()
    {
        using var scope = NewDisposeScope();
        var schema = Fields(SequencePooling.MaskedAverage, shared: true);
        using var model = ModelRegistry.BuiltIn.Create(
            TinyCase.Config("FwFM", ("linear_type", "LW")), schema, seed: 4);
        TinyCase.Scatter(model);
        var batch = Batch(schema);
        Tensor? weights = null;
        model.Logits(batch, ForwardPass.Evaluate((path, value) =>
            weights = path == "linear_weight_layer" ? value : weights));
        var tables = model.Embeddings.Single(set => set.Width == 1).Tables;
        Assert.Equal(["user", "item"], tables.Select(table => table.Field));
        for (var row = 0; row < Rows; row++)
        {
            var sum = 0f; // padding has no weight
            foreach (var id in batch.Sequences[0].Row(row))
            {
                sum += tables[1].Values[id];
            }

            Assert.Equal(sum, weights![row, 3, 0].item<float>(), 1e-5);
        }
    }

    [Theory]
    [InlineData(SequencePooling.MaskedAverage)]
    [InlineData(SequencePooling.MaskedSum)]
    public void FieldVectors_PoolAsTheFieldSays_AndShare(SequencePooling pooling)
    {
        using var scope = NewDisposeScope();
        var schema = Fields(pooling, shared: true);
        using var model = Make("DNN", schema);
        TinyCase.Scatter(model);
        var batch = Batch(schema);
        Tensor? vectors = null;
        model.Logits(batch, ForwardPass.Evaluate((path, value) =>
            vectors = path == "embedding_layer" ? value : vectors));
        var tables = Assert.Single(model.Embeddings).Tables;
        Assert.Equal(["user", "item"], tables.Select(table => table.Field));
        for (var row = 0; row < Rows; row++)
        {
            var ids = batch.Sequences[0].Row(row).ToArray();
            for (var e = 0; e < tables[1].Width; e++)
            {
                var sum = ids.Sum(id => tables[1].Values[id * tables[1].Width + e]);
                var expected = pooling == SequencePooling.MaskedSum || ids.Length == 0 ? sum : sum / ids.Length;
                Assert.Equal(expected, vectors![row, 3, e].item<float>(), 1e-5);
            }
        }
    }

    static float[] Expected(RankingModel model, string stage, Batch batch)
    {
        var prefix = $"{stage}.embedding_layer.embedding_layer.embedding_layers";
        var tables = model.Embeddings.SelectMany(set => set.Tables).ToDictionary(table => table.Name);
        float Weight(string field, int id) => tables[$"{prefix}.{field}.weight"].Values[id];
        var price = TinyCase.Reference(model, $"{prefix}.price.weight").item<float>();
        var bias = model.Parameters.All.Any(parameter => parameter.Name == $"{stage}.bias")
            ? TinyCase.Reference(model, $"{stage}.bias").item<float>() : 0;
        var expected = new float[Rows];
        for (var row = 0; row < Rows; row++)
        {
            var ids = batch.Padded(row);
            expected[row] = bias + price * batch.Numbers[row] + Weight("user", ids[0]) + Weight("item", ids[1]);
            foreach (var id in ids[2..])
            {
                expected[row] += id == 0 ? 0 : Weight("history", id);
            }
        }

        return expected;
    }

    static Schema Fields(SequencePooling pooling, bool shared) => new("layout",
    [
        new Field { Name = "user", Kind = FieldKind.Categorical, VocabularySize = 6, MaxLength = 1 },
        new Field { Name = "price", Kind = FieldKind.Numeric },
        new Field { Name = "item", Kind = FieldKind.Categorical, VocabularySize = 9, MaxLength = 1 },
        new Field
        {
            Name = "history",
            Kind = FieldKind.Sequence,
            VocabularySize = 9,
            MaxLength = Length,
            Pooling = pooling,
            ShareEmbedding = shared ? "item" : null,
        },
    ], ["label"]);

    static Batch Batch(Schema schema)
    {
        var random = new SeededRandom(3);
        var batch = new Batch(new BatchLayout(schema), Rows) { Rows = Rows };
        for (var row = 0; row < Rows; row++)
        {
            batch.Numbers[row] = (float)random.NextNormal();
            var ids = new int[batch.Layout.Positions];
            (ids[0], ids[1]) = (1 + random.NextInt(5), 1 + random.NextInt(8));
            for (var at = 0; at < row % (Length + 1); at++) // an empty history, and a full one
            {
                ids[2 + at] = 1 + random.NextInt(8);
            }

            batch.SetPadded(row, ids);
        }

        return batch;
    }

    static RankingModel Make(string name, Schema schema) => ModelRegistry.BuiltIn.Create(
        TinyCase.Config(name, ("use_wide", true), ("dnn_hidden_units", TinyCase.Wholes(5)),
            ("hidden_units", TinyCase.Wholes(5)), ("cin_hidden_units", TinyCase.Wholes(3))), schema, seed: 4);
}
