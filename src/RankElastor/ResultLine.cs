using System.Globalization;
using System.Text;
using RankElastor.Data.Files;
using RankElastor.Training.Records;

namespace RankElastor;

/// <summary>
/// FuxiCTR's line of a finished run: time, command, experiment, data set, and the metrics of validation and test.
/// People collect these lines in a file named after the configuration.
/// </summary>
static class ResultLine
{
    /// <summary>The line of a result, without its end.</summary>
    public static string Of(ResultRecord result, string command, DateTimeOffset time) => string.Create(
        CultureInfo.InvariantCulture,
        $" {time:yyyyMMdd-HHmmss},[command] {command},[exp_id] {result.Experiment},[dataset_id] {result.Dataset},"
        + $"[train] N.A.,[val] {Metrics(result.Valid)},[test] {Metrics(Asked(result))}");

    /// <summary>Adds the line to a file, which other processes may write to as well.</summary>
    /// <exception cref="InputException">The file cannot be written.</exception>
    public static void AddTo(string file, string line)
    {
        using var owned = FileLock.Take($"{file}.lock", _ => { });
        using var stream = DiskStream.Append(file);
        stream.Write(Encoding.UTF8.GetBytes(line + "\n"));
    }

    static IEnumerable<KeyValuePair<string, double>> Asked(ResultRecord result) =>
        result.Test.Where(metric => result.Valid.ContainsKey(metric.Key));

    static string Metrics(IEnumerable<KeyValuePair<string, double>> metrics) => string.Join(
        " - ", metrics.Select(metric => string.Create(
            CultureInfo.InvariantCulture, $"{metric.Key}: {metric.Value:F6}")));
}
