using System.Globalization;
using RankElastor.Data.Configuration;
using RankElastor.Data.Files;
using RankElastor.Training.Evaluation;
using RankElastor.Training.Records;

namespace RankElastor.Training.Options;

/// <summary>
/// Σ weight·term on the validation split, and whether more is better. A term is a metric or, by its address
/// (<c>stable_rank/block1/ffn</c>), a number that the probes read. An evaluation improves iff it beats the best by
/// 1e-6.
/// </summary>
public sealed record MonitorOptions
{
    /// <summary>What an improvement must exceed.</summary>
    public const double MinimalGain = 1e-6;

    /// <summary>The keys of an experiment that say what selects the best weights.</summary>
    public static KeyTable<MonitorOptions> Keys { get; } = new(() => new MonitorOptions())
    {
        {
            Key.Own(
                "monitor", "What selects the best weights: a metric, a probe's number, or several with weights.",
                "a metric | an address | {metric or address: weight}", [], ReadTerms, Text,
                terms => terms.Count > 0) with
            { Example = "{AUC: 1, logloss: -1}" },
            options => options.Terms
        },
        {
            Key.Word(
                "monitor_mode", "Whether the largest or the smallest value is best.", ("max", true), ("min", false)),
            options => options.Maximise
        },
    };

    /// <summary>
    /// Metric names or addresses of <see cref="Probes.ProbeReading.Numbers"/> and their weights, at least one.
    /// </summary>
    public IReadOnlyList<KeyValuePair<string, double>> Terms { get; init; } = [new("AUC", 1)];

    /// <summary>The usual one where labels are any numbers: the least mean squared error.</summary>
    internal static MonitorOptions OfNumbers { get; } = new()
    {
        Terms = [new(Metric.MeanSquared.Name, 1)],
        Maximise = false,
    };

    /// <summary>Refuses a metric of a label that a model does not learn.</summary>
    /// <exception cref="InputException">There is one.</exception>
    public void Check(IReadOnlyList<string> labels)
    {
        foreach (var term in Terms.Select(term => term.Key).Where(term => !IsAddress(term)))
        {
            if (TaskMetrics.Parse(term)?.Label is { } label && (labels.Count == 1 || !labels.Contains(label)))
            {
                throw InputException.At("monitor", $"'{term}'",
                    labels.Count == 1 ? $"a metric; the model learns one label, {labels[0]}"
                        : $"a metric, or one of {string.Join(" | ", labels.Select(known => $"{known}_METRIC"))}");
            }
        }
    }

    /// <summary>True where the largest value is best.</summary>
    public bool Maximise { get; init; } = true;

    /// <summary>FuxiCTR's word for the direction.</summary>
    public string Mode => Maximise ? "max" : "min";

    /// <summary>The terms that are numbers of probes.</summary>
    public IEnumerable<string> Addresses => Terms.Select(term => term.Key).Where(IsAddress);

    /// <summary>Whether a term names a number of a probe rather than a metric.</summary>
    public static bool IsAddress(string term) => term.Contains('/');

    /// <summary>The monitored value of metrics and of numbers that probes read; NaN where one is undefined.</summary>
    /// <exception cref="InputException">The probes read no such number.</exception>
    public double Value(
        IReadOnlyDictionary<string, double> metrics, IReadOnlyDictionary<Address, double>? numbers = null) =>
        Terms.Sum(term => term.Value * (metrics.TryGetValue(term.Key, out var metric) ? metric
            : Address.TryParse(term.Key, null, out var address)
                && numbers?.TryGetValue(address, out var number) == true ? number
            : throw Unknown(term.Key, numbers?.Keys.Select(key => key.ToString()) ?? metrics.Keys)));

    static InputException Unknown(string term, IEnumerable<string> known) =>
        InputException.At("monitor", $"'{term}'", $"a metric or a number of the probes{NearMiss.Hint(term, known)}");

    /// <summary>Whether a value beats the best one; null is worse than any.</summary>
    public bool Improves(double value, double? best) =>
        best is not { } old || (Maximise ? value >= old + MinimalGain : value <= old - MinimalGain);

    /// <summary>For records: <c>AUC</c> or <c>1*AUC + -1*logloss</c>.</summary>
    public override string ToString() => Text(Terms);

    static string Text(IReadOnlyList<KeyValuePair<string, double>> terms) => terms is [{ Value: 1 } only]
        ? only.Key
        : string.Join(
            " + ", terms.Select(term => string.Create(CultureInfo.InvariantCulture, $"{term.Value}*{term.Key}")));

    static IReadOnlyList<KeyValuePair<string, double>> ReadTerms(ConfigSection config) =>
        config.Get("monitor") is ConfigSection weights
        ? [.. weights.Keys.Select(key => KeyValuePair.Create(NameOf(weights.Where, key), weights.Number(key, 1)))]
        : [new(NameOf($"{config.Where}: monitor", config.Text("monitor")!), 1)];

    static string NameOf(string where, string term) => IsAddress(term) ? term
        : TaskMetrics.Parse(term) is not { } found ? Metric.Parse(where, term).Name
        : found.Label is { } label ? $"{label}_{found.Metric}" : found.Metric.Name;
}
