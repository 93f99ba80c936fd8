using System.Globalization;
using RankElastor.Data.Files;
using RankElastor.Numerics.Randomness;
using RankElastor.Tests.Data;
using RankElastor.Training.State;

namespace RankElastor.Tests.FrontDoor;

/// <summary>Several labels, numbers, and weights of rows, from FuxiCTR's two files to predictions.</summary>
[Collection("torch")]
public sealed class TaskTests : IDisposable
{
    const string TwoLabels = "[{name: click, dtype: float}, {name: buy, dtype: float}]";
    readonly TemporaryFolder _folder = new();

    static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [Trait("kind", "slow")]
    [InlineData("ShareBottom")]
    [InlineData("MMoE")]
    [InlineData("OMoE")]
    [InlineData("PLE")]
    [InlineData("ESMM")]
    public void SeveralTasks_AreTrained_MeasuredAndPredicted(string model)
    {
        var progress = new Heard();
        using var run = Experiment(TwoLabels, $$"""
              model: {{model}}
              num_tasks: 2
              task: [binary_classification, binary_classification]
              monitor: {click_AUC: 1, buy_AUC: 1}
            """).Run(progress, Stop);
        Assert.Equal(
            ["buy_AUC", "buy_logloss", "click_AUC", "click_logloss"],
            run.Valid.Keys.Where(name => name.Contains('_', StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.Equal((run.Valid["click_AUC"] + run.Valid["buy_AUC"]) / 2, run.Valid["AUC"], 1e-12);
        Assert.True(run.Test["click_AUC"] > 0.6 && run.Test["buy_AUC"] > 0.6, string.Join(", ", run.Test));
        Assert.Contains(progress.Lines, line =>
            line.StartsWith("[Task: buy][Metrics] AUC: 0.", StringComparison.Ordinal));
        Assert.Equal(["click", "buy"], run.Ranker.Labels);
        var rows = 0;
        run.Ranker.Predict(_folder.At("test.csv"), scores => rows += scores.Length / 2);
        Assert.Equal(300, rows);
        var again = run.Ranker.Evaluate(_folder.At("test.csv"));
        Assert.Equal(run.Test["buy_logloss"], again["buy_logloss"], 1e-9);
    }

    [Fact]
    public void AModelOfOneTask_LearnsTheFirstLabel_AndSaysSo()
    {
        var progress = new Heard();
        using var run = Experiment(TwoLabels, "  model: DNN\n  hidden_units: [8]").Run(progress, Stop);
        Assert.Contains(progress.Lines, line =>
            line.Contains("labels click, buy; this model learns the first alone", StringComparison.Ordinal));
        using var alone =
            Experiment("{name: click, dtype: float}", "  model: DNN\n  hidden_units: [8]").Run(stop: Stop);
        Assert.Equal(alone.Test["logloss"], run.Test["logloss"]);
    }

    [Fact]
    public void Regression_LearnsNumbers_AndAnswersThem()
    {
        using var run = Experiment("{name: price, dtype: float}", """
              model: DNN
              task: regression
              loss: mse_loss
              hidden_units: [8]
            """).Run(stop: Stop);
        Assert.Equal(["MSE", "MAE"], run.Test.Keys);
        Assert.True(run.Test["MSE"] < 1.2, $"{run.Test["MSE"]}"); // the variance is about 4, the noise 1
        Assert.Empty(run.Alarms);
        var scores = new List<float>();
        run.Ranker.Predict(_folder.At("test.csv"), piece => scores.AddRange(piece));
        Assert.InRange(scores.Max(), 1.2, 5);
    }

    [Fact]
    [Trait("kind", "slow")]
    public void MixedTasks_HaveTheMetricsThatFit()
    {
        using var run = Experiment("[{name: click, dtype: float}, {name: price, dtype: float}]", """
              model: MMoE
              task: [binary_classification, regression]
              metrics: [AUC, MSE]
              loss_weight: [1, 0.5]
            """).Run(stop: Stop);
        Assert.Equal(["AUC", "MSE", "click_AUC", "click_MSE", "price_MSE"],
            run.Valid.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void RowsOfNoWeight_AreNotLearnt()
    {
        const string Model = "  model: LR";
        using var all = Experiment("{name: click, dtype: float}", Model).Run(stop: Stop);
        // w is 1 for users below 6 and 0 for others, whose tables then stay at their start
        using var run = Experiment("{name: click, dtype: float}", Model, "  weight_col: {name: w, dtype: float}\n")
            .Run(stop: Stop);
        Assert.NotEqual(all.Test["logloss"], run.Test["logloss"]);
        var table = run.Ranker.Model.Embeddings[0].Tables.Single(found => found.Name.Contains(
            "user", StringComparison.Ordinal)).Weights;
        var moved = Enumerable.Range(1, 12).Count(row => Math.Abs(table[row, 0].item<float>()) > 0.01);
        Assert.Equal(6, moved);
    }

    [Theory]
    [InlineData("  model: MMoE\n  task: [regression]\n  loss: [bce, bce]", "binary_crossentropy for click, which is")]
    [InlineData("  model: MMoE\n  task: [regression, regression, regression]", "found '3 words'; allowed: one, or 2")]
    [InlineData("  model: MMoE\n  monitor: stay_AUC", "monitor: found 'stay_AUC'")]
    [InlineData("  model: DNN\n  monitor: buy_AUC", "the model learns one label, click")]
    [InlineData("  model: MMoE\n  task: regression\n  metrics: [AUC]", "metrics: found 'AUC' for click, buy")]
    public void WrongTasks_AreOneLine(string body, string expected)
    {
        var error = Assert.Throws<InputException>(() => Experiment(TwoLabels, body).Run(stop: Stop));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    Experiment Experiment(string labels, string model, string more = "")
    {
        var random = new SeededRandom(5);
        foreach (var (name, rows) in new[] { ("train", 1200), ("valid", 300), ("test", 300) })
        {
            _folder.Write($"{name}.csv", "click,buy,price,user,item,w\n" + string.Concat(
                Enumerable.Range(0, rows).Select(_ => Row(random))));
        }

        _folder.Write("dataset_config.yaml", $$"""
            d:
              data_root: {{_folder.Path}}
              train_data: train.csv
              valid_data: valid.csv
              test_data: test.csv
              label_col: {{labels}}
              feature_cols: [{name: [user, item], active: True, dtype: str, type: categorical}]

            """ + more);
        _folder.Write("model_config.yaml", $"""
            e:
              dataset_id: d
              batch_size: 100
              epochs: 6
              seed: 3
              learning_rate: 0.02
              embedding_dim: 4
              probe_sample: 32

            """ + model + "\n");
        return RankElastor.Experiment.Load(_folder.Path, "e") with { Cache = _folder.At("cache") };
    }

    static string Row(SeededRandom random)
    {
        var (user, item) = (random.NextInt(12), random.NextInt(9));
        var click = random.NextDouble() < ((user % 3) + (item % 3) > 2 ? 0.8 : 0.2);
        var buy = click && random.NextDouble() < (item % 2 == 0 ? 0.8 : 0.2);
        var price = 2 * (item % 3 - 1) + random.NextNormal();
        return string.Create(CultureInfo.InvariantCulture,
            $"{(click ? 1 : 0)},{(buy ? 1 : 0)},{price:0.####},u{user},i{item},{(user < 6 ? 1 : 0)}\n");
    }

    sealed class Heard : ITrainingProgress
    {
        public List<string> Lines { get; } = [];

        public void Note(string line) => Lines.Add(line);

        public void Warn(string line) => Lines.Add(line);

        public void Advance(in StepProgress progress) { }
    }
}
