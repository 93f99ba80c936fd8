using RankElastor.Data.Batches;
using RankElastor.Data.Configuration;
using RankElastor.Training.Alarms;
using RankElastor.Training.Calibration;
using RankElastor.Training.Evaluation;
using RankElastor.Training.Optimisation.Updates;
using RankElastor.Training.Probes.Measures;
using RankElastor.Training.Remedies;

namespace RankElastor.Training.Options;

/// <summary>How a model is trained, selected and watched; the defaults are FuxiCTR's.</summary>
public sealed record TrainingOptions
{
    /// <summary>Rows a step; the last batch of an epoch may be smaller.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>The most passes over the training split.</summary>
    public int Epochs { get; init; } = 1;

    /// <summary>The update rule.</summary>
    public OptimiserOptions Optimiser { get; init; } = new();

    /// <summary>From the logit or from the probability.</summary>
    public LossForm LossForm { get; init; }

    /// <summary>What is minimised, one for all tasks or one for each; none: what suits each label.</summary>
    public IReadOnlyList<LossKind> Losses { get; init; } = [];

    /// <summary>Factors of the tasks' losses in their sum; none: 1 each.</summary>
    public IReadOnlyList<double> LossWeights { get; init; } = [];

    /// <summary>What selects the best weights.</summary>
    public MonitorOptions Monitor { get; init; } = new();

    /// <summary>Evaluations in a row without improvement after which training stops.</summary>
    public int EarlyStopPatience { get; init; } = 2;

    /// <summary>Whether an evaluation without improvement divides the learning rate by ten (not below 1e-6).</summary>
    public bool ReduceLearningRateOnPlateau { get; init; } = true;

    /// <summary>False: the weights of the last evaluation are kept rather than those of the best.</summary>
    public bool SaveBestOnly { get; init; } = true;

    /// <summary>Steps between evaluations; null for the end of each epoch.</summary>
    public int? EvaluationSteps { get; init; }

    /// <summary>Metrics of every evaluation; those of the monitor are added.</summary>
    public IReadOnlyList<Metric> Metrics { get; init; } = [Metric.Auc, Metric.Logloss];

    /// <summary>The meta field whose values group the grouped metrics, or null.</summary>
    public string? GroupId { get; init; }

    /// <summary>Whether each epoch has its own random order.</summary>
    public bool Shuffle { get; init; } = true;

    /// <summary>How: exactly, by blocks, or by what the split needs.</summary>
    public ShuffleForm ShuffleForm { get; init; }

    /// <summary>Seed of everything random.</summary>
    public int Seed { get; init; } = 1029;

    /// <summary>Validation rows whose spectra are measured; 0 switches the probe off.</summary>
    public int ProbeSample { get; init; } = 256;

    /// <summary>Steps between probes of the training pass itself, 1 for every step; 0 for none.</summary>
    public int ProbeEvery { get; init; }

    /// <summary>Rows of the batch that a probe of the training pass measures; 0 for all.</summary>
    public int ProbeRows { get; init; } = 256;

    /// <summary>What raises an alarm, and what the run does then; empty for no alarms.</summary>
    public IReadOnlyList<AlarmRule> Alarms { get; init; } = AlarmRules.Default;

    /// <summary>What the probes read, a library user's own measures included.</summary>
    public MeasureCatalogue Measures { get; init; } = MeasureCatalogue.Default;

    /// <summary>
    /// Whether what the probes read can change the weights that a run ends with: by an alarm that acts, or by the
    /// monitor.
    /// </summary>
    public bool ProbesSteer => Monitor.Addresses.Any() || Alarms.Any(rule => rule.Action > AlarmAction.Warn);

    /// <summary>
    /// The share of training time that probes may take, infinity for any. Probes of the training pass look at fewer
    /// rows, and spectra of weight matrices are left out, as far as it takes; the reading beside an evaluation is of a
    /// fixed size and happens in any case.
    /// </summary>
    public double ProbeBudget { get; init; } = 0.01;

    /// <summary>
    /// Whether a finished run is held against the base rate and a logistic regression on the same rows, which takes
    /// about 3 % of the time of training; its own weights are the same bits either way.
    /// </summary>
    public bool Baseline { get; init; } = true;

    /// <summary>
    /// How the answers of the finished run are recalibrated, fitted on the validation rows; the run's own metrics and
    /// weights are those without.
    /// </summary>
    public CalibrationMethod Calibration { get; init; }

    /// <summary>Steps between step records in the log.</summary>
    public int LogSteps { get; init; } = 100;

    /// <summary>Steps between checkpoints; 0 for none but those by time and at the end of epochs.</summary>
    public int CheckpointSteps { get; init; }

    /// <summary>
    /// Seconds of training between checkpoints; stretched where writing one would take more than 5 % of the time.
    /// </summary>
    public double CheckpointSeconds { get; init; } = 30;

    /// <summary>Penalties against collapse.</summary>
    public IReadOnlyList<RemedyOptions> Remedies { get; init; } = [];

    /// <summary>Refuses what a file could not say either, in the same words.</summary>
    /// <exception cref="Data.Files.InputException">A value is out of its range: key, what was found and what is
    /// allowed.</exception>
    public void Check()
    {
        TrainingOptionsReader.Keys.Check(this);
        foreach (var remedy in Remedies)
        {
            RemedyOptionsReader.Keys.Check(remedy);
        }
    }

    /// <summary>
    /// Every option that fixes the run's numbers, by its configuration key, for manifests and to compare runs.
    /// </summary>
    public IReadOnlyDictionary<string, string> Describe() =>
        new SortedDictionary<string, string>(TrainingOptionsReader.Keys.Describe(this).ToDictionary(),
            StringComparer.Ordinal);

    /// <summary>The keys that may be others when a run is continued.</summary>
    internal IEnumerable<string> FreeKeys => TrainingOptionsReader.Keys
        .Where(key => key.Steers == Steering.Never || (key.Steers == Steering.ThroughProbes && !ProbesSteer))
        .Select(key => key.Name);
}
