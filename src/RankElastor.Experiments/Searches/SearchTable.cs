using RankElastor.Data.Datasets;
using RankElastor.Data.Files;
using RankElastor.Report.Drawing;

namespace RankElastor.Experiments.Searches;

/// <summary>A search as a table, a line for each point.</summary>
static class SearchTable
{
    const string First = "number";

    /// <summary>The table's name.</summary>
    public static string FileOf(string search) => $"{search}.csv";

    /// <summary>Refuses to write over what a grid has collected in a file of this name.</summary>
    /// <exception cref="InputException">It has.</exception>
    public static void CheckPlace(string path)
    {
        if (File.Exists(path)
            && !(ReplacedFile.Lines(path) is [var head, ..] && head.StartsWith($"{First},", StringComparison.Ordinal)))
        {
            throw InputException.At(path, "a file that no search wrote", "another --out");
        }
    }

    /// <summary>Metrics that results have on validation rows, and on test rows among them.</summary>
    public static (IReadOnlyList<string> Valid, IReadOnlyList<string> Test) Metrics(FinishedSearch search)
    {
        var results = search.Points.Select(point => point.Result).OfType<Training.Records.ResultRecord>().ToList();
        List<string> valid = [.. results.SelectMany(result => result.Valid.Keys).Distinct()];
        return (valid, [.. valid.Where(metric => results.Any(result => result.Test.ContainsKey(metric)))]);
    }

    /// <summary>Six digits, seconds as measured.</summary>
    public static string Csv(FinishedSearch search)
    {
        var (valid, test) = Metrics(search);
        var csv = new Csv("search", [First, "experiment", "rung", "epochs", "limit", "best_epoch",
            .. search.Space.Dimensions.Select(dimension => (Csv.Cell)dimension.Name), "monitor",
            .. valid.Select(metric => (Csv.Cell)$"valid_{metric}"),
            .. test.Select(metric => (Csv.Cell)$"test_{metric}"),
            "seconds", "failure"]);
        foreach (var point in search.Points)
        {
            Csv.Cell Of(IReadOnlyDictionary<string, double>? metrics, string name) =>
                metrics?.TryGetValue(name, out var value) == true ? value : "";
            csv.Add([
                point.Number, point.Id, point.Rung, point.Spent, point.Limit,
                point.Result is { } result ? result.BestEpoch : "",
                .. point.Values.Select(value => (Csv.Cell)TunerDimension.Text(value)),
                point.Result is null ? "" : search.Monitor(point),
                .. valid.Select(metric => Of(point.Result?.Valid, metric)),
                .. test.Select(metric => Of(point.Result?.Test, metric)),
                Figures.Fixed(point.Seconds, 1), point.Failure ?? "",
            ]);
        }

        return csv.ToString();
    }
}
