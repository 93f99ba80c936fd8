using System.Diagnostics;
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
/// What probing adds to a model's training step (batch 4096, 100,000 table rows, exact): steps without a probe, with a
/// sample and with every row of every site take turns in one process, so that a drift of the machine meets all alike.
/// </summary>
static class ProbeOverheadBench
{
    const int BatchRows = 4096, SampleRows = 256, StepsPerEvaluation = 100;
    const int WarmUpRounds = 2, LeastRounds = 5, WeightReadings = 3;
    const long TableRows = 100_000;

    public static ProbeOverhead Run(BenchModel kind, Machine machine, double seconds)
    {
        var config = kind.Config("exact");
        var options = TrainingOptionsReader.Read(config);
        var generator = kind.Generator(TableRows);
        var batch = BenchModel.Rows(generator, 0, BatchRows);
        var sample = BenchModel.Rows(generator, BatchRows / SampleRows, SampleRows);
        using var model = ModelRegistry.BuiltIn.Create(config, generator.Schema, seed: 2019);
        var workers = machine.Workers;
        var optimiser = new ModelOptimiser(model, options.Optimiser, workers);
        var step = new TrainingStep(model, optimiser, LossForm.Logit, seed: 2019, machine);
        var evaluation = new HealthProbe(model, new OneBatch(sample), SampleRows, machine);
        StepProbe every = new(model, 1, 0, workers), sampled = new(model, 1, SampleRows, workers);
        var times = new List<Round>();
        for (var total = Stopwatch.StartNew(); Timing.IsShort(times.Count - WarmUpRounds, total, seconds, LeastRounds);)
        {
            var number = times.Count + 1L;
            var moment = new ProbeMoment(1, number, 0.5, options.Optimiser.LearningRate);
            times.Add(new Round(
                Timing.Milliseconds(() => step.Run(batch, number)),
                Probed(step, every, batch, number),
                Probed(step, sampled, batch, number),
                Timing.Milliseconds(() => evaluation.Measure(moment))));
        }

        var weightsMs = Enumerable.Range(0, WeightReadings)
            .Median(_ => Timing.Milliseconds(() => evaluation.Weights(new ProbeMoment(1, 1, 0.5, 0))));
        return Summarise(kind.Name, times[WarmUpRounds..], model, weightsMs, options.ProbeBudget);
    }

    static ProbeOverhead Summarise(
        string name, List<Round> rounds, RankingModel model, double weightsMs, double budget)
    {
        var stepMs = rounds.Median(round => round.PlainMs);
        var everyMs = rounds.Median(round => round.Every.ProbeMs);
        var differenceMs = rounds.Median(round => round.Every.StepMs - round.PlainMs);
        var sampledMs = rounds.Median(round => round.Sampled.ProbeMs);
        var evaluationMs = rounds.Median(round => round.EvaluationMs);
        var betweenMs = StepsPerEvaluation * stepMs;
        var spareMs = budget * betweenMs - evaluationMs;
        var weightsEvery = spareMs > 0 ? Math.Max(1, (int)Math.Ceiling(weightsMs / spareMs)) : 0;
        var defaultMs = evaluationMs + (weightsEvery > 0 ? weightsMs / weightsEvery : 0);
        return new ProbeOverhead(
            name, [.. model.TokenSites.Select(site => site.Name)], BatchRows, stepMs,
            everyMs / stepMs, differenceMs / stepMs, everyMs,
            SampleRows, sampledMs / stepMs, sampledMs,
            StepsPerEvaluation, defaultMs / betweenMs, evaluationMs, weightsMs, weightsEvery);
    }

    /// <summary>The whole of a probed step with its records, and the part of it that the probe booked.</summary>
    static ProbedStep Probed(TrainingStep step, StepProbe probe, Batch batch, long number)
    {
        var recordsMs = 0.0;
        var stepMs = Timing.Milliseconds(() =>
        {
            var loss = step.Run(batch, number, probe.Observer(number));
            recordsMs = Timing.Milliseconds(() => probe.Records(1, number, loss));
        });
        return new ProbedStep(stepMs, recordsMs + 1e3 * probe.Seconds);
    }

    readonly record struct ProbedStep(double StepMs, double ProbeMs);

    readonly record struct Round(double PlainMs, ProbedStep Every, ProbedStep Sampled, double EvaluationMs);

    sealed class OneBatch(Batch batch) : IBatchSource
    {
        public long Rows => batch.Rows;
        public int BatchRows => batch.Rows;

        public IEnumerable<Batch> Epoch(int epoch, long skipBatches) => Sequential().Skip((int)skipBatches);

        public IEnumerable<Batch> Sequential() => [batch];
    }
}

/// <summary>
/// Probe time over the time of an unprobed step. <c>EveryStep</c>: every row of the batch at every site, as booked by
/// the probe; <c>EveryStepDifference</c>: the same from the difference of whole steps, which carries their noise.
/// <c>Sampled</c>: 256 rows every step. <c>Default</c>: all readings of an evaluation, once in
/// <c>StepsPerEvaluation</c> steps: 256 validation rows with a pass of their own, their spectra and all health measures
/// (<c>DefaultMs</c>), and the weight matrices (<c>WeightsMs</c>) at as many evaluations as the budget lets them
/// (<c>WeightsEvery</c>, 0: none).
/// </summary>
sealed record ProbeOverhead(
    string Model, IReadOnlyList<string> Sites, int Batch, double StepMs,
    double EveryStep, double EveryStepDifference, double EveryStepMs,
    int SampleRows, double Sampled, double SampledMs,
    int StepsPerEvaluation, double Default, double DefaultMs, double WeightsMs, int WeightsEvery);
