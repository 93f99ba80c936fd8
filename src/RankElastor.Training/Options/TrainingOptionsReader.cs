using System.Globalization;
using RankElastor.Data.Batches;
using RankElastor.Data.Configuration;
using RankElastor.Training.Alarms;
using RankElastor.Training.Calibration;
using RankElastor.Training.Evaluation;
using RankElastor.Training.Optimisation.Updates;
using RankElastor.Training.Remedies;

namespace RankElastor.Training.Options;

/// <summary>Reads the training keys of a FuxiCTR experiment.</summary>
public static class TrainingOptionsReader
{
    static readonly Key<bool> _probe = Key.Flag("probe", "False: no probes.", true) with
    { Steers = Steering.ThroughProbes };
    static readonly Key<Regulariser> _regulariser =
        Regulariser.Key("regularizer", "Both regularisers at once, before each other key.");

    /// <summary>Whether each label, or all, are any number (true) or 0 and 1.</summary>
    public static Key<IReadOnlyList<bool>> Task { get; } = Key.Words(
        "task", "What is learnt of the labels, one word for all or one for each.",
        ("binary_classification", false), ("regression", true)) with
    { DefaultWords = "binary_classification, unless label_col says type: number" };

    /// <summary>How the finished model is recalibrated.</summary>
    internal static Key<CalibrationMethod> Calibration { get; } = Key.Word<CalibrationMethod>(
        "calibration", "Recalibrates what the finished model answers, by a map fitted on the validation rows.") with
    { Steers = Steering.Never, IsRecorded = false };

    /// <summary>All training keys, and those of FuxiCTR that need no action here.</summary>
    public static KeyTable<TrainingOptions> Keys { get; } = new(() => new TrainingOptions())
    {
        Key.Foreign("model", "The model's name.") with { DefaultWords = "must be there", Example = "DNN" },
        Key.Foreign("dataset_id", "The data set's name in dataset_config.yaml.") with
        { DefaultWords = "must be there", Example = "frappe_x1" },
        Key.Foreign("model_root", "FuxiCTR's; without effect."),
        Key.Foreign("model_id", "FuxiCTR's; without effect."),
        Key.Foreign("gpu", "FuxiCTR's; without effect."),
        Task,
        {
            Key.Words("loss", "What is minimised, one for all tasks or one for each.", LossForms.Words) with
            { DefaultWords = "binary_crossentropy; mse_loss for labels that are numbers", IsRecorded = false },
            options => options.Losses
        },
        {
            Key.Own(
                "loss_weight", "Factors of the tasks' losses in their sum; EQ: 1 each.", "EQ | a number >= 0 for each",
                [], ReadLossWeights, ShownFactors,
                factors => factors.All(factor => factor >= 0 && double.IsFinite(factor))) with
            { Example = "[1, 0.5]", IsRecorded = false },
            options => options.LossWeights
        },
        {
            Key.Word<LossForm>("loss_form", "The loss from the logit, or from the probability as FuxiCTR does."),
            options => options.LossForm
        },
        {
            Key.Whole("batch_size", "Rows per step; the last batch of an epoch may be smaller.", least: 1,
                most: 1 << 24),
            options => options.BatchSize
        },
        {
            Key.Whole("epochs", "The most passes over the training split.", least: 1) with
            { Switch = "--max-epochs", Steers = Steering.Never },
            options => options.Epochs
        },
        {
            Key.Whole("seed", "Seed of everything random.", least: 0) with { Switch = "--seed" },
            options => options.Seed
        },
        { Key.Flag("shuffle", "Whether each epoch has its own random order of rows."), options => options.Shuffle },
        {
            Key.Word<ShuffleForm>("shuffle_form",
                "All rows alike (exact), by blocks in bounded memory, or what the split needs (auto)."),
            options => options.ShuffleForm
        },
        { OptimiserOptions.Keys, options => options.Optimiser },
        _regulariser,
        { MonitorOptions.Keys, options => options.Monitor },
        {
            Key.Own(
                "metrics", "Metrics of every evaluation; those of the monitor are added.",
                Metric.Allowed, [], ReadMetrics, JoinedNames) with
            { Example = "[AUC, logloss, gAUC]" },
            options => options.Metrics
        },
        {
            Key.OptionalText("group_id", "The column, any of the files', whose values group the grouped metrics.") with
            { Example = "user_id" },
            options => options.GroupId
        },
        {
            Key.Whole(
                "early_stop_patience", "Evaluations in a row without improvement after which training stops.",
                least: 1),
            options => options.EarlyStopPatience
        },
        {
            Key.Flag("reduce_lr_on_plateau",
                "An evaluation without improvement divides the learning rate by ten, to no less than 1e-6."),
            options => options.ReduceLearningRateOnPlateau
        },
        {
            Key.Flag("save_best_only", "False: the weights of the last evaluation are kept, not those of the best."),
            options => options.SaveBestOnly
        },
        {
            Key.Whole("eval_steps", "Steps between evaluations; null for the end of each epoch.",
                least: 1).OrNone() with
            { Example = "500" },
            options => options.EvaluationSteps
        },
        _probe,
        {
            Key.Whole("probe_sample", "Validation rows whose spectra each evaluation measures; 0 for none.",
                least: 0) with
            { Steers = Steering.ThroughProbes },
            options => options.ProbeSample
        },
        {
            Key.Whole(
                "probe_every", "Probes the training pass at evaluations only, every step, or every so many steps.",
                least: 1, words: [("evaluation", 0), ("step", 1)]) with
            { Switch = "--probe-every", Steers = Steering.Never },
            options => options.ProbeEvery
        },
        {
            Key.Whole("probe_rows", "Rows of the batch that such a probe measures.", least: 1, words: ("all", 0)) with
            { Switch = "--probe-rows", Steers = Steering.Never },
            options => options.ProbeRows
        },
        {
            Key.Share("probe_budget", "Share of training time for probes; they look at fewer rows to keep it.") with
            { Switch = "--probe-budget", Steers = Steering.Never, Example = "1%" },
            options => options.ProbeBudget
        },
        {
            Key.Own(
                "alarms", "False for none, or a list of changed and own rules.",
                "True | False | a list of mappings", [], AlarmRulesReader.Read, AlarmRules.Describe) with
            {
                Steers = Steering.ThroughProbes,
                Inner = AlarmKeys.All,
                Example = "[{rule: dead-gate, limit: 0.5, action: reduce_lr}]",
            },
            options => options.Alarms
        },
        {
            Key.Own<IReadOnlyList<RemedyOptions>>(
                "remedies", "Penalties against collapse.", "a list of mappings", [], RemedyOptionsReader.Read,
                remedies => remedies.Count == 0 ? "none" : string.Join(", ", remedies)) with
            { Inner = [.. RemedyOptionsReader.Keys], Example = "[{name: uniformity, site: tokens, weight: 0.01}]" },
            options => options.Remedies
        },
        {
            Key.Flag("baseline", "Holds the finished run against the base rate and a logistic regression.") with
            { Steers = Steering.Never, IsRecorded = false },
            options => options.Baseline
        },
        { Calibration, options => options.Calibration },
        {
            Key.Whole("log_steps", "Steps between step records in the log.", least: 1) with
            { Steers = Steering.Never, IsRecorded = false },
            options => options.LogSteps
        },
        {
            Key.Whole(
                "checkpoint_steps", "Steps between checkpoints; 0 for none but those by time and at the end of epochs.",
                least: 0) with
            { Steers = Steering.Never, IsRecorded = false },
            options => options.CheckpointSteps
        },
        {
            Key.Real("checkpoint_seconds", "Seconds of training between checkpoints.", above: 0) with
            { Steers = Steering.Never, IsRecorded = false },
            options => options.CheckpointSeconds
        },
    };

    /// <summary>The options in <paramref name="config"/>; absent keys take FuxiCTR's defaults.</summary>
    /// <exception cref="Data.Files.InputException">A value out of range; the message names file, key and what is
    /// allowed.</exception>
    public static TrainingOptions Read(ConfigSection config)
    {
        var options = Keys.Read(config);
        var optimiser = options.Optimiser with { Seed = (ulong)options.Seed };
        if (config.Has(_regulariser.Name)) // LR and FM have one key for both
        {
            var both = _regulariser.Read(config);
            optimiser = optimiser with { EmbeddingRegulariser = both, NetRegulariser = both };
        }

        if (Task.Read(config) is { Count: > 0 } tasks && tasks.All(isNumber => isNumber)) // AUC has no meaning then
        {
            options = options with
            {
                Metrics = config.Has("metrics") ? options.Metrics : [Metric.MeanSquared, Metric.MeanAbsolute],
                Monitor = config.Has("monitor") ? options.Monitor : MonitorOptions.OfNumbers,
            };
        }

        var probes = _probe.Read(config) ? 1 : 0;
        var monitored = options.Monitor.Terms.Select(term => term.Key).Where(term => !MonitorOptions.IsAddress(term))
            .Select(name => TaskMetrics.Parse(name)!.Value.Metric);
        return options with
        {
            Optimiser = optimiser,
            Metrics = [.. options.Metrics.Concat(monitored).Distinct()],
            ProbeSample = options.ProbeSample * probes,
            ProbeEvery = options.ProbeEvery * probes,
        };
    }

    static IReadOnlyList<Metric> ReadMetrics(ConfigSection config) =>
        [.. config.Texts("metrics").Select(name => Metric.Parse($"{config.Where}: metrics", name)).Distinct()];

    static IReadOnlyList<double> ReadLossWeights(ConfigSection config) => config.Get("loss_weight") switch
    {
        string text when text.Equals("EQ", StringComparison.OrdinalIgnoreCase) => [],
        var found =>
        [
            .. (found as IReadOnlyList<object?> ?? [found]).Select(
                item => item switch { long whole => whole, double real => real, _ => double.NaN }),
        ],
    };

    static string ShownFactors(IReadOnlyList<double> factors) => factors.Count == 0 ? "EQ"
        : string.Join(", ", factors.Select(factor => factor.ToString(CultureInfo.InvariantCulture)));

    static string JoinedNames(IReadOnlyList<Metric> metrics) =>
        string.Join(", ", metrics.Select(metric => metric.Name));
}
