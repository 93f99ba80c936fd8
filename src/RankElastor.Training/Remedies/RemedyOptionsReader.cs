using RankElastor.Data.Configuration;

namespace RankElastor.Training.Remedies;

/// <summary>
/// Reads the key <c>remedies</c>: a list of mappings <c>{name: von_neumann_entropy, site: tokens, weight: 0.01, rows: 512, start: alarm}</c>. Only the name must be there. Sites
/// are checked when the model is known, by <see cref="RemedySet"/>.
/// </summary>
public static class RemedyOptionsReader
{
    /// <summary>The key.</summary>
    public const string Key = "remedies";

    /// <summary>The remedies of an experiment; none where the key is absent.</summary>
    /// <exception cref="RankElastor.Data.Files.InputException">A name that is no penalty, or a value out of range: file, key, found and allowed.</exception>
    public static IReadOnlyList<RemedyOptions> Read(ConfigSection config) => [.. config.Sections(Key).Select(ReadOne)];

    static RemedyOptions ReadOne(ConfigSection one) => new()
    {
        Name = NameOf(one),
        Site = one.Text("site"),
        Weight = one.Number("weight", 0.01) is var weight and > 0 and <= RemedyOptions.MostWeight
            ? weight
            : throw one.Wrong("weight", one.Get("weight"), $"a number above 0 and at most {RemedyOptions.MostWeight}"),
        Rows = RowsOf(one),
        IsDormant = one.Choice("start", "training", "training", "alarm") == "alarm",
        Where = one.Where,
    };

    static string NameOf(ConfigSection one)
    {
        var names = RemedyCatalogue.PenaltyNames;
        var name = one.Text("name") ?? throw one.Wrong("name", null, string.Join(" | ", names));
        return names.Contains(name) ? name
            : RemedyCatalogue.Find(name) is { } option ? throw one.Wrong("name", name, $"{string.Join(" | ", names)}; {name} is a key of the model: {option.Use}")
            : throw one.Wrong("name", name, string.Join(" | ", names) + NearMiss.Hint(name, names));
    }

    static int RowsOf(ConfigSection one)
    {
        const string Allowed = "a whole number >= 2, or all";
        return one.Get("rows") switch
        {
            null => RemedyOptions.DefaultRows,
            "all" => 0,
            long and >= 2 and <= int.MaxValue => one.Whole("rows", 0),
            var other => throw one.Wrong("rows", other, Allowed),
        };
    }
}
