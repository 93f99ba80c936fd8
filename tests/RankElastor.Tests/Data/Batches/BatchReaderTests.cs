using System.Text.Json;
using RankElastor.Data.Batches;
using RankElastor.Data.Preparation;
using RankElastor.Data.Store;
using RankElastor.Numerics.Randomness;

namespace RankElastor.Tests.Data.Batches;

public sealed class BatchReaderTests : IDisposable
{
    const int Rows = 103;
    readonly TemporaryFolder _folder = new();
    readonly PreparedData _data;

    public BatchReaderTests()
    {
        var table = "label,x\n" + string.Concat(Enumerable.Range(0, Rows).Select(row => $"{row % 2},{row}\n"));
        _data = SmallDataset.Prepare(_folder, table, "name: x, active: True, dtype: int, type: numeric");
    }

    [Fact]
    public void Epoch_HasEveryRowOnce_AndNoBatchIsDropped()
    {
        var batches = Epoch(seed: 1, epoch: 0);
        Assert.Equal([10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 3], batches.Select(batch => batch.Length));
        Assert.Equal(Enumerable.Range(0, Rows).Select(row => (float)row), batches.SelectMany(batch => batch).Order());
    }

    [Fact]
    public void Epoch_SameSeedAndNumber_IsTheSameOrder() => Assert.Equal(Epoch(1, 3), Epoch(1, 3));

    [Fact]
    public void Epoch_OtherSeedOrNumber_IsAnotherOrder()
    {
        Assert.NotEqual(Epoch(1, 3), Epoch(1, 4));
        Assert.NotEqual(Epoch(1, 3), Epoch(2, 3));
    }

    [Fact]
    public void Epoch_WithSkip_ContinuesTheSameOrder() => Assert.Equal(Epoch(1, 2).Skip(4), Epoch(1, 2, skip: 4));

    [Fact]
    public void Epoch_SkippedToTheEnd_IsEmpty() => Assert.Empty(Epoch(1, 2, skip: 11));

    [Fact]
    public void Sequential_IsTheStoredOrder() =>
        Assert.Equal(
            Enumerable.Range(0, Rows).Select(row => (float)row),
            Reader(1).Sequential().SelectMany(batch => batch.Numbers[..batch.Rows]));

    [Fact]
    public void Epoch_LeftEarly_Stops()
    {
        for (var repeat = 0; repeat < 50; repeat++)
        {
            Assert.Equal(10, Reader(1).Epoch(repeat).First().Rows);
        }
    }

    [Fact]
    public void Epoch_FailureOfTheReadingThread_ReachesTheCaller()
    {
        var batches = new BatchReader(_data.Train, -1, new SeededRandom(1)).Epoch(0);
        Assert.ThrowsAny<Exception>(() => batches.Count());
    }

    [Fact]
    public void Epoch_ByBlocks_HasEveryRowOnce_AndIsReproducible()
    {
        foreach (var (blockRows, windowRows) in ((int, int)[])[(1, 1), (7, 21), (10, 10), (13, 200), (200, 1)])
        {
            var batches = Blocks(blockRows, windowRows, seed: 1, epoch: 0);
            Assert.Equal([10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 3], batches.Select(batch => batch.Length));
            Assert.Equal(
                Enumerable.Range(0, Rows).Select(row => (float)row), batches.SelectMany(batch => batch).Order());
            Assert.Equal(batches, Blocks(blockRows, windowRows, seed: 1, epoch: 0));
            Assert.NotEqual(batches, Blocks(blockRows, windowRows, seed: 1, epoch: 1));
            Assert.NotEqual(batches, Blocks(blockRows, windowRows, seed: 2, epoch: 0));
            Assert.Equal(batches.Skip(4), Blocks(blockRows, windowRows, seed: 1, epoch: 0, skip: 4));
        }
    }

    [Fact]
    public void Epoch_ByBlocks_MixesOnlyTheBlocksOfAWindow()
    {
        var rows = Blocks(blockRows: 10, windowRows: 20, seed: 1, epoch: 0).SelectMany(batch => batch).ToList();
        var windows = rows.Chunk(20).ToList(); // behind the short last block they overlap two windows
        Assert.All(
            windows.Take(4), window => Assert.InRange(window.Select(row => (int)row / 10).Distinct().Count(), 2, 4));
        Assert.Contains(windows, window => !window.SequenceEqual(window.Order()));
    }

    [Fact]
    public void Shuffle_Auto_DependsOnBytesAlone()
    {
        var options = new ShuffleOptions { ExactBytes = _data.Train.Bytes };
        Assert.Equal(ShuffleForm.Exact, new BatchReader(_data.Train, 10, new SeededRandom(1), options).Shuffle);
        Assert.Equal(ShuffleForm.Block, new BatchReader(
            _data.Train, 10, new SeededRandom(1), options with { ExactBytes = options.ExactBytes - 1 }).Shuffle);
        Assert.Equal(ShuffleForm.Exact, new BatchReader(
            _data.Train, 10, new SeededRandom(1), options with { ExactBytes = 0, Form = ShuffleForm.Exact }).Shuffle);
    }

    [Fact]
    public void Shuffle_Auto_IsExactUpToTwoGibibytes()
    {
        Assert.Equal(ShuffleForm.Exact, new ShuffleOptions().Resolve(2L << 30));
        Assert.Equal(ShuffleForm.Block, new ShuffleOptions().Resolve((2L << 30) + 1));
    }

    [Fact]
    public void Sequential_WithSkip_ContinuesTheStoredOrder() =>
        Assert.Equal(
            Enumerable.Range(70, 33).Select(row => (float)row),
            Reader(1).Sequential(7).SelectMany(batch => batch.Numbers[..batch.Rows]));

    [Fact]
    public void Epoch_OfOneWindow_IsTheShuffleOfAllRows()
    {
        var expected = Enumerable.Range(0, Rows).ToArray();
        new SeededRandom(1).Fork("shuffle").Fork(3).Shuffle<int>(expected);
        Assert.Equal(expected.Select(row => (float)row), Epoch(1, 3).SelectMany(batch => batch));
    }

    [Fact]
    public void BatchesOfOneThread_AreThoseReadAhead()
    {
        var folder = Path.Combine(_data.Folder, "train");
        var manifest = JsonSerializer.Deserialize<StoreManifest>(
            File.ReadAllText(Path.Combine(folder, StoreManifest.FileName)), ColumnStoreWriter.Json)!;
        using var store = ColumnStore.Open(folder, _data.Train.Layout, source: manifest.Source);
        var blocks = new ShuffleOptions
        {
            Form = ShuffleForm.Block,
            BlockRows = 7,
            WindowBytes = 21 * (store.Bytes / Rows),
        };
        foreach (var form in (ShuffleOptions[])[new(), blocks])
        {
            Assert.Equal(Values(_data.Train, form), Values(store, form));
            Assert.Equal(10, new BatchReader(store, 10, new SeededRandom(1), form).Epoch(3).First().Rows);
        }

        static List<float[]> Values(ColumnStore from, ShuffleOptions form)
        {
            var reader = new BatchReader(from, 10, new SeededRandom(1), form);
            return [.. reader.Epoch(3, 2).Concat(reader.Sequential(4)).Select(batch => batch.Numbers[..batch.Rows])];
        }
    }

    List<float[]> Blocks(int blockRows, int windowRows, ulong seed, int epoch, long skip = 0)
    {
        var options = new ShuffleOptions
        {
            Form = ShuffleForm.Block,
            BlockRows = blockRows,
            WindowBytes = windowRows * (_data.Train.Bytes / Rows),
        };
        var reader = new BatchReader(_data.Train, 10, new SeededRandom(seed), options);
        return [.. reader.Epoch(epoch, skip).Select(batch => batch.Numbers[..batch.Rows])];
    }

    public void Dispose()
    {
        _data.Dispose();
        _folder.Dispose();
    }

    BatchReader Reader(ulong seed) => new(_data.Train, 10, new SeededRandom(seed));

    List<float[]> Epoch(ulong seed, int epoch, long skip = 0) =>
        [.. Reader(seed).Epoch(epoch, skip).Select(batch => batch.Numbers[..batch.Rows])];
}
