using System.Globalization;
using System.Text;
using RankElastor.Data.Files;
using RankElastor.Data.Schemas;
using RankElastor.Data.Sources;
using RankElastor.Model.Zoo;
using RankElastor.Model.Zoo.Baselines;
using RankElastor.Tests.Cli;
using RankElastor.Tests.Data;
using RankElastor.Training.Records;
using RankElastor.Training.State;

namespace RankElastor.Tests.FrontDoor;

/// <summary>What a library user can do without the command line.</summary>
[Collection("torch")]
public sealed class ExperimentTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Run_InMemory_LeavesNoRunFolder_AndScoresWhatItReported()
    {
        var test = Clicks.Rows(300, 3);

        using var run = Clicks.InMemory(_folder["cache"]).Run(stop: Stop);

        Assert.Equal(["cache"], Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName));
        Assert.Equal(
            PairwiseAuc(run.Ranker.Score(test), [.. test.Select(click => click.Clicked)]), run.Test["AUC"], 1e-6);
        Assert.True(run.Test["AUC"] > 0.55, $"{run.Test["AUC"]}");
        Assert.Contains("entropy_rank_ev", run.Rank["embedding"].Keys);
        Assert.IsType<ManifestRecord>(run.Records[0]);
        Assert.Same(run.Records[^1], run.Result);
    }

    [Fact]
    public void Run_OnRowsOfTheCaller_IsTheRunOnTheSameRowsAsCsv()
    {
        foreach (var (name, seed, count) in new[] { ("train", 1ul, 900), ("valid", 2ul, 300), ("test", 3ul, 300) })
        {
            _folder.Write($"{name}.csv", Csv(Clicks.Rows(count, seed)));
        }

        _folder.Write("dataset_config.yaml", $$"""
            clicks:
                data_root: {{_folder.Path}}
                data_format: csv
                train_data: train.csv
                valid_data: valid.csv
                test_data: test.csv
                label_col: {name: Clicked, dtype: float}
                feature_cols:
                    - {name: [User, Item], active: True, dtype: str, type: categorical}
                    - {name: Price, active: True, dtype: float, type: numeric, normalizer: StandardScaler}
                    - {name: History, active: True, dtype: str, type: sequence, max_len: 3, padding: pre}
            """);
        _folder.Write("model_config.yaml", """
            clicks:
                {model: DNN, dataset_id: clicks, hidden_units: [16], batch_size: 64, epochs: 3,
                    seed: 7, learning_rate: 2.e-2, probe_sample: 32}
            """);

        using var rows = Clicks.InMemory(_folder["cache"]).Run(stop: Stop);
        using var files = (Experiment.Load(_folder.Path, "clicks") with { Cache = _folder["cache"] }).Run(stop: Stop);

        Assert.Equal(files.Test, rows.Test);
        Assert.Equal(files.Ranker.Score(Clicks.Rows(50, 9)), rows.Ranker.Score(Clicks.Rows(50, 9)));
    }

    [Fact]
    public void Ranker_LoadedFromTheFolder_ScoresAsTheRunDid()
    {
        var experiment = Clicks.InMemory(_folder["cache"]).With(output: _folder["runs"]);
        var rows = Clicks.Rows(100, 4);

        using var run = experiment.Run(stop: Stop);
        using var ranker = Ranker.Load(Path.Combine(_folder["runs"], "clicks_seed7"), experiment.Model);

        Assert.Equal(run.Ranker.Score(rows), ranker.Score(rows));
        Assert.Equal(
            run.Test["AUC"], ranker.Evaluate(_folder.Write("test.csv", Csv(Clicks.Rows(300, 3))))["AUC"], 1e-12);
    }

    [Fact]
    public void Score_EqualsTheVerbPredict()
    {
        using var tiny = new TinyExperiment();
        Assert.Equal(0, tiny.Run("RankElastor").Code);
        var folder = tiny.RunFolder("RankElastor");
        Assert.Equal(
            0,
            CliResult.Of(
                "predict", "--run", folder, "--data", tiny.Folder["data/test.csv"],
                "--out", tiny.Folder["p.txt"]).Code);
        var lines = File.ReadAllLines(tiny.Folder["data/test.csv"]);
        string[] columns = lines[0].Split(',');

        using var ranker = Ranker.Load(folder);
        var scores = ranker.Score(
            RowSet.Of(columns, lines.Skip(1).Select(IReadOnlyList<object?> (line) => line.Split(','))));

        Assert.Equal(
            File.ReadAllLines(tiny.Folder["p.txt"]),
            scores.Select(score => score.ToString("R", CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void Resume_AfterAnInterruption_EndsInTheSameWeights()
    {
        using var stop = new CancellationTokenSource();
        var whole = Clicks.InMemory(_folder["cache"]).With(output: _folder["whole"]);
        var broken = whole.With(output: _folder["broken"]);
        using var run = whole.Run(stop: Stop);

        Assert.Throws<RunInterruptedException>(() => broken.Run(new StopAfter(20, stop), stop.Token));
        using var resumed = broken.Resume(stop: Stop);

        Assert.Equal(
            File.ReadAllBytes(Path.Combine(_folder["whole"], "clicks_seed7", "model.safetensors")),
            File.ReadAllBytes(Path.Combine(_folder["broken"], "clicks_seed7", "model.safetensors")));
    }

    [Fact]
    public void Load_KnowsAModelThatTheCallerAdds()
    {
        using var tiny = new TinyExperiment();
        tiny.Edit("config/model_config.yaml", "LR: {model: LR}", "LR: {model: Mine, hidden_units: [3]}");
        var asked = new List<string?>();
        var models = ModelRegistry.BuiltIn.With("Mine", (config, schema, seed) =>
        {
            asked.Add(config.Text("hidden_units_of_mine"));
            return new Dnn(DnnOptions.From(config), schema, seed);
        });

        using var run = (Experiment.Load(tiny.Config, "LR", models) with { Cache = tiny.Cache, Out = tiny.Out })
            .Run(stop: Stop);
        using var ranker = Ranker.Load(tiny.RunFolder("LR"), models);

        Assert.NotEmpty(asked);
        Assert.Equal("Mine", run.Result.Model);
        Assert.Contains("mlp.mlp.0.weight", ranker.Model.Parameters.All.Select(parameter => parameter.Name));
        var unknown = Assert.Throws<InputException>(() => Ranker.Load(tiny.RunFolder("LR")));
        Assert.Contains("model: found 'Mine'; allowed: ", unknown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void With_ChangesOnlyWhatItNames()
    {
        var experiment = Clicks.InMemory(_folder["cache"]);

        var other = experiment.With(seed: 8, epochs: 5, threads: 1);

        Assert.Equal((8, 5, 8ul), (other.Training.Seed, other.Training.Epochs, other.Training.Optimiser.Seed));
        Assert.Equal(64, other.Training.BatchSize);
        Assert.Equal(7, experiment.Training.Seed);
        Assert.Equal(
            "seed: found -1; allowed: a whole number >= 0",
            Assert.Throws<InputException>(() => experiment.With(seed: -1)).Message);
    }

    [Fact]
    public void Score_NamesTheColumnThatIsMissing_AndTheValueThatDoesNotFit()
    {
        using var run = Clicks.InMemory(_folder["cache"]).Run(stop: Stop);

        var missing = Assert.Throws<InputException>(
            () => run.Ranker.Score([new { User = "u1", Item = 1, Price = 0.5 }]));
        var wrong = Assert.Throws<InputException>(
            () => run.Ranker.Score([new { User = "u1", Item = 1, Price = "dear", History = "i1" }]));

        Assert.StartsWith(
            "rows: no column 'History'; columns: User, Item, Price", missing.Message, StringComparison.Ordinal);
        Assert.Equal("rows:1:Price: found 'dear'; allowed: a finite number, or nothing", wrong.Message);
    }

    [Fact]
    public void Check_FindsWhatDoesNotFit_BeforeAnythingIsPrepared()
    {
        var training = Clicks.Training with { Metrics = [RankElastor.Training.Evaluation.Metric.GroupedAuc] };
        var experiment = Experiment.Of(
            "none", Clicks.Data, (Schema schema, int seed) => new LogisticRegression(schema, seed), training) with
        {
            Cache = _folder["cache"],
        };

        Assert.StartsWith(
            "group_id: found nothing",
            Assert.Throws<InputException>(() => experiment.Run(stop: Stop)).Message,
            StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    /// <summary>
    /// The share of pairs of a positive and a negative row that are in order, ties half: AUC by its definition.
    /// </summary>
    static double PairwiseAuc(float[] scores, int[] labels)
    {
        var pairs = from positive in Enumerable.Range(0, labels.Length)
                    where labels[positive] == 1
                    from negative in Enumerable.Range(0, labels.Length)
                    where labels[negative] == 0
                    select scores[positive] > scores[negative] ? 1.0 : scores[positive] == scores[negative] ? 0.5 : 0;
        return pairs.Average();
    }

    static string Csv(IEnumerable<Click> rows)
    {
        var text = new StringBuilder("Clicked,User,Item,Price,History\n");
        foreach (var row in rows)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"{row.Clicked},{row.User},{row.Item},{row.Price:R},{string.Join('^', row.History)}\n");
        }

        return text.ToString();
    }

    sealed class StopAfter(int steps, CancellationTokenSource stop) : ITrainingProgress
    {
        int _left = steps;

        public void Note(string line) { }

        public void Advance(in StepProgress progress)
        {
            if (--_left == 0)
            {
                stop.Cancel();
            }
        }
    }
}
