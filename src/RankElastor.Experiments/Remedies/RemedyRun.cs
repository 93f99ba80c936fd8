using System.Globalization;
using RankElastor.Training.Records;

namespace RankElastor.Experiments.Remedies;

/// <summary>The numbers of one run that remedies are compared by, under their column's name; a run without probes lacks the ranks.</summary>
sealed record RemedyRun(int Seed, IReadOnlyDictionary<string, double> Numbers)
{
    /// <summary>Test AUC.</summary>
    public const string Auc = "test AUC";

    /// <summary>Test log loss.</summary>
    public const string Logloss = "test logloss";

    /// <summary>Entropy rank on eigenvalues of one row's tokens, mean over rows.</summary>
    public const string RowRank = "entropy_rank_ev";

    /// <summary>Seconds of training an epoch.</summary>
    public const string Seconds = "training s/epoch";

    static readonly string[] _rowRanks = ["entropy_rank_sv", RowRank, "stable_rank"];
    static readonly string[] _batchRanks = [RowRank, "stable_rank"];

    /// <summary>All columns, in the page's order.</summary>
    public static IReadOnlyList<string> Columns { get; } = [Auc, Logloss, .. _rowRanks, .. _batchRanks.Select(Batch), Seconds];

    /// <summary>Name of the column of a measure of the batch's matrix.</summary>
    public static string Batch(string measure) => $"batch {measure}";

    /// <summary>Reads a result, and the health records of its best epoch from <paramref name="log"/> where that is there.</summary>
    public static RemedyRun Of(ResultRecord result, string site, string log)
    {
        var numbers = new Dictionary<string, double>
        {
            [Auc] = result.Test["AUC"],
            [Logloss] = result.Test["logloss"],
            [Seconds] = result.Costs["train"] / Math.Max(1, result.Epochs),
        };
        Add(numbers, _rowRanks, name => name, [.. result.Spectra.Where(one => IsAt(one.Key, site)).Select(one => one.Value)]);
        if (File.Exists(log))
        {
            var best = RunLog.Read(log).OfType<HealthRecord>().Where(one => one.Kind == SubjectKind.Batch && one.Epoch == result.BestEpoch && IsAt(one.Subject, site)).ToList();
            Add(numbers, _batchRanks, Batch, [.. best.Where(one => one.Step == best[^1].Step).Select(one => one.Measures)]);
        }

        return new RemedyRun(result.Seed, numbers);
    }

    /// <summary>The last site of a model, or of the first of its sets.</summary>
    public static string LastSite(ResultRecord result) => result.Spectra.Keys.LastOrDefault() ?? "";

    /// <summary>Whether a name is the site, or the same site of a set.</summary>
    static bool IsAt(string name, string site) => name == site || (name.StartsWith("set", StringComparison.Ordinal) && name.EndsWith($"/{site}", StringComparison.Ordinal));

    static void Add(Dictionary<string, double> numbers, string[] measures, Func<string, string> column, IReadOnlyList<IReadOnlyDictionary<string, double>> found)
    {
        foreach (var measure in measures.Where(measure => found.Count > 0 && found.All(one => one.ContainsKey(measure))))
        {
            numbers[column(measure)] = found.Average(one => one[measure]);
        }
    }

    /// <summary>The folder of a run and its log, as runs are named.</summary>
    public static string LogOf(string folder, string experiment, int seed) =>
        Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{experiment}_seed{seed}"), "log.jsonl");
}
