using RankElastor.Model.Embeddings;
using RankElastor.Model.Layers.Histories;
using RankElastor.Numerics.Threads;
using static TorchSharp.torch;

namespace RankElastor.Tests.Model.Layers.Histories;

[Collection("torch")]
public sealed class PackedHistoriesTests : IDisposable
{
    // padding behind, none, in front, between items, and nothing else
    static readonly bool[,] _mask =
    {
        { true, true, false, false }, { true, true, true, true }, { false, false, false, true },
        { true, false, true, true }, { false, false, false, false },
    };

    readonly TorchSharp.DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void Items_StandByStepAndLength()
    {
        var packed = Packed(skipsPadding: true);
        Assert.Equal([4, 3, 2, 1], packed.Steps);

        // rows 1, 3, 0, 2 by length; a vector is its row and position
        Assert.Equal([10, 30, 0, 23, 11, 32, 1, 12, 33, 13], Numbers(packed.Pack(Places())));
        Assert.Equal([1, 13, 23, 33, 0], Numbers(packed.Last(packed.Pack(Places()))));
        Assert.Equal([1, 3, 0, 2, 1, 3, 0, 1, 3, 1], Numbers(packed.Repeat(arange(5, ScalarType.Float32).view(5, 1))));
        Assert.Equal([10, 30, 0, 20, 11, 31, 1, 12, 32, 13], Numbers(Packed(skipsPadding: false).Pack(Places())));
    }

    [Fact]
    public void Unpack_IsZeroAtPadding()
    {
        var packed = Packed(skipsPadding: true);
        var expected = Places() * tensor(_mask).to(ScalarType.Float32).unsqueeze(-1);
        Assert.Equal(Numbers(expected), Numbers(packed.Unpack(packed.Pack(Places()))));
        var some = arange(4, ScalarType.Float32);
        Assert.Equal([0, 1, 2, 3, 0], Numbers(packed.Spread(some)));
        Assert.Equal([0, 1, 2, 3], Numbers(packed.Filled(packed.Spread(some))));
    }

    /// <summary>Events are what stands between a row's first and last item; other positions are zero.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Events_ArePackedAsPositionsAre(bool skipsPadding)
    {
        var places = new SequencePlaces([0, 2, 6, 7, 11, 11], [0, 0, 3, 0, 0], 4, Workers.Sequential);
        var events = tensor(new float[] { 0, 1, 10, 11, 12, 13, 23, 30, 31, 32, 33 }).view(-1, 1);
        var packed = Packed(skipsPadding);
        Assert.Equal(
            Numbers(packed.Pack(places.Spread(events, new PositionWindow(0, 4)))),
            Numbers(packed.Pack(events, places)));
    }

    /// <summary>Σ c ⊙ y is linear in x: its gradient is Σ c of the places that a number went to.</summary>
    [Fact]
    public void Gradients_AreThoseOfWhatWasSelected()
    {
        var packed = Packed(skipsPadding: true);
        var factors = arange(1, 11, 1, ScalarType.Float32).view(10, 1);
        Assert.Equal(
            [3, 7, 0, 0, 1, 5, 8, 10, 0, 0, 0, 4, 2, 0, 6, 9, 0, 0, 0, 0],
            Gradient(Places(), x => (packed.Pack(x) * factors).sum()));
        Assert.Equal(
            [3 + 7, 1 + 5 + 8 + 10, 4, 2 + 6 + 9, 0], Gradient(zeros(5, 1), x => (packed.Repeat(x) * factors).sum()));
    }

    static float[] Gradient(Tensor x, Func<Tensor, Tensor> sum)
    {
        x.requires_grad_(true);
        sum(x).backward();
        return Numbers(x.grad!);
    }

    static PackedHistories Packed(bool skipsPadding) => new(tensor(_mask), skipsPadding, new Workers(2));

    /// <summary>10 row + position, [5, 4, 1].</summary>
    static Tensor Places() => (arange(5, ScalarType.Float32).view(5, 1, 1) * 10
        + arange(4, ScalarType.Float32).view(1, 4, 1)).contiguous();

    static float[] Numbers(Tensor x) => [.. x.detach().contiguous().data<float>()];
}
