using System.Globalization;
using RankElastor.Data.Batches;
using RankElastor.Data.Configuration;
using RankElastor.Kernels.Updates;
using RankElastor.Training.Alarms;
using RankElastor.Training.Evaluation;
using RankElastor.Training.Optimisation.Updates;
using RankElastor.Training.Remedies;

namespace RankElastor.Training.Options;

/// <summary>Reads the training keys of a FuxiCTR experiment.</summary>
public static class TrainingOptionsReader
{
    static readonly Choices<OptimiserKind> _optimisers = new(kind => [kind.Word], OptimiserKind.All);

    const string ProbeBudgets = "a share above 0 and at most 1, as 0.01 or 1%, or none";

    /// <summary>All keys that this reader understands, and those of FuxiCTR that need no action here.</summary>
    public static IReadOnlyList<string> Keys { get; } =
    [
        "batch_size", "epochs", "learning_rate", "optimizer", "embedding_regularizer", "net_regularizer", "regularizer", "monitor", "monitor_mode",
        "early_stop_patience", "reduce_lr_on_plateau", "save_best_only", "eval_steps", "max_gradient_norm", "metrics", "group_id", "shuffle", "shuffle_form", "seed",
        "task", "loss", "alarms", RemedyOptionsReader.Key, "embedding_update", "loss_form", "probe", "probe_sample", "probe_every", "probe_rows", "probe_budget", "log_steps", "checkpoint_steps", "checkpoint_seconds",
        "model", "dataset_id", "model_root", "model_id", "gpu",
    ];

    /// <summary>The options in <paramref name="config"/>; absent keys take FuxiCTR's defaults.</summary>
    /// <exception cref="RankElastor.Data.Files.InputException">A value out of range; the message names file, key and what is allowed.</exception>
    public static TrainingOptions Read(ConfigSection config)
    {
        config.Choice("task", "binary_classification", "binary_classification");
        config.Choice("loss", "binary_crossentropy", "binary_crossentropy", "binary_cross_entropy");
        var monitor = ReadMonitor(config);
        var probe = config.Flag("probe", true);
        return new TrainingOptions
        {
            BatchSize = AtLeast(config, "batch_size", 32, 1),
            Epochs = AtLeast(config, "epochs", 1, 1),
            Optimiser = ReadOptimiser(config),
            LossForm = config.Choice("loss_form", "logit", "logit", "probability") == "logit" ? LossForm.Logit : LossForm.Probability,
            Monitor = monitor,
            EarlyStopPatience = AtLeast(config, "early_stop_patience", 2, 1),
            ReduceLearningRateOnPlateau = config.Flag("reduce_lr_on_plateau", true),
            SaveBestOnly = config.Flag("save_best_only", true),
            EvaluationSteps = config.Has("eval_steps") ? AtLeast(config, "eval_steps", 1, 1) : null,
            Metrics = ReadMetrics(config, monitor),
            GroupId = config.Text("group_id"),
            Shuffle = config.Flag("shuffle", true),
            ShuffleForm = Enum.Parse<ShuffleForm>(config.Choice("shuffle_form", "auto", "auto", "exact", "block"), ignoreCase: true),
            Seed = AtLeast(config, "seed", 1029, 0),
            ProbeSample = AtLeast(config, "probe_sample", 256, 0) * (probe ? 1 : 0),
            ProbeEvery = Named(config, "probe_every", 0, ("evaluation", 0), ("step", 1)) * (probe ? 1 : 0),
            ProbeRows = Named(config, "probe_rows", 256, ("all", 0)),
            ProbeBudget = ReadProbeBudget(config),
            LogSteps = AtLeast(config, "log_steps", 100, 1),
            CheckpointSteps = AtLeast(config, "checkpoint_steps", 0, 0),
            CheckpointSeconds = Above(config, "checkpoint_seconds", 30),
            Remedies = RemedyOptionsReader.Read(config),
            Alarms = AlarmRulesReader.Read(config),
        };
    }

    /// <summary>A share, as 1% or 0.01; none for no limit.</summary>
    static double ReadProbeBudget(ConfigSection config)
    {
        const string key = "probe_budget";
        if (config.Get(key) is not string text)
        {
            return config.Number(key, 0.01) is var share and > 0 and <= 1 ? share : throw config.Wrong(key, config.Number(key, 0.01), ProbeBudgets);
        }

        if (text.Equals("none", StringComparison.OrdinalIgnoreCase))
        {
            return double.PositiveInfinity;
        }

        var found = double.TryParse(text.TrimEnd('%', ' '), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number / (text.EndsWith('%') ? 100 : 1) : 0;
        return found is > 0 and <= 1 ? found : throw config.Wrong(key, text, ProbeBudgets);
    }

    static OptimiserOptions ReadOptimiser(ConfigSection config)
    {
        var shared = config.Has("regularizer"); // LR and FM have one key for both
        return new OptimiserOptions
        {
            Kind = _optimisers.Read(config, "optimizer", "adam"),
            LearningRate = Above(config, "learning_rate", 1e-3),
            EmbeddingRegulariser = ReadRegulariser(config, shared ? "regularizer" : "embedding_regularizer"),
            NetRegulariser = ReadRegulariser(config, shared ? "regularizer" : "net_regularizer"),
            MaxGradientNorm = Above(config, "max_gradient_norm", 10),
            Seed = (ulong)AtLeast(config, "seed", 1029, 0),
            EmbeddingUpdate = Enum.Parse<EmbeddingUpdate>(config.Choice("embedding_update", "exact", "exact", "lazy"), ignoreCase: true),
        };
    }

    static Regulariser ReadRegulariser(ConfigSection config, string key) => Regulariser.Parse($"{config.Where}: {key}", config.Get(key));

    static MonitorOptions ReadMonitor(ConfigSection config)
    {
        var maximise = config.Choice("monitor_mode", "max", "max", "min") == "max";
        if (config.Get("monitor") is ConfigSection weights)
        {
            var terms = weights.Keys.Select(key => KeyValuePair.Create(TermOf(weights.Where, key), weights.Number(key, 1)));
            return new MonitorOptions { Terms = [.. terms], Maximise = maximise };
        }

        var name = TermOf($"{config.Where}: monitor", config.Text("monitor", "AUC")!);
        return new MonitorOptions { Terms = [new(name, 1)], Maximise = maximise };
    }

    static string TermOf(string where, string term) => MonitorOptions.IsAddress(term) ? term : MetricNames.Parse(where, term).Name();

    static IReadOnlyList<Metric> ReadMetrics(ConfigSection config, MonitorOptions monitor)
    {
        var names = config.Has("metrics") ? config.Texts("metrics") : ["AUC", "logloss"];
        return [.. names.Concat(monitor.Terms.Select(term => term.Key).Where(term => !MonitorOptions.IsAddress(term))).Select(name => MetricNames.Parse($"{config.Where}: metrics", name)).Distinct()];
    }

    static int AtLeast(ConfigSection config, string key, int absent, int least)
    {
        var value = config.Whole(key, absent);
        return value >= least ? value : throw config.Wrong(key, (long)value, $"a whole number >= {least}");
    }

    /// <summary>A whole number above 0, or one of the words that stand for a value.</summary>
    static int Named(ConfigSection config, string key, int absent, params IReadOnlyList<(string Word, int Value)> words)
    {
        if (config.Get(key) is not string text)
        {
            return config.Has(key) ? AtLeast(config, key, absent, 1) : absent;
        }

        var named = words.Where(one => one.Word.Equals(text, StringComparison.OrdinalIgnoreCase)).ToList();
        return named.Count > 0 ? named[0].Value : throw config.Wrong(key, text, $"{string.Join(" | ", words.Select(one => one.Word))} | a whole number >= 1");
    }

    static double Above(ConfigSection config, string key, double absent)
    {
        var value = config.Number(key, absent);
        return value > 0 ? value : throw config.Wrong(key, value, "a number > 0");
    }
}
