using RankElastor.Data.Rows;
using RankElastor.Model.Embeddings;
using RankElastor.Model.Interchange;
using RankElastor.Model.Passes;
using RankElastor.Numerics.Threads;
using RankElastor.Tests.Training;
using RankElastor.Training.Checkpoints;
using RankElastor.Training.Optimisation;
using RankElastor.Training.Optimisation.Updates;
using RankElastor.Training.State;
using static TorchSharp.torch;

namespace RankElastor.Tests.Model.Embeddings;

[Collection("torch")]
public sealed class EmbeddingStorageTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("rankelastor-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(EmbeddingStorage.Full, EmbeddingUpdate.Exact)]
    [InlineData(EmbeddingStorage.Bf16, EmbeddingUpdate.Exact)]
    [InlineData(EmbeddingStorage.Bf16, EmbeddingUpdate.Lazy)]
    [InlineData(EmbeddingStorage.ScaledBytes, EmbeddingUpdate.Exact)]
    [InlineData(EmbeddingStorage.ScaledBytes, EmbeddingUpdate.Lazy)]
    public void Training_ResumedOnOtherThreads_EndsInTheSameBits(EmbeddingStorage storage, EmbeddingUpdate update)
    {
        using var whole = Model(storage);
        var optimiser = Optimiser(whole, update, 1);
        Train(whole, optimiser, 1, 3);
        new CheckpointStore(new CheckpointFolder(_folder), whole, optimiser).SaveLast(new TrainingState { Step = 3 });
        Train(whole, optimiser, 4, 6);

        using var resumed = Model(storage);
        var continued = Optimiser(resumed, update, 3);
        new CheckpointStore(new CheckpointFolder(_folder), resumed, continued).LoadLast();
        Train(resumed, continued, 4, 6);
        Assert.Equal(Stored(whole), Stored(resumed));
        Assert.Equal(
            optimiser.State.Select(state => state.Values.bytes.ToArray()),
            continued.State.Select(state => state.Values.bytes.ToArray()));
    }

    [Theory]
    [InlineData(EmbeddingStorage.Bf16, 0.01f)]
    [InlineData(EmbeddingStorage.ScaledBytes, 0.02f)]
    public void Training_StaysNearFloat32(EmbeddingStorage storage, float tolerance)
    {
        using var full = Model(EmbeddingStorage.Full);
        using var rounded = Model(storage);
        Train(full, Optimiser(full, EmbeddingUpdate.Lazy, 1), 1, 20);
        Train(rounded, Optimiser(rounded, EmbeddingUpdate.Lazy, 1), 1, 20);
        foreach (var (exact, near) in full.Embeddings[0].Tables.Zip(rounded.Embeddings[0].Tables))
        {
            var moved = exact.Values.ToArray().Max(MathF.Abs);
            Assert.True(moved > 0.1f); // far from the start, so that updates that vanish would show
            Assert.InRange(
                exact.Values.ToArray().Zip(near.Values.ToArray(), (left, right) => MathF.Abs(left - right)).Average(),
                0,
                tolerance);
            Assert.True(exact.Bytes > near.Bytes);
        }
    }

    [Theory]
    [InlineData(EmbeddingStorage.Bf16)]
    [InlineData(EmbeddingStorage.ScaledBytes)]
    public void SafetensorsFile_HoldsFloat32_ThatAnyStorageCanRead(EmbeddingStorage storage)
    {
        var path = Path.Combine(_folder, "model.safetensors");
        using var model = Model(storage);
        Train(model, Optimiser(model, EmbeddingUpdate.Exact, 2), 1, 4);
        ModelFile.Save(model, path);
        using var full = Model(EmbeddingStorage.Full);
        ModelFile.Load(full, path);
        using var again = Model(storage);
        ModelFile.Load(again, path);
        foreach (var (stored, (wide, back)) in model.Embeddings[0].Tables.Zip(
            full.Embeddings[0].Tables.Zip(again.Embeddings[0].Tables)))
        {
            Assert.Equal(stored.Values.ToArray(), wide.Values.ToArray());
            Assert.All(
                stored.Values.ToArray().Zip(back.Values.ToArray()),
                pair => Assert.Equal(pair.First, pair.Second, 1e-6f));
        }
    }

    [Fact]
    public void ScaledBytes_LeavesRowsOfOneNumberInFloat32()
    {
        using var model = new RankElastor.Model.Zoo.Baselines.LogisticRegression(TinyModel.Fields, 1);
        model.StoreEmbeddings(EmbeddingStorage.ScaledBytes);
        Assert.All(model.Embeddings[0].Tables, table => Assert.Equal(4L * table.Rows, table.Bytes));
    }

    static TinyModel Model(EmbeddingStorage storage)
    {
        var model = new TinyModel(TinyModel.Fields, 7);
        model.StoreEmbeddings(storage);
        return model;
    }

    static ModelOptimiser Optimiser(TinyModel model, EmbeddingUpdate update, int threads)
    {
        var options = new OptimiserOptions
        {
            LearningRate = 0.02,
            EmbeddingRegulariser = new(0, 1e-3),
            EmbeddingUpdate = update,
            Seed = 5,
        };
        return new ModelOptimiser(model, options, new Workers(threads));
    }

    static void Train(TinyModel model, ModelOptimiser optimiser, int first, int last)
    {
        for (var step = first; step <= last; step++)
        {
            using var scope = NewDisposeScope();
            Batch batch = TinyData.Rows(200, (ulong)step);
            optimiser.ZeroGrad();
            var labels = tensor(batch.Labels.AsSpan(0, batch.Rows).ToArray());
            nn.functional.binary_cross_entropy_with_logits(
                model.Logits(batch, ForwardPass.Train(1, step)), labels).backward();
            optimiser.Step(batch);
        }
    }

    static byte[][] Stored(TinyModel model) =>
        [
            .. model.Embeddings[0].Tables.SelectMany(table => table.Stored)
                .Select(stored => stored.Value.bytes.ToArray()),
            .. model.Parameters.All.Select(parameter => parameter.Value.bytes.ToArray())];
}
