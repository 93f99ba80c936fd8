using RankElastor.Data.Files;
using RankElastor.Experiments.Claims;
using RankElastor.Experiments.Mixers;
using RankElastor.Experiments.TrainedMixers;
using RankElastor.Numerics.Randomness;
using static TorchSharp.torch;

namespace RankElastor.Tests.Experiments.TrainedMixers;

/// <summary>Layers of trained Mixers against definitions in plain loops; connections and parameters by hand.</summary>
[Collection("torch")]
public sealed class MixerNetworkTests : IDisposable
{
    const int S = 4, C = 3, Batch = 2;

    readonly TorchSharp.DisposeScope _tensors = NewDisposeScope();
    readonly SeededRandom _random = new(5);

    public void Dispose() => _tensors.Dispose();

    [Fact]
    public void TokenLayer_IsOneMatrixForEachChannel()
    {
        using var layer = new TokenLayer(_random, S, 5, C);
        float[,] Expected(float[,] weight, float[,] x) => Loops(5 * C, (row, image) => Enumerable.Range(0, S).Sum(
            s => weight[row / C, s] * x[s * C + row % C, image]));
        AssertIs(layer, S * C, Expected);
        Assert.Equal(5 * S * C, layer.Connections);
    }

    [Fact]
    public void ChannelLayer_IsOneMatrixForEachToken()
    {
        using var layer = new ChannelLayer(_random, C, 5, S);
        float[,] Expected(float[,] weight, float[,] x) => Loops(S * 5, (row, image) => Enumerable.Range(0, C).Sum(
            c => weight[row % 5, c] * x[row / 5 * C + c, image]));
        AssertIs(layer, S * C, Expected);
        Assert.Equal(5 * S * C, layer.Connections);
    }

    [Fact]
    public void SparseLayer_IsAMaskedDenseLayer()
    {
        const int Inputs = 9, Outputs = 7, Reads = 4;
        using var layer = new SparseLayer(_random, Inputs, Outputs, Reads);
        long[] read = [.. layer.Read!.data<long>()];
        float[,] Expected(float[,] weight, float[,] x)
        {
            var dense = new float[Outputs, Inputs];
            for (var i = 0; i < read.Length; i++)
            {
                dense[i / Reads, read[i]] += weight[i / Reads, i % Reads];
            }

            Assert.Equal(Outputs * Reads, dense.Cast<float>().Count(value => value != 0)); // none is read twice
            return Loops(Outputs, (row, image) => Enumerable.Range(0, Inputs).Sum(i => dense[row, i] * x[i, image]));
        }

        AssertIs(layer, Inputs, Expected);
        Assert.Equal(Outputs * Reads, layer.Connections);
    }

    [Fact]
    public void PermutedLayer_KeepsSingularValues_AndIsAnotherMatrix()
    {
        using var plain = new TokenLayer(new(3), S, S, C);
        using var permuted = new PermutedLayer(
            new TokenLayer(new(3), S, S, C), MixerLayers.Random(_random, S * C), MixerLayers.Random(_random, S * C));
        Tensor Matrix(ConnectedLayer layer) => layer.call(eye(S * C)).detach().to(ScalarType.Float64);
        Assert.Equal(
            Draws.SingularValues(Matrix(plain)), Draws.SingularValues(Matrix(permuted)),
            (known, found) => Math.Abs(known - found) < 1e-6);
        Assert.True(Draws.Error(Matrix(plain), Matrix(permuted)) > 0.1);
        Assert.Equal(plain.Connections, permuted.Connections);
    }

    [Fact]
    public void Permutations_StandBeforeAndAfter()
    {
        long[] before = [2, 0, 1, 3], after = [1, 3, 2, 0];
        using var inner = new SparseLayer(_random, 4, 4, 4);
        using var layer = new PermutedLayer(inner, before, after);
        AssertIs(layer, 4, (weight, x) => Loops(4, (row, image) => Enumerable.Range(0, 4).Sum(
            i => weight[after[row], i] * x[before[i], image])));
    }

    /// <summary>Patches of 6 × 6 pixels; two pairs of blocks 16 → 32 → 16, 256 wide; 5 classes.</summary>
    [Theory]
    [InlineData(0, 108 * 16 + 2 * 2 * 2 * (16 * 32) + 5 * 256)]
    [InlineData(1, 108 * 16 + 2 * 2 * 2 * (16 * 32) + 5 * 256)]
    [InlineData(2, 256 * 108 + 2 * 2 * (512 * 16 + 256 * 32) + 5 * 256)]
    public void ConnectionsAndParameters_AreThoseCountedByHand(int mixing, long parameters)
    {
        var arm = MixerArm.Mixer(16, 16) with { Mixing = (Mixing)mixing };
        using var network = new MixerNetwork(arm, 5, _random);
        Assert.Equal(MixerLayers.Connections(2, 16, 16), network.Omega);
        Assert.Equal(parameters, network.Count);
        Assert.Equal(1 / 16.0, arm.Density, 12);
    }

    /// <summary>4 tokens of 43 channels: connections 4 · 8 · 43 and 43 · 86 · 4 in its layers.</summary>
    [Fact]
    public void Nearest_ComesNearestToOmega()
    {
        var arm = MixerArm.Nearest(4, 4096);
        Assert.Equal((4, 43), (arm.Reads, arm.Channels));
        using var network = new MixerNetwork(arm, 5, _random);
        Assert.Equal((4 * 8 * 43 + 43 * 86 * 4) / 2.0, network.Omega);
        Assert.Equal(432 * 43 + 2 * 2 * (4 * 8 + 43 * 86) + 5 * 172, network.Count);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(9)]
    [InlineData(24)]
    public void Patches_HoldEachPixelOnce_AndNeighbours(int patches)
    {
        var order = MixerNetwork.PatchOrder(patches);
        Assert.Equal(Enumerable.Range(0, ImageSet.Pixels).Select(i => (long)i), order.Order());
        var first = order[..(ImageSet.Pixels / patches / ImageSet.Colours)]; // the red plane of the first patch
        Assert.All(first, pixel => Assert.True(pixel / ImageSet.Side < 12 && pixel % ImageSet.Side < 12));
        Assert.Throws<ArgumentException>(() => MixerNetwork.PatchOrder(5));
    }

    [Fact]
    public void Block_AddsItsInput_OnlyWithSkips()
    {
        var x = tensor(Values(_random, 4, Batch));
        MixingBlock Block(bool skips) =>
            new(new SparseLayer(new(1), 4, 8, 4), new SparseLayer(new(2), 8, 4, 8), skips);
        using var with = Block(true);
        using var without = Block(false);
        var (added, alone) = (with.call(x) - x, without.call(x));
        Assert.True(Draws.Error(alone.to(ScalarType.Float64), added.to(ScalarType.Float64)) < 1e-5);
        Assert.True(alone.abs().max().item<float>() > 1e-3f);
    }

    [Fact]
    public void Images_AreOfTheSeed_AndNoPixelTellsTheClass()
    {
        var (set, again) = (ImageSet.Generate(new(4)), ImageSet.Generate(new(4)));
        Assert.Equal(set.Train.Pixels, again.Train.Pixels);
        Assert.NotEqual(set.Train.Pixels[..100], set.Test.Pixels[..100]);
        var means = Enumerable.Range(0, set.Classes).Select(label => Enumerable.Range(0, set.Train.Count)
            .Where(i => set.Train.Labels[i] == label).Average(
                i => set.Train.Pixels[i * ImageSet.Pixels + ImageSet.Pixels / 2]));
        Assert.All(means, mean => Assert.InRange(mean, -0.1, 0.1));
    }

    [Fact]
    public void FilesOfImages_AreReadByPath_CutToTheirMiddle()
    {
        using var folder = new Data.TemporaryFolder();
        byte[] Image(byte label) =>
            [label, .. Enumerable.Range(0, 3 * 32 * 32).Select(i => (byte)(i / 1024 * 80 + i / 32 % 32))];
        File.WriteAllBytes(folder["some_batch.bin"], [.. Image(1), .. Image(2)]);
        File.WriteAllBytes(folder["test_batch.bin"], Image(0));
        var set = ImageSet.Read(folder.Path);
        Assert.Equal((3, 2, 1), (set.Classes, set.Train.Count, set.Test.Count));
        Assert.Equal([1L, 2], set.Train.Labels);
        for (var plane = 0; plane < 3; plane++)
        {
            var expected = ((plane * 80 + 4 + 7) / 255f - 0.5f) * 4; // row 7 of the middle begins 4 rows down
            Assert.Equal(expected, set.Train.Pixels[ImageSet.Pixels + (plane * 24 + 7) * 24], 5);
        }

        File.WriteAllBytes(folder["test_batch.bin"], new byte[5]);
        var refused = Assert.Throws<InputException>(() => ImageSet.Read(folder.Path));
        Assert.Contains("test*.bin: found 5 bytes; allowed: images of 3073 bytes", refused.Message);
        Assert.Null(ImageSet.Below(folder.Path)); // no folder of photographs in it
        Directory.CreateDirectory(folder[ImageSet.Folder]);
        Assert.Throws<InputException>(() => ImageSet.Below(folder.Path));
    }

    void AssertIs(ConnectedLayer layer, int inputs, Func<float[,], float[,], float[,]> expected)
    {
        var (x, weight) = (Values(_random, inputs, Batch), layer.parameters().Single());
        var weights = new float[weight.shape[0], weight.shape[1]];
        Buffer.BlockCopy(weight.data<float>().ToArray(), 0, weights, 0, weights.Length * sizeof(float));
        var found = layer.call(tensor(x));
        Assert.True(Draws.Error(
            tensor(expected(weights, x)).to(ScalarType.Float64), found.to(ScalarType.Float64)) < 1e-5);
    }

    static float[,] Loops(int rows, Func<int, int, float> of)
    {
        var values = new float[rows, Batch];
        for (var i = 0; i < values.Length; i++)
        {
            values[i / Batch, i % Batch] = of(i / Batch, i % Batch);
        }

        return values;
    }

    static float[,] Values(SeededRandom random, int rows, int columns)
    {
        var values = new float[rows, columns];
        for (var i = 0; i < values.Length; i++)
        {
            values[i / columns, i % columns] = (float)random.NextNormal();
        }

        return values;
    }
}
