using RankElastor.Numerics.Metrics;
using RankElastor.Numerics.Randomness;
using RankElastor.Training.Records;

namespace RankElastor.Tests.Report;

/// <summary>Writes the log of a run that never was, with the shifts of rank that the test plants.</summary>
sealed record PlantedLog
{
    public VerdictRecord? Verdict { get; init; }

    public static IReadOnlyList<string> RankMixerSites { get; } = ["embedding", "tokens", .. Blocks(2)];

    public string Model { get; init; } = "RankMixer";
    public string Dataset { get; init; } = "planted_small";
    public int Seed { get; init; } = 2025;
    public int Epochs { get; init; } = 8;
    public int BestEpoch { get; init; } = 6;
    public IReadOnlyList<string> Sites { get; init; } = RankMixerSites;

    /// <summary>
    /// Factor by which a module multiplies the trained rank of every row; 1 where nothing is planted.
    /// </summary>
    public Func<string, double> Factor { get; init; } = site =>
        site.EndsWith(
            "mixing", StringComparison.Ordinal) ? 1.10 : site.EndsWith("ffn", StringComparison.Ordinal) ? 0.82 : 0.99;

    /// <summary>Rows of a site's matrix after the embeddings, 8 or 26.</summary>
    public int Heights { get; init; } = 8;

    public bool HasProbes { get; init; } = true;
    public bool HasTest { get; init; } = true;

    /// <summary>Bins of the test rows; logs of earlier versions have none.</summary>
    public IReadOnlyList<ReliabilityBin>? Reliability { get; init; }

    public bool HasResult { get; init; } = true;
    public double Skill { get; init; } = 0.79;
    public int Values { get; init; } = 256;
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Whether the log holds health records, as those of newer programs do.</summary>
    public bool HasHealth { get; init; }

    /// <summary>Whether the log holds probes of training steps.</summary>
    public bool HasStepProbes { get; init; }

    /// <summary>Alarms, written where their epoch ends.</summary>
    public IReadOnlyList<AlarmRecord> Alarms { get; init; } = [];

    public static string[] Blocks(int count) =>
        [.. Enumerable.Range(1, count).SelectMany(block =>
            new[] { $"block{block}/mixing", $"block{block}/norm", $"block{block}/ffn" })];

    /// <summary>Writes <c>log.jsonl</c> into a directory.</summary>
    public void Write(string directory)
    {
        Directory.CreateDirectory(directory);
        using var log = new RunLog(Path.Combine(directory, "log.jsonl"), append: false);
        log.Write(Manifest());
        foreach (var text in Warnings)
        {
            log.Write(new WarningRecord(text));
        }

        var random = new SeededRandom((ulong)Seed).Fork(Model);
        WriteProbes(log, 0);
        WriteHealth(log, 0);
        for (var epoch = 1; epoch <= Epochs; epoch++)
        {
            for (var step = 1; step <= 10; step++)
            {
                log.Write(new StepRecord(
                    epoch, (epoch - 1) * 100 + step * 10,
                    TrainLoss(epoch - 1 + step / 10.0) + 0.008 * random.NextNormal(), Rate(epoch), 18_400));
            }

            log.Write(new EvaluationRecord(
                "valid", epoch, epoch * 100, Metrics(epoch), Metrics(epoch)["AUC"], epoch <= BestEpoch,
                TrainLoss(epoch), Rate(epoch), 3.1));
            WriteProbes(log, epoch);
            WriteHealth(log, epoch);
        }

        if (HasTest)
        {
            log.Write(new EvaluationRecord("test", BestEpoch, BestEpoch * 100, Metrics(BestEpoch), 0, false, 0, 0, 2)
            {
                Reliability = Reliability,
            });
        }

        if (HasResult)
        {
            log.Write(Result(directory));
        }
    }

    public static double ValidLoss(int epoch) => 0.447 + 0.246 * Math.Exp(-epoch / 1.3);

    static double TrainLoss(double epoch) => 0.425 + 0.268 * Math.Exp(-epoch / 1.6);

    static double Rate(int epoch) => epoch >= 6 ? 1e-4 : 1e-3;

    Dictionary<string, double> Metrics(int epoch) => new()
    {
        ["AUC"] = Skill - 0.09 * Math.Exp(-epoch / 1.5) - 0.0012 * Math.Max(0, epoch - BestEpoch),
        ["logloss"] = ValidLoss(epoch) + 0.0015 * Math.Max(0, epoch - BestEpoch) + 0.79 - Skill,
    };

    void WriteProbes(RunLog log, int epoch)
    {
        if (!HasProbes)
        {
            return;
        }

        var rows = new SeededRandom((ulong)Seed).Fork("rows");
        var factors = Enumerable.Range(0, Values).Select(_ => Math.Exp(0.12 * rows.NextNormal())).ToArray();
        var noise = rows.Fork(epoch);
        var level = 6.4 - 0.9 * (1 - Math.Exp(-epoch / 2.0));
        foreach (var site in Sites)
        {
            var (height, width) = site == "embedding" || Heights == 26 ? (26, 16) : (8, 64);
            var part = 1 - Math.Exp(-epoch / 2.0);
            level *= site is "embedding" or "tokens" ? 1 : 1 + part * (Factor(site) - 1);
            var values =
                factors.Select(factor => (float)Math.Max(1, level * factor + 0.15 * noise.NextNormal())).ToArray();
            var measures = new Dictionary<string, MeasureSummary>
            {
                ["participation_ratio"] = Summary(values, 0.62, height == 26 ? 9.8 : 7.0),
                ["entropy_rank_sv"] = Summary(values, 1, height == 26 ? 14.2 : 7.7),
                ["entropy_rank_ev"] = Summary(values, 0.78, height == 26 ? 11.5 : 7.3),
                ["stable_rank"] = Summary(values, 0.5, height == 26 ? 5.4 : 4.9),
            };
            log.Write(new ProbeRecord(
                epoch, epoch * 100, site, height, width, Values, ValidLoss(epoch), measures));
        }
    }

    void WriteHealth(RunLog log, int epoch)
    {
        if (HasHealth)
        {
            PlantedHealth.Write(log, epoch, ValidLoss(epoch));
        }

        if (HasStepProbes && epoch > 0)
        {
            var values = Enumerable.Range(0, 32).Select(i => (float)(5 + 0.01 * i - 0.1 * epoch)).ToArray();
            var measures = new Dictionary<string, MeasureSummary>
            {
                ["entropy_rank_sv"] = Summary(values, 1, 7.7) with { Values = null },
            };
            log.Write(new StepProbeRecord(
                epoch, epoch * 100, "block1/ffn", 8, 64, 32, TrainLoss(epoch), measures));
        }

        foreach (var alarm in Alarms.Where(alarm => alarm.Epoch == epoch))
        {
            log.Write(alarm);
        }
    }

    static MeasureSummary Summary(float[] values, double factor, double baseline)
    {
        var scaled = values.Select(value => (float)Math.Max(1, value * factor)).ToArray();
        var sorted = scaled.Order().ToArray();
        var mean = scaled.Average();
        return new MeasureSummary(mean, Math.Sqrt(scaled.Average(value =>
            (value - mean) * (value - mean))), sorted[sorted.Length / 20], sorted[sorted.Length / 2],
            sorted[^(1 + sorted.Length / 20)], baseline, mean / baseline, scaled);
    }

    ManifestRecord Manifest() => new()
    {
        Run = $"{Model}_{Dataset}_{Seed}",
        Experiment = $"{Model}_{Dataset}",
        Model = Model,
        Dataset = Dataset,
        DataLabel = "generated",
        DataHash = "9f2c1ab4",
        Rows = new Dictionary<string, long> { ["train"] = 200_000, ["valid"] = 25_000, ["test"] = 25_000 },
        Seed = Seed,
        Threads = 2,
        EmbeddingUpdate = "lazy",
        Commit = "0123abc",
        Machine = new Dictionary<string, string> { ["cpu"] = "AMD EPYC", ["cores"] = "2", ["simd"] = "AVX2" },
        Versions = new Dictionary<string, string> { ["RankElastor"] = "0.1.0", ["TorchSharp"] = "0.107.0" },
        Native = new Dictionary<string, string> { ["allocator"] = "mimalloc (took effect)" },
        Options = new Dictionary<string, string>
        {
            ["model.width"] = "64",
            ["learning_rate"] = "0.001",
            ["bayes_auc"] = "0.8041",
            ["bayes_logloss"] = "0.4392",
        },
        Sites = Sites,
        Started = "2025-11-05T08:31:00Z",
    };

    ResultRecord Result(string directory) => new()
    {
        Run = directory,
        Model = Model,
        Experiment = $"{Model}_{Dataset}",
        Dataset = Dataset,
        Seed = Seed,
        Epochs = Epochs,
        BestEpoch = BestEpoch,
        Valid = Metrics(BestEpoch),
        Test = HasTest ? Metrics(BestEpoch).ToDictionary(metric => metric.Key, metric => metric.Value + 0.0004) : [],
        Parameters = new Dictionary<string, long> { ["dense"] = 1_284_610, ["embedding"] = 3_456_000 },
        SamplesPerSecond = 18_412,
        Seconds = 141.7,
        Costs = new Dictionary<string, double>
        {
            ["prepare"] = 6.2,
            ["train"] = 98.3,
            ["evaluate"] = 17.4,
            ["probe"] = 13.1,
            ["other"] = 6.7,
        },
        PeakRssMb = 812.4,
        EmbeddingUpdate = "lazy",
        Verdict = Verdict,
        Spectra = new Dictionary<string, IReadOnlyDictionary<string, double>>(),
    };
}
