using System.Text.Json;
using RankElastor.Data.Configuration;
using RankElastor.Data.Files;

namespace RankElastor.Data.Datasets;

/// <summary>
/// Data that somebody has prepared (FuxiCTR, this product): the files hold ids, and <c>feature_map.json</c> has what a
/// configuration declares of raw data. It is read as <c>feature_cols</c> and <c>label_col</c> of the section, so that
/// both say the same in the same words.
/// </summary>
static class PreparedMap
{
    /// <summary>The file's name.</summary>
    public const string FileName = "feature_map.json";

    static readonly string[] _ofPreparing = ["padding_idx", "category_processor", "normalizer", "min_categr_count"];

    /// <summary>
    /// The section with fields and labels of a map; labels that the section itself names stay.
    /// </summary>
    /// <exception cref="InputException">No map, one of another data set or of FuxiCTR before 2.0.</exception>
    public static ConfigSection Over(ConfigSection section, string path, string datasetId)
    {
        return DurableFile.ReadJson(path, Overlaid, remedy: "allowed: a JSON object as FuxiCTR writes it");

        ConfigSection Overlaid(JsonDocument document)
        {
            var map = ConfigSection.FromJson(path, document.RootElement);
            var (keys, folder) = (new Dictionary<string, object?>(), Path.GetDirectoryName(path)!);
            if (map.Text("dataset_id") is var found && found != datasetId)
            {
                throw map.Wrong("dataset_id", found, $"'{datasetId}'");
            }

            if (!map.Has("features"))
            {
                throw map.Wrong("features", null, "the fields, a list with a mapping for each (FuxiCTR 2.0 or later)");
            }

            keys["feature_cols"] = map.Sections("features").SelectMany(entry => entry.Keys.Select(object? (name) =>
                Field(folder, name, entry.Section(name) ?? throw map.Wrong(name, null, "a mapping")))).ToList();
            if (!section.Has("label_col"))
            {
                keys["label_col"] = map.Texts("labels").Select(name => Label(path, name)).ToList<object?>();
            }

            keys["rebuild_dataset"] = false;
            return section.OverlaidBy(new ConfigSection(section.Where, keys));
        }
    }

    static ConfigSection Label(string path, string name) => new(
        $"{path}: labels", new Dictionary<string, object?> { ["name"] = name, ["dtype"] = "float" });

    static ConfigSection Field(string folder, string name, ConfigSection said)
    {
        if (said.Get("padding_idx") is not (null or 0L))
        {
            throw said.Wrong("padding_idx", said.Get("padding_idx"), "0");
        }

        var type = said.Text("type");
        var keys = said.Keys.Except(_ofPreparing).ToDictionary(key => key, said.Get);
        keys["name"] = name;
        keys["dtype"] = type switch { "numeric" or "embedding" => "float", "meta" => "str", _ => "int" };
        if (said.Text("pretrained_emb") is { } file)
        {
            keys["pretrained_emb"] = Path.GetFullPath(Path.Combine(folder, file));
        }

        if (type == "sequence")
        {
            keys.TryAdd("feature_encoder", null);
        }

        return new ConfigSection(said.Where, keys);
    }
}
