using System.Globalization;
using RankElastor.Cli.Shell;
using RankElastor.Training.Records;

namespace RankElastor.Cli.Jobs;

/// <summary>A run's result as lines for people.</summary>
static class Summary
{
    /// <summary>Test metrics, what was trained, and where the report lies.</summary>
    public static void Print(Terminal terminal, ResultRecord result, string report)
    {
        terminal.Line(
            $"{result.Experiment} (seed {Text(result.Seed)}): best epoch {Text(result.BestEpoch)} of "
                + $"{Text(result.Epochs)}");
        if (result.Verdict is { } verdict)
        {
            terminal.Line($"  {verdict.Sentence}");
        }

        terminal.Line($"  valid  {Metrics(result.Valid)}");
        if (result.Test.Count > 0)
        {
            terminal.Line($"  test   {Metrics(result.Test)}");
        }

        var readings = result.Calibration?.Readings ?? [];
        foreach (var reading in readings.Where(reading => reading.Answers is "cross-fitted" or "recalibrated"))
        {
            terminal.Line(
                $"  {result.Calibration!.Method}: {reading.Split} {reading.Answers} {Metrics(reading.Metrics)}");
        }

        if (result.Logistic is { } simple)
        {
            var test = simple.Test.Count > 0 ? $"   test {Metrics(simple.Test)}" : "";
            terminal.Line($"  a logistic regression beside: valid {Metrics(simple.Valid)}{test}");
        }

        terminal.Line(string.Create(
            CultureInfo.InvariantCulture,
            $"  {result.Parameters["dense"]:N0} dense + {result.Parameters["embedding"]:N0} embedding parameters, "
                + $"{result.SamplesPerSecond:N0} samples/s, {result.Seconds:0.0} s, {result.PeakRssMb:0} MB, embedding "
                + $"update {result.EmbeddingUpdate}, probe overhead {result.ProbeOverhead:P2}"));
        foreach (var (site, measures) in result.Spectra)
        {
            terminal.Line(string.Create(
                CultureInfo.InvariantCulture,
                $"  {site,-16} entropy rank (singular values) {measures["entropy_rank_sv"],6:0.00}   stable rank "
                    + $"{measures["stable_rank"],6:0.00}   ratio to no structure {measures["baseline_ratio"]:0.000}"));
        }

        terminal.Line($"  report {report}");
    }

    static string Metrics(IReadOnlyDictionary<string, double> metrics) =>
        string.Join(
            "   ",
            metrics.Select(metric => $"{metric.Key} {MetricText.Of(metric.Value)}"));

    static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
