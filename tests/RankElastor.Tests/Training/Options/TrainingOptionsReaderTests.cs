using System.Text.Json;
using RankElastor.Data.Configuration;
using RankElastor.Data.Files;
using RankElastor.Training.Evaluation;
using RankElastor.Training.Optimisation.Updates;
using RankElastor.Training.Options;

namespace RankElastor.Tests.Training.Options;

public sealed class TrainingOptionsReaderTests
{
    [Fact]
    public void Read_NothingSet_IsFuxiCtrsDefaults()
    {
        var options = Read("{}");
        Assert.Equal((32, 1, 2, 1029), (options.BatchSize, options.Epochs, options.EarlyStopPatience, options.Seed));
        Assert.True(options.Shuffle && options.ReduceLearningRateOnPlateau && options.SaveBestOnly);
        Assert.Equal(
            (1e-3, 10.0, "adam"),
            (options.Optimiser.LearningRate, options.Optimiser.MaxGradientNorm, options.Optimiser.Kind.Word));
        Assert.Null(options.EvaluationSteps);
        Assert.Equal("AUC", options.Monitor.ToString());
    }

    [Fact]
    public void Probe_False_SwitchesEveryProbeOff()
    {
        Assert.Equal((7, 2), Probes("""{"probe_sample": 7, "probe_every": 2}"""));
        Assert.Equal((0, 0), Probes("""{"probe_sample": 7, "probe_every": 2, "probe": false}"""));

        static (int, int) Probes(string json) => Read(json) is var options
            ? (options.ProbeSample, options.ProbeEvery) : default;
    }

    [Fact]
    public void Read_ACriteoExperiment_UnderstandsEveryKey()
    {
        var options = Read("""
            {"batch_size": 4096, "epochs": 100, "optimizer": "adam", "embedding_regularizer": "l2(1.e-5)",
             "net_regularizer": 0, "monitor": {"AUC": 1, "logloss": -1}, "monitor_mode": "max",
             "metrics": ["logloss", "gAUC"], "group_id": "user", "embedding_update": "lazy"}
            """);
        Assert.Equal(new Regulariser(0, 1e-5), options.Optimiser.EmbeddingRegulariser);
        Assert.True(options.Optimiser.NetRegulariser.IsNone);
        Assert.Equal([Metric.Logloss, Metric.GroupedAuc, Metric.Auc], options.Metrics);
        Assert.Equal(
            0.5, options.Monitor.Value(new Dictionary<string, double> { ["AUC"] = 0.8, ["logloss"] = 0.3 }), 12);
        Assert.Equal(EmbeddingUpdate.Lazy, options.Optimiser.EmbeddingUpdate);
    }

    [Fact]
    public void Read_Regulariser_SetsBoth()
    {
        var options = Read("""{"regularizer": 0.5}""");
        Assert.Equal(new Regulariser(0, 0.5), options.Optimiser.EmbeddingRegulariser);
        Assert.Equal(new Regulariser(0, 0.5), options.Optimiser.NetRegulariser);
    }

    [Theory]
    [InlineData("{}", 256, 0, 256)]
    [InlineData("""{"probe_every": "step", "probe_rows": "all"}""", 256, 1, 0)]
    [InlineData("""{"probe_every": 50, "probe_rows": 64}""", 256, 50, 64)]
    [InlineData("""{"probe_every": "evaluation", "probe_sample": 8}""", 8, 0, 256)]
    [InlineData("""{"probe": false, "probe_every": "step"}""", 0, 0, 256)]
    public void Read_Probes(string json, int sample, int every, int rows)
    {
        var options = Read(json);
        Assert.Equal((sample, every, rows), (options.ProbeSample, options.ProbeEvery, options.ProbeRows));
    }

    [Theory]
    [InlineData("""{"probe_every": "epoch"}""", "evaluation | step | a whole number >= 1")]
    [InlineData("""{"probe_rows": 0}""", "probe_rows")]
    [InlineData("""{"probe_budget": 0}""", "a share above 0")]
    [InlineData("""{"probe_budget": "2"}""", "a share above 0")]
    [InlineData("""{"probe_budget": "150%"}""", "a share above 0")]
    [InlineData("""{"batch_size": 0}""", "batch_size")]
    [InlineData("""{"optimizer": "lion"}""", "adam | sgd | adagrad")]
    [InlineData("""{"metrics": ["AUCC"]}""", "gAUC_recbole")]
    [InlineData("""{"embedding_regularizer": "l3(1)"}""", "l1_l2(a,b)")]
    [InlineData("""{"embedding_regularizer": -1}""", "a number >= 0")]
    [InlineData("""{"monitor": "loss"}""", "logloss")]
    [InlineData("""{"task": "ranking"}""", "binary_classification")]
    public void Read_AWrongValue_IsOneLineWithKeyAndAllowed(string json, string part)
    {
        var message = Assert.Throws<InputException>(() => Read(json)).Message;
        Assert.Contains(part, message);
        Assert.StartsWith("model_config.yaml", message);
        Assert.DoesNotContain('\n', message);
    }

    [Theory]
    [InlineData(0.500001, 0.5, true, true)]
    [InlineData(0.5000005, 0.5, true, false)]
    [InlineData(0.5, 0.5, true, false)]
    [InlineData(0.499, 0.5, false, true)]
    [InlineData(0.4999995, 0.5, false, false)]
    public void Improves_NeedsMoreThanAMillionth(double value, double best, bool maximise, bool expected) =>
        Assert.Equal(
            expected, new MonitorOptions { Maximise = maximise }.Improves(value + (maximise ? 1e-12 : -1e-12), best));

    static TrainingOptions Read(string json) =>
        TrainingOptionsReader.Read(ConfigSection.FromJson("model_config.yaml", JsonDocument.Parse(json).RootElement));
}
