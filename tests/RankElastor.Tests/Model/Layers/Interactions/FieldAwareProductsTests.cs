using RankElastor.Model.Layers.Interactions;
using static TorchSharp.torch;

namespace RankElastor.Tests.Model.Layers.Interactions;

/// <summary>Field-aware products and their gradients, against the definition in plain loops.</summary>
[Collection("torch")]
public sealed class FieldAwareProductsTests
{
    const int Rows = 3, Fields = 5, Width = 2;

    [Theory]
    [InlineData(Fields - 1)] // a vector for each other field
    [InlineData(Fields)] // and one of the field's own
    public void Products_AndGradients_AreTheDefinition(int vectors)
    {
        using var scope = NewDisposeScope();
        int Place(int own, int other) => vectors == Fields || other < own ? other : other - 1;
        var x = TinyCase.Normal(3, Rows, Fields, vectors * Width).requires_grad_();
        var products = new FieldAwareProducts(Fields, vectors, Place).Apply(x);
        var slopes = TinyCase.Normal(4, products.shape);
        (products * slopes).sum().backward();

        double Value(int row, int field, int other, int d) =>
            x[row, field, Place(field, other) * Width + d].item<float>();
        var gradient = new float[Rows, Fields, vectors * Width];
        for (var row = 0; row < Rows; row++)
        {
            var pair = 0;
            for (var i = 0; i < Fields; i++)
            {
                for (var j = i + 1; j < Fields; j++, pair++)
                {
                    var expected = 0.0;
                    var slope = slopes[row, pair].item<float>();
                    for (var d = 0; d < Width; d++)
                    {
                        expected += Value(row, i, j, d) * Value(row, j, i, d);
                        gradient[row, i, Place(i, j) * Width + d] += (float)(slope * Value(row, j, i, d));
                        gradient[row, j, Place(j, i) * Width + d] += (float)(slope * Value(row, i, j, d));
                    }

                    Assert.Equal(expected, products[row, pair].item<float>(), 1e-5);
                }
            }
        }

        TinyCase.Close(tensor(gradient), x.grad!);
    }
}
