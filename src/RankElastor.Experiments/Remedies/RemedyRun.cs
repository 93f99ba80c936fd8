using RankElastor.Training.Records;

namespace RankElastor.Experiments.Remedies;

/// <summary>The numbers by which the runs of remedies are compared; without probes there are no ranks.</summary>
sealed record RemedyRun(int Seed, IReadOnlyDictionary<string, double> Numbers)
{
    public const string Auc = "test AUC";

    public const string Logloss = "test logloss";

    /// <summary>Entropy rank on eigenvalues per row's token matrix, mean over rows.</summary>
    public const string RowRank = "entropy_rank_ev";

    public const string Seconds = "training s/epoch";

    static readonly string[] _rowRanks = ["entropy_rank_sv", RowRank, "stable_rank"];
    static readonly string[] _batchRanks = [RowRank, "stable_rank"];

    public static IReadOnlyList<string> Columns { get; } =
        [Auc, Logloss, .. _rowRanks, .. _batchRanks.Select(Batch), Seconds];

    /// <summary>Name of the column of a measure of the batch's matrix.</summary>
    public static string Batch(string measure) => $"batch {measure}";

    /// <summary>Reads a result, and the health records of its best epoch where the run's folder has a log.</summary>
    public static RemedyRun Of(ResultRecord result, string site, string folder)
    {
        var numbers = new Dictionary<string, double>
        {
            [Auc] = result.Test["AUC"],
            [Logloss] = result.Test["logloss"],
            [Seconds] = result.Costs["train"] / Math.Max(1, result.Epochs),
        };
        var spectra = result.Spectra.Where(spectrum => IsAt(spectrum.Key, site)).Select(spectrum => spectrum.Value);
        Add(numbers, _rowRanks, measure => measure, [.. spectra]);
        var log = Path.Combine(folder, "log.jsonl");
        if (File.Exists(log))
        {
            var best = RunLog.Read(log).OfType<HealthRecord>()
                .Where(health => health.Kind == SubjectKind.Batch && health.Epoch == result.BestEpoch)
                .Where(health => IsAt(health.Subject, site)).ToList();
            var last = best.Where(health => health.Step == best[^1].Step).Select(health => health.Measures);
            Add(numbers, _batchRanks, Batch, [.. last]);
        }

        return new RemedyRun(result.Seed, numbers);
    }

    /// <summary>The last site of a model, or of the first of its sets.</summary>
    public static string LastSite(ResultRecord result) => result.Spectra.Keys.LastOrDefault() ?? "";

    /// <summary>Whether a name is the site, or the same site of a set.</summary>
    static bool IsAt(string name, string site) => name == site
        || (name.StartsWith("set", StringComparison.Ordinal) && name.EndsWith($"/{site}", StringComparison.Ordinal));

    static void Add(Dictionary<string, double> numbers, string[] measures, Func<string, string> column,
        IReadOnlyList<IReadOnlyDictionary<string, double>> found)
    {
        bool IsKnown(string measure) => found.Count > 0 && found.All(matrix => matrix.ContainsKey(measure));
        foreach (var measure in measures.Where(IsKnown))
        {
            numbers[column(measure)] = found.Average(matrix => matrix[measure]);
        }
    }
}
