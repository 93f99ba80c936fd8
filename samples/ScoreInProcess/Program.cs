// Scores rows with a finished run, in the caller's process:
//
//   dotnet run --project samples/ScoreInProcess -- RUN FILE     the rows of a file in the training data's format
//   dotnet run --project samples/ScoreInProcess                 trains a small run first and scores objects
using RankElastor;
using RankElastor.Data.Datasets;
using RankElastor.Data.Schemas;
using RankElastor.Data.Sources;
using RankElastor.Model;
using RankElastor.Model.Zoo.Baselines;
using RankElastor.Training.Optimisation.Updates;
using RankElastor.Training.Options;

if (args is [var finished, var file])
{
    using var ranker = Ranker.Load(finished);
    ranker.Predict(file, probabilities =>
    {
        foreach (var probability in probabilities)
        {
            Console.WriteLine($"{probability:0.000000}");
        }
    });
    return;
}

// The model of an experiment that was built in code is built again by the same code when a run is loaded.
static RankingModel Make(Schema schema, int seed) =>
    new FactorisationMachine(new FieldVectorOptions { Width = 8 }, schema, seed);

var output = Directory.CreateTempSubdirectory("rankelastor-").FullName;
try
{
    var folder = Train(output);
    using var ranker = Ranker.Load(folder, Make, machine: new MachineOptions { Threads = 1 });
    Candidate[] candidates = [.. Enumerable.Range(0, 10).Select(item => new Candidate("u3", $"i{item}"))];
    var probabilities = ranker.Score(candidates); // one number per candidate; no label is needed
    foreach (
        var (candidate, probability) in candidates.Zip(probabilities).OrderByDescending(pair => pair.Second).Take(3))
    {
        Console.WriteLine($"{candidate.User} {candidate.Item} {probability:0.000}");
    }
}
finally
{
    Directory.Delete(output, recursive: true);
}

// Trains on generated clicks and returns the run's folder.
static string Train(string output)
{
    var random = new Random(7);
    var data = DatasetOptions.Of(
        "clicks",
        label: nameof(Click.Clicked),
        [FieldOptions.Categorical(nameof(Click.User)), FieldOptions.Categorical(nameof(Click.Item))],
        train: RowSet.Of<Click>([.. Enumerable.Range(0, 20_000).Select(_ => Click.Draw(random))]));
    var optimiser = new OptimiserOptions { LearningRate = 2e-2 };
    var training = new TrainingOptions { BatchSize = 500, Epochs = 5, Seed = 2021, Optimiser = optimiser };
    var experiment = Experiment.Of("FM_clicks", data, Make, training) with
    {
        Out = output,
        Cache = Path.Combine(output, "cache"),
    };
    using var run = experiment.Run();
    return run.Result.Run;
}

/// <summary>What is scored: the columns that the model reads.</summary>
sealed record Candidate(string User, string Item);

/// <summary>What is learnt from: a candidate that was shown, and the answer.</summary>
sealed record Click(string User, string Item, bool Clicked)
{
    /// <summary>Users click on items of their own kind.</summary>
    public static Click Draw(Random random)
    {
        var (user, item) = (random.Next(20), random.Next(10));
        return new Click($"u{user}", $"i{item}", random.NextDouble() < (user % 5 == item % 5 ? 0.7 : 0.1));
    }
}
