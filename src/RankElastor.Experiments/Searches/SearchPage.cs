using System.Text;
using RankElastor.Data.Datasets;
using RankElastor.Experiments.Pages;
using RankElastor.Report.Drawing;

namespace RankElastor.Experiments.Searches;

/// <summary>
/// The page of searches: budgets, what each found, every point. Seconds are in the tables, so that the page does not
/// depend on who worked when.
/// </summary>
static class SearchPage
{
    /// <summary>The file's name.</summary>
    public const string File = "tune.md";

    /// <summary>Markdown.</summary>
    public static string Write(SearchRequest request, IReadOnlyList<FinishedSearch> searches)
    {
        var machine = MachineInfo.Describe();
        var page = new StringBuilder($"# Search on {string.Join(", ", searches.Select(Data).Distinct())}\n\n")
            .Append($"`{request.Command}`\n\nCommit {MachineInfo.Commit()}, {machine["cores"]} cores, ")
            .Append($"{machine["cpu"]}.\n\n")
            .Append($"![Best validation so far against epochs trained]({SearchFigure.File})\n\n");
        Overview(page, searches);
        page.Append($"""
            Points are chosen on validation rows alone: by the monitor at a training's best epoch. The chosen point's
            validation is the largest of many and so optimistic; test metrics stand beside it and chose nothing, and
            picking a point by them would make them optimistic too. Settings are compared on seeds of their own:
            `rankelastor study --config {ChosenFolder.Name} --expid {Ids(searches)}`.


            """);
        foreach (var search in searches)
        {
            Search(page, search);
        }

        return page.ToString();
    }

    static string Data(FinishedSearch search) => search.Space.DataId;

    static string Ids(IReadOnlyList<FinishedSearch> searches) =>
        string.Join(' ', searches.Select(search => ChosenFolder.Id(search, searches)));

    static void Overview(StringBuilder page, IReadOnlyList<FinishedSearch> searches)
    {
        var table = new MarkdownTable(
            "search", "method", "seed", "epochs allowed", "epochs used", "points", "failed", "monitor", "base", "best",
            "gain", "chosen settings");
        foreach (var search in searches)
        {
            var (options, points) = (search.Space.Search, search.Points);
            table.Add(
                search.Space.Name, Method(search), Figures.Whole(options.Seed), Figures.Whole(options.Epochs!.Value),
                Figures.Whole(search.Spent), Figures.Whole(points.Count),
                Figures.Whole(points.Count(point => point.Failure is not null)),
                $"{search.Training.Monitor} ({search.Training.Monitor.Mode})",
                search.Base is { } start ? Score(search.Monitor(start)) : Figures.Missing,
                Score(search.Monitor(search.Chosen)), Figures.Signed(search.Gain, 5),
                $"`{ChosenFolder.Name}`: {ChosenFolder.Id(search, searches)}");
        }

        page.Append(table);
    }

    static string Method(FinishedSearch search) => search.Halving is not { } halving
        ? search.Space.Search.Method.ToString().ToLowerInvariant()
        : $"halving: brackets of {halving.Points} points, epochs {string.Join(", ", halving.Rounds)}";

    static void Search(StringBuilder page, FinishedSearch search)
    {
        var (dimensions, start) = (search.Space.Dimensions, search.Space.BaseValues);
        page.Append($"## {search.Space.Name}\n\nBase {search.Space.BaseId}, training seed {search.Training.Seed}, ")
            .Append($"at most {search.Training.Epochs} epochs a point, patience {search.Training.EarlyStopPatience}. ")
            .Append("A point is clipped to what is left of the budget, and not begun with fewer than ")
            .Append($"{search.Space.Search.FirstEpochs} epochs.\n\n");
        var space = new MarkdownTable("key", "values", "base", "chosen");
        foreach (var ((dimension, held), chosen) in dimensions.Zip(start).Zip(search.Chosen.Values))
        {
            space.Add(dimension.Name, dimension.ToString(), TunerDimension.Text(held), TunerDimension.Text(chosen));
        }

        var file = SearchTable.FileOf(search.Space.Name);
        page.Append(space).Append($"Every point, best first; with more digits and seconds: [{file}]({file}).\n\n");
        var (valid, test) = SearchTable.Metrics(search);
        var table = new MarkdownTable([
            "point", .. dimensions.Select(dimension => dimension.Name), "epochs", "best epoch", "monitor",
            .. valid.Select(metric => $"validation {metric}"), .. test.Select(metric => $"test {metric}"),
        ]);
        foreach (var point in search.Ranked)
        {
            table.Add([
                Figures.Whole(point.Number), .. point.Values.Select(TunerDimension.Text), Figures.Whole(point.Spent),
                point.Result is { } result ? Figures.Whole(result.BestEpoch) : $"failed: {point.Failure}",
                Score(search.Monitor(point)), .. valid.Select(metric => Metric(point.Result?.Valid, metric)),
                .. test.Select(metric => Metric(point.Result?.Test, metric)),
            ]);
        }

        page.Append(table);
    }

    static string Metric(IReadOnlyDictionary<string, double>? metrics, string name) =>
        Score(metrics?.GetValueOrDefault(name, double.NaN) ?? double.NaN);

    static string Score(double value) => Figures.LongScore(value);
}
