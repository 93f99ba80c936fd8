using RankElastor.Data.Datasets;
using RankElastor.Data.Schemas;
using RankElastor.Data.Sources;
using RankElastor.Model.Layers;
using RankElastor.Model.Zoo.Baselines;
using RankElastor.Numerics.Randomness;
using RankElastor.Training.Optimisation.Updates;
using RankElastor.Training.Options;

namespace RankElastor.Tests.FrontDoor;

/// <summary>A row of a caller's own.</summary>
sealed record Click(string User, int Item, double? Price, string[] History, int Clicked);

/// <summary>Generated clicks and an experiment on them, built without a file.</summary>
static class Clicks
{
    public static IReadOnlyList<Click> Rows(int count, ulong seed)
    {
        var random = new SeededRandom(seed);
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            var (user, item) = (random.NextInt(12), random.NextInt(9));
            var history = Enumerable.Range(0, random.NextInt(4)).Select(_ => $"i{random.NextInt(9)}").ToArray();
            double? price = random.NextInt(10) == 0 ? null : random.NextDouble();
            var chance = (user + item) % 3 == 0 ? 0.8 : 0.2;
            return new Click($"u{user}", item, price, history, random.NextDouble() < chance ? 1 : 0);
        })];
    }

    public static IReadOnlyList<FieldOptions> Fields { get; } =
    [
        FieldOptions.Categorical(nameof(Click.User)),
        FieldOptions.Categorical(nameof(Click.Item)),
        FieldOptions.Numeric(nameof(Click.Price)),
        FieldOptions.Sequence(nameof(Click.History), maxLength: 3),
    ];

    public static DatasetOptions Data { get; } = DatasetOptions.Of(
        "clicks", nameof(Click.Clicked), Fields, RowSet.Of(Rows(900, 1)), RowSet.Of(Rows(300, 2)),
        RowSet.Of(Rows(300, 3)));

    public static TrainingOptions Training { get; } = new()
    {
        BatchSize = 64,
        Epochs = 3,
        Seed = 7,
        ProbeSample = 32,
        Optimiser = new OptimiserOptions { LearningRate = 0.02, Seed = 7 },
    };

    public static Dnn Model(Schema schema, int seed) =>
        new(new DnnOptions { Network = new MlpOptions { HiddenUnits = [16], Outputs = 1 } }, schema, seed);

    public static Experiment InMemory(string cache) => Experiment.Of(
        "clicks",
        Data,
        Model,
        Training) with
    { Cache = cache };
}
