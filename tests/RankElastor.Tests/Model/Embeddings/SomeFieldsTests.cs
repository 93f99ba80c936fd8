using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model;
using RankElastor.Model.Embeddings;
using RankElastor.Model.Passes;
using RankElastor.Tests.Training;
using static TorchSharp.torch;

namespace RankElastor.Tests.Model.Embeddings;

/// <summary>A set of vectors of some fields only, in a dictionary that stands in the model itself.</summary>
[Collection("torch")]
public sealed class SomeFieldsTests
{
    const int Rows = 3, Width = 2;

    [Theory]
    [InlineData("user")]
    [InlineData("price")]
    [InlineData("user", "price")]
    [InlineData("price", "past")]
    [InlineData("item", "past")]
    public void Vectors_AreThoseOfTheFieldsOwnColumns(params string[] names)
    {
        using var scope = NewDisposeScope();
        using var model = new SomeFields("", names);
        var batch = Batch();
        var vectors = model.Logits(batch, ForwardPass.EvaluateDifferentiably()); // [B, F, E]
        vectors.sum().backward();
        Assert.Equal([Rows, names.Length, Width], vectors.shape);
        foreach (var (name, f) in names.Select((name, f) => (name, f)))
        {
            for (var row = 0; row < Rows; row++)
            {
                var expected = model.Vector(batch, TinyModel.Fields.Fields.Single(field => field.Name == name), row);
                Assert.Equal(expected[0], vectors[row, f, 0].item<float>(), 1e-7f);
                Assert.Equal(expected[1], vectors[row, f, 1].item<float>(), 1e-7f);
            }
        }

        foreach (var weight in model.Parameters.Trainable) // of the one numeric field
        {
            Assert.All(weight.Value.grad!.data<float>(), value => Assert.Equal(batch.Numbers.Sum(), value, 1e-5f));
        }
    }

    [Theory]
    [InlineData("", "embedding_layer.embedding_layers.past.weight")]
    [InlineData("second", "second.embedding_layer.embedding_layers.past.weight")]
    public void Names_AreTheReferences_AndASharedTableIsOwn_WithoutItsOwner(string path, string expected)
    {
        using var scope = NewDisposeScope();
        using var model = new SomeFields(path, ["past"]);
        Assert.Equal(expected, Assert.Single(Assert.Single(model.Embeddings).Tables).Name);
    }

    static Batch Batch()
    {
        var batch = new Batch(new BatchLayout(TinyModel.Fields), Rows) { Rows = Rows };
        var positions = batch.Layout.Positions;
        for (var row = 0; row < Rows; row++)
        {
            var first = row * positions;
            batch.SetPadded(row, [.. Enumerable.Range(first, positions).Select(i => 1 + i % 7)]);
        }

        for (var i = 0; i < batch.Numbers.Length; i++)
        {
            batch.Numbers[i] = 0.5f + i;
        }

        return batch;
    }

    sealed class SomeFields : RankingModel
    {
        readonly FieldTables _tables;

        public SomeFields(string path, string[] names) : base(TinyModel.Fields, seed: 1) => _tables =
            AddFields(path, Width, [.. TinyModel.Fields.ModelFields.Where(field => names.Contains(field.Name))]);

        public override Tensor Logits(Batch batch, ForwardPass pass) => _tables.Lookup(batch, pass);

        /// <summary>The same number by number: of a sequence the mean, the ids here are never padding.</summary>
        public float[] Vector(Batch batch, Field field, int row)
        {
            var layout = new BatchLayout(Schema);
            if (field.Kind == FieldKind.Numeric)
            {
                var weight = Parameters.Trainable.Single().Value;
                return [.. weight.data<float>().Select(value => value * batch.Numbers[row * layout.NumberColumns])];
            }

            var tables = Embeddings.Single().Tables;
            var found = tables.SingleOrDefault(table => table.Field == field.Name) ?? tables.Single(
                table => table.Field == field.ShareEmbedding);
            var (first, ids) = (layout.Padded.Single(padded => padded.Field == field).Offset, batch.Padded(row));
            return [.. Enumerable.Range(0, Width).Select(k => Enumerable.Range(first, field.MaxLength)
                .Select(at => found.Values[ids[at] * Width + k]).Sum() / field.MaxLength)];
        }
    }
}
