using System.Diagnostics;
using System.Text.Json.Serialization;
using RankElastor.Data.Planted;
using RankElastor.Data.Rows;
using RankElastor.Model;
using RankElastor.Model.Zoo;
using RankElastor.Numerics.Threads;
using RankElastor.Training.Loop;
using RankElastor.Training.Optimisation;
using RankElastor.Training.Options;
using RankElastor.Training.Probes;
using RankElastor.Training.Probes.Health;
using RankElastor.Training.State;

namespace RankElastor.Cli.Bench;

/// <summary>
/// What probing adds to RankElastor's training step (batch 4096, 100,000 table rows, exact): steps without a probe, with a sample and with
/// every row of every site take turns in one process, so that a drift of the machine meets all alike.
/// </summary>
static class ProbeOverheadBench
{
    const int BatchRows = 4096, SampleRows = 256, WarmUpRounds = 2, LeastRounds = 5, StepsPerEvaluation = 100, WeightReadings = 3;
    const long TableRows = 100_000;

    /// <summary>Medians over rounds.</summary>
    public static ProbeOverhead Run(int threads, double seconds)
    {
        var config = BenchModel.Find("RankElastor").Config("exact");
        var options = TrainingOptionsReader.Read(config);
        var generator = new CriteoShaped(new CriteoShapedOptions { TableRows = TableRows });
        var (batch, sample) = (Generate(generator, 0, BatchRows), Generate(generator, BatchRows, SampleRows));
        using var model = ModelRegistry.BuiltIn.Create(config, generator.Schema, seed: 2019);
        var workers = new Workers(threads);
        var step = new TrainingStep(model, new ModelOptimiser(model, options.Optimiser, workers), LossForm.Logit, seed: 2019, workers);
        var evaluation = new HealthProbe(model, new OneBatch(sample), SampleRows, workers);
        StepProbe every = new(model, 1, 0, workers), sampled = new(model, 1, SampleRows, workers);
        var times = new List<Round>();
        for (var total = Stopwatch.StartNew(); times.Count < WarmUpRounds + LeastRounds || total.Elapsed.TotalSeconds < seconds;)
        {
            var number = times.Count + 1L;
            times.Add(new Round(
                Milliseconds(() => step.Run(batch, number)), Probed(step, every, batch, number), Probed(step, sampled, batch, number),
                Milliseconds(() => evaluation.Measure(new ProbeMoment(1, number, 0.5, options.Optimiser.LearningRate)))));
        }

        var weightsMs = Enumerable.Range(0, WeightReadings).Select(_ => Milliseconds(() => evaluation.Weights(new ProbeMoment(1, 1, 0.5, 0)))).Order().ElementAt(WeightReadings / 2);
        return Summarise(times[WarmUpRounds..], model, weightsMs, options.ProbeBudget);
    }

    static ProbeOverhead Summarise(List<Round> rounds, RankingModel model, double weightsMs, double budget)
    {
        double Median(Func<Round, double> of) => rounds.Select(of).Order().ElementAt(rounds.Count / 2);
        var stepMs = Median(one => one.PlainMs);
        var evaluationMs = Median(one => one.EvaluationMs);
        var betweenMs = StepsPerEvaluation * stepMs;
        var every = budget * betweenMs > evaluationMs ? Math.Max(1, (int)Math.Ceiling(weightsMs / (budget * betweenMs - evaluationMs))) : 0; // as the budget lets them
        return new ProbeOverhead(
            [.. model.TokenSites.Select(site => site.Name)], BatchRows, stepMs,
            Median(one => one.Every.ProbeMs) / stepMs, Median(one => one.Every.StepMs - one.PlainMs) / stepMs, Median(one => one.Every.ProbeMs),
            SampleRows, Median(one => one.Sampled.ProbeMs) / stepMs, Median(one => one.Sampled.ProbeMs),
            StepsPerEvaluation, (evaluationMs + (every > 0 ? weightsMs / every : 0)) / betweenMs, evaluationMs, weightsMs, every);
    }

    /// <summary>The whole of a probed step with its records, and the part of it that the probe booked.</summary>
    static (double StepMs, double ProbeMs) Probed(TrainingStep step, StepProbe probe, Batch batch, long number)
    {
        var recordsMs = 0.0;
        var stepMs = Milliseconds(() =>
        {
            var loss = step.Run(batch, number, probe.Observer(number));
            recordsMs = Milliseconds(() => probe.Records(1, number, loss));
        });
        return (stepMs, recordsMs + 1e3 * probe.Seconds);
    }

    static double Milliseconds(Action action)
    {
        var watch = Stopwatch.StartNew();
        action();
        return watch.Elapsed.TotalMilliseconds;
    }

    static Batch Generate(CriteoShaped generator, long first, int rows)
    {
        var batch = new Batch(new BatchLayout(generator.Schema), rows);
        generator.Fill(first, rows, batch);
        return batch;
    }

    readonly record struct Round(double PlainMs, (double StepMs, double ProbeMs) Every, (double StepMs, double ProbeMs) Sampled, double EvaluationMs);

    sealed class OneBatch(Batch batch) : IBatchSource
    {
        public long Rows => batch.Rows;

        public int BatchRows => batch.Rows;

        public IEnumerable<Batch> Epoch(int epoch, long skipBatches) => Sequential().Skip((int)skipBatches);

        public IEnumerable<Batch> Sequential() => [batch];
    }
}

/// <summary>
/// Probe time over the time of an unprobed step. <c>EveryStep</c>: every row of the batch at every site, as booked by the probe;
/// <c>EveryStepDifference</c>: the same from the difference of whole steps, which carries their noise. <c>Sampled</c>: 256 rows every step.
/// <c>Default</c>: everything that is looked at beside an evaluation, once in <c>StepsPerEvaluation</c> steps: 256 validation rows with a pass of their own, their spectra and all health
/// measures (<c>DefaultMs</c>), and the weight matrices (<c>WeightsMs</c>) at every so many evaluations as the default budget lets them (<c>WeightsEvery</c>, 0 for never).
/// </summary>
sealed record ProbeOverhead(
    IReadOnlyList<string> Sites, int Batch, double StepMs,
    double EveryStep, double EveryStepDifference, double EveryStepMs,
    int SampleRows, double Sampled, double SampledMs,
    int StepsPerEvaluation, [property: JsonPropertyName("default")] double Default, double DefaultMs, double WeightsMs, int WeightsEvery);
