using RankElastor.Data.Files;
using RankElastor.Experiments.Pages;
using RankElastor.Experiments.Studies;
using RankElastor.Training.State;

namespace RankElastor.Experiments.Searches;

/// <summary>
/// Declared spaces searched with one budget in epochs each: <c>rankelastor tune</c> with a <c>search</c>. Several
/// processes with the same request share the files; inside a file one training follows the other, so that nothing
/// depends on who worked.
/// </summary>
public static class Search
{
    /// <summary>
    /// Finishes all searches, and writes page, picture, tables and the chosen settings into the request's folder.
    /// </summary>
    /// <exception cref="InputException">Something is wrong with a file, options or data.</exception>
    /// <exception cref="RunInterruptedException"><paramref name="stop"/> was set; the same goes on.</exception>
    public static IReadOnlyList<SearchResult> Run(SearchRequest request, CancellationToken stop)
    {
        request.Check();
        string Place(string file) => Path.Combine(request.Out, file);
        foreach (var space in request.Spaces)
        {
            SearchTable.CheckPlace(Place(SearchTable.FileOf(space.Name)));
        }

        DurableFile.CreateFolder(request.Out);
        var searches = new SharedWork<FinishedSearch>(
            [.. request.Spaces.Select(space => new FileSearch(space, request))], request.Progress).Finish(stop);
        foreach (var search in searches)
        {
            PageFile.Write(Place(SearchTable.FileOf(search.Space.Name)), SearchTable.Csv(search));
        }

        ChosenFolder.Write(request, searches);
        PageFile.Write(Place(SearchFigure.File), SearchFigure.Draw(searches));
        PageFile.Write(Place(SearchPage.File), SearchPage.Write(request, searches));
        return [.. searches.Select(search => SearchResult.Of(search, Place(SearchPage.File)))];
    }
}
