using System.Text;
using RankElastor.Tests.Architecture;

namespace RankElastor.Tests.DropIn;

/// <summary>Writes docs/dropin.md from what came of the experiments.</summary>
static class DropInPage
{
    const string Intro = """
        # A drop-in for FuxiCTR: what was tried

        The tests write configurations that have the shape of FuxiCTR's model zoo and of the open benchmark BARS: the
        same keys, nested alike, with values and rows of our own. Each is read, its model is built for its fields, and
        no key may be in the way. Every model that is built then trains one epoch on generated rows. This page is what
        came of it, written by the same tests (`UPDATE_GOLDEN=1` writes it anew):

            dotnet test --solution RankElastor.slnx --filter-class RankElastor.Tests.DropIn.DropInTests

        What makes the files run unchanged:

        - a key of another model of the zoo, which FuxiCTR would pass over, is a warning, and no misspelling;
        - keys that steer FuxiCTR itself (`num_workers`, `verbose`, `use_hdf5`, …) are named in one line, and keys
          whose value is null in none;
        - older names are read where today's are not there (`crossing_layers`, `cin_layer_units`, `use_field_gate`,
          …: the configuration page names each), and so is `FINAL`, the older name of FinalNet;
        - a template's `dataset_id: TBD` is what a tuner file assigns; data sets may stand inside that file.

        """;

    static readonly (string Data, string Words)[] _forms =
    [
        ("tiny_csv", "raw CSV"),
        ("tiny_parquet", "ids in Parquet with feature_map.json"),
        ("tiny_blocks", "the same in folders of parts"),
        ("tiny_npz", "ids in NumPy archives with feature_map.json"),
        ("tiny_seq", "ids and histories in Parquet"),
        ("tiny_mtl", "raw CSV with two labels"),
        ("tuner file", "a template, raw CSV assigned by a tuner file"),
    ];

    /// <summary>The page's file.</summary>
    public static string Path { get; } = System.IO.Path.Combine(SourceTree.Root, "docs", "dropin.md");

    /// <summary>The page.</summary>
    public static string Write(IReadOnlyList<Outcome> zoo, IReadOnlyList<Outcome> bars)
    {
        var page = new StringBuilder(Intro);
        var models = zoo.Select(outcome => outcome.Model).Distinct().ToList();
        page.Append(
            $"\n## FuxiCTR's zoo\n\n{zoo.Count(outcome => outcome.IsGood)} of {zoo.Count} experiments load; "
            + $"{models.Count(model => zoo.First(outcome => outcome.Model == model).IsGood)} of {models.Count} "
            + "models train.\n\n| rows | experiments | load |\n|---|---|---|\n");
        foreach (var (data, words) in _forms)
        {
            var same = zoo.Where(outcome => outcome.Data == data).ToList();
            page.Append($"| {words} | {same.Count} | {same.Count(outcome => outcome.IsGood)} |\n");
        }

        page.Append("\n| refused | because |\n|---|---|\n");
        foreach (var same in zoo.Where(outcome => !outcome.IsGood).GroupBy(outcome => Because(outcome)))
        {
            page.Append($"| {string.Join(", ", same.Select(outcome => outcome.Model).Distinct())} | {same.Key} |\n");
        }

        page.Append("\n## BARS\n\nDCNv2 trains on each data set but the two with given vectors, which BARS keeps in "
            + "h5 and which are to be converted.\n"
            + $"{bars.Count(pair => pair.IsGood)} of {bars.Count} pairs of its boards load "
            + $"({100 * bars.Count(pair => pair.IsGood) / bars.Count} %).\n\n"
            + "| data set | pairs | load | refused |\n|---|---|---|---|\n");
        foreach (var set in bars.GroupBy(pair => pair.Data))
        {
            var reasons = set.Where(pair => !pair.IsGood).GroupBy(Because).Select(same => same.Count() == set.Count()
                ? $"all: {same.Key}" : $"{string.Join(", ", same.Select(pair => pair.Model))}: {same.Key}");
            page.Append(
                $"| {set.Key} | {set.Count()} | {set.Count(pair => pair.IsGood)} | {string.Join("; ", reasons)} |\n");
        }

        return page.ToString();
    }

    /// <summary>The reason without the name that it is about.</summary>
    static string Because(Outcome outcome) => outcome.Reason.StartsWith("model: found ", StringComparison.Ordinal)
        ? outcome.Reason.Contains(',', StringComparison.Ordinal) ? outcome.Reason.Split(", ", 2)[1] : "not built yet"
        : $"`{outcome.Reason}`";
}
