// Trains a model of one's own on rows of one's own, without any file:
//
//   dotnet run --project samples/TrainFromCode
using RankElastor;
using RankElastor.Data.Datasets;
using RankElastor.Data.Sources;
using RankElastor.Training.Optimisation.Updates;
using RankElastor.Training.Options;

var random = new Random(7);
Visit[] visits = [.. Enumerable.Range(0, 40_000).Select(_ => Visit.Draw(random))];

// The columns are the properties of the rows' type. Encoders see the training rows only.
var data = DatasetOptions.Of(
    "visits",
    label: nameof(Visit.Bought),
    [
        FieldOptions.Categorical(nameof(Visit.User)) with { Source = "user" },
        FieldOptions.Categorical(nameof(Visit.Age)) with { Source = "user" },
        FieldOptions.Categorical(nameof(Visit.Product)) with { Source = "item" },
        FieldOptions.Numeric(nameof(Visit.Price)) with { Source = "item" },
    ],
    train: RowSet.Of(visits[..30_000]),
    valid: RowSet.Of(visits[30_000..35_000]),
    test: RowSet.Of(visits[35_000..]));

var towers = new TwoTowersOptions { Width = 8, HiddenUnits = [32] };
var training = new TrainingOptions
{
    BatchSize = 500,
    Epochs = 8,
    Seed = 2021,
    Optimiser = new OptimiserOptions { LearningRate = 2e-2 },
};

using var run = Experiment.Of("TwoTowers_visits", data, (schema, seed) => new TwoTowers(towers, schema, seed), training)
    .Run();
Console.WriteLine($"{run.Result.Epochs} epochs, the best was epoch {run.Result.BestEpoch}");
Console.WriteLine($"test AUC {run.Test["AUC"]:0.0000}, logloss {run.Test["logloss"]:0.0000}");
Console.WriteLine($"rank of the field vectors {run.Rank["embedding"]["entropy_rank_sv"]:0.00} of at most 4");

/// <summary>A row: who looked at what, and whether they bought it.</summary>
sealed record Visit(string User, int Age, string Product, double Price, bool Bought)
{
    /// <summary>People buy products of their own kind, rather cheap ones.</summary>
    public static Visit Draw(Random random)
    {
        var (user, age, product, price) = (random.Next(50), random.Next(18, 70), random.Next(40), random.NextDouble());
        var logit = (user % 5 == product % 5 ? 2 : -1) - 2 * price;
        return new Visit($"u{user}", age, $"p{product}", price, random.NextDouble() < 1 / (1 + Math.Exp(-logit)));
    }
}
