using RankElastor.Data.Configuration;
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

namespace RankElastor.Cli.Bench;

/// <summary>
/// Training steps of DIN on one batch: an item with its category, and histories of both. One history has full length;
/// the lengths of the others are exponential, so that the mean is the wanted one.
/// </summary>
static class HistoriesBench
{
    const int Items = 20_000;
    const int Categories = 500;

    public static HistoriesBenchResult Run(HistoriesBenchSetting setting, Machine machine, double seconds)
    {
        var schema = Fields(setting.Most);
        var batch = Draw(new BatchLayout(schema), setting);
        using var model = Make(schema, setting.Width);
        var optimiser = new ModelOptimiser(
            model, new OptimiserOptions { EmbeddingUpdate = EmbeddingUpdate.Lazy }, machine.Workers);
        using var labels = tensor(batch.Labels);
        var (leaf, gradient) = (0L, 0L);
        var step = Timing.MedianSeconds(seconds, () =>
        {
            using var scope = NewDisposeScope();
            var logits = model.Logits(batch, ForwardPass.Train(1, optimiser.Steps, machine: machine));
            nn.functional.binary_cross_entropy_with_logits(logits, labels).backward();
            leaf = model.Embeddings.Sum(set => Bytes(set.Leaf));
            gradient = model.Embeddings.Sum(set => Bytes(set.Leaf?.grad));
            optimiser.Step(batch);
        });
        var layout = batch.Layout;
        var beside = batch.Bytes - layout.Sequences.Sum(field => batch.Sequence(field).BytesOf(batch.Rows));
        var padding = (long)batch.Rows * (layout.Positions - layout.IdColumns);
        return new HistoriesBenchResult(
            batch.Rows, batch.Sequences[0].Ids(batch.Rows).Length, setting.Most, setting.Width, leaf, gradient,
            batch.Bytes, (long)batch.Rows * layout.Positions * setting.Width * sizeof(float),
            beside + padding * sizeof(int), 1e3 * step, machine.Workers.Threads, MachineInfo.PeakRssMb());
    }

    static long Bytes(Tensor? tensor) => tensor is null ? 0 : tensor.numel() * sizeof(float);

    static RankingModel Make(Schema schema, int width) => ModelRegistry.BuiltIn.Create(
        YamlFile.Parse("bench histories", $$"""
            {model: DIN, embedding_dim: {{width}}, din_target_field: [[item, category]],
            din_sequence_field: [[items, categories]], attention_hidden_units: [64],
            attention_hidden_activations: ReLU, dnn_hidden_units: [512, 128, 64]}
            """), schema, seed: 2019);

    static Schema Fields(int most) => new("histories",
    [
        Field("item", FieldKind.Categorical, Items, 1), Field("category", FieldKind.Categorical, Categories, 1),
        Field("items", FieldKind.Sequence, Items, most) with { ShareEmbedding = "item" },
        Field("categories", FieldKind.Sequence, Categories, most) with { ShareEmbedding = "category" },
    ], ["label"]);

    static Field Field(string name, FieldKind kind, int ids, int length) => new()
    {
        Name = name,
        Kind = kind,
        VocabularySize = ids + 2,
        MaxLength = length,
        Pooling = SequencePooling.None,
    };

    static Batch Draw(BatchLayout layout, HistoriesBenchSetting setting)
    {
        var random = new SeededRandom(2019);
        var batch = new Batch(layout, setting.Rows) { Rows = setting.Rows };
        var others = Math.Max(0, (double)setting.Mean * setting.Rows - setting.Most) / Math.Max(1, setting.Rows - 1);
        for (var row = 0; row < setting.Rows; row++)
        {
            var drawn = -others * Math.Log(1 - random.NextDouble());
            var length = row == 0 ? setting.Most : (int)Math.Min(setting.Most, Math.Round(drawn));
            int[] items = [.. Enumerable.Range(0, length).Select(_ => 1 + random.NextInt(Items))];
            var item = 1 + random.NextInt(Items);
            (batch.Ids[2 * row], batch.Ids[2 * row + 1]) = (item, CategoryOf(item));
            batch.Sequences[0].Set(row, 0, items);
            batch.Sequences[1].Set(row, 0, [.. items.Select(CategoryOf)]);
            batch.Labels[row] = random.NextInt(2);
        }

        return batch;
    }

    static int CategoryOf(int item) => 1 + item % Categories;
}

/// <summary>What bench histories measures.</summary>
sealed record HistoriesBenchSetting(int Rows, int Mean, int Most, int Width);

/// <summary>
/// What bench histories prints with --json: bytes of the gathered rows, their gradient and the batch, and what they
/// would be with padding; a step is forward, backward and update.
/// </summary>
sealed record HistoriesBenchResult(
    int Rows, int Events, int Most, int Width, long LeafBytes, long GradientBytes, long BatchBytes,
    long PaddedLeafBytes, long PaddedBatchBytes, double Ms, int Threads, double PeakRssMb);
