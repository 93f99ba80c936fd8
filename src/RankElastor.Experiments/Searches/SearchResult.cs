using RankElastor.Data.Datasets;

namespace RankElastor.Experiments.Searches;

/// <summary>What a search found.</summary>
/// <param name="File">The tuner file's name.</param>
/// <param name="Epochs">Epochs trained.</param>
/// <param name="Points">The points, best first, failed ones last.</param>
/// <param name="Gain">The best monitor above that of the base, positive for better; NaN where that was not tried.
/// </param>
/// <param name="Page">The page that shows it.</param>
public sealed record SearchResult(
    string File, int Epochs, IReadOnlyList<SearchedPoint> Points, double Gain, string Page)
{
    internal static SearchResult Of(FinishedSearch search, string page) => new(
        search.Space.Name, search.Spent,
        [
            .. search.Ranked.Select(point => new SearchedPoint(
                point.Number, point.Id,
                search.Space.Dimensions.Zip(point.Values).ToDictionary(
                    pair => pair.First.Name, pair => TunerDimension.Text(pair.Second)),
                point.Spent, search.Monitor(point), point.Result?.Valid, point.Result?.Test, point.Failure)),
        ],
        search.Gain, page);
}

/// <summary>A point of a search.</summary>
/// <param name="Number">In order of trying, from 1.</param>
/// <param name="Id">The experiment.</param>
/// <param name="Values">By key.</param>
/// <param name="Epochs">Epochs trained.</param>
/// <param name="Monitor">What selects; NaN where it failed.</param>
/// <param name="Valid">Metrics on validation rows.</param>
/// <param name="Test">Metrics on test rows; they chose nothing.</param>
/// <param name="Failure">Why it failed, or null.</param>
public sealed record SearchedPoint(
    int Number, string Id, IReadOnlyDictionary<string, string> Values, int Epochs, double Monitor,
    IReadOnlyDictionary<string, double>? Valid, IReadOnlyDictionary<string, double>? Test, string? Failure);
