using RankElastor.Data.Configuration;
using RankElastor.Data.Files;
using RankElastor.Experiments.Pages;

namespace RankElastor.Experiments.Searches;

/// <summary>
/// The chosen settings as a folder of configuration: sections named like the base experiments and data sets, followed
/// by the tuner file's name where two files chose different ones of one name.
/// </summary>
static class ChosenFolder
{
    /// <summary>Its name.</summary>
    public const string Name = "chosen";

    /// <summary>Writes both files.</summary>
    public static void Write(SearchRequest request, IReadOnlyList<FinishedSearch> searches)
    {
        var folder = Path.Combine(request.Out, Name);
        DurableFile.CreateFolder(folder);
        PageFile.Write(
            Path.Combine(folder, "dataset_config.yaml"),
            YamlText.Of(searches.Select(search => KeyValuePair.Create(DataId(search, searches), Data(search)))
                .DistinctBy(section => section.Key)));
        PageFile.Write(
            Path.Combine(folder, "model_config.yaml"),
            YamlText.Of(searches.Select(search => KeyValuePair.Create(
                Id(search, searches),
                (IReadOnlyDictionary<string, object?>)Keys(request, search, DataId(search, searches))))));
    }

    /// <summary>The section of a search's model.</summary>
    public static string Id(FinishedSearch search, IReadOnlyList<FinishedSearch> all) =>
        all.Count(other => other.Space.BaseId == search.Space.BaseId) == 1
            ? search.Space.BaseId : $"{search.Space.BaseId}_{search.Space.Name}";

    static string DataId(FinishedSearch search, IReadOnlyList<FinishedSearch> all) =>
        all.Where(other => other.Space.DataId == search.Space.DataId)
            .All(other => Text(Data(other)) == Text(Data(search)))
            ? search.Space.DataId : $"{search.Space.DataId}_{search.Space.Name}";

    static IReadOnlyDictionary<string, object?> Data(FinishedSearch search) =>
        search.Space.DatasetOf(search.Chosen.Values);

    static Dictionary<string, object?> Keys(SearchRequest request, FinishedSearch search, string data)
    {
        var keys = request.Make(search.Space.Point(search.Chosen.Values)).Config.ToJson().ToDictionary();
        keys["dataset_id"] = data;
        keys["epochs"] = (long)search.Chosen.Limit;
        return keys;
    }

    static string Text(IReadOnlyDictionary<string, object?> section) => YamlText.Of([KeyValuePair.Create("", section)]);
}
