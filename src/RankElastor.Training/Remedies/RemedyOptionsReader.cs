using RankElastor.Data.Configuration;

namespace RankElastor.Training.Remedies;

/// <summary>
/// Reads a list of <c>{name: von_neumann_entropy, site: tokens, weight: 0.01, rows: 512, start: alarm}</c>; only the
/// name must be there. <see cref="RemedySet"/> checks sites.
/// </summary>
static class RemedyOptionsReader
{
    /// <summary>The keys of an entry.</summary>
    public static KeyTable<RemedyOptions> Keys { get; } = new(() => new RemedyOptions { Name = "" })
    {
        {
            Key.Own("name", "The penalty.", string.Join(" | ", RemedyCatalogue.PenaltyNames), "", NameOf) with
            { IsRequired = true, Example = "uniformity" },
            options => options.Name
        },
        {
            Key.OptionalText("site", "A site of the model, or several by * and ?.") with
            { DefaultWords = "the penalty's own choice", Example = "block*/ffn" },
            options => options.Site
        },
        { Key.Real("weight", "What the penalty is multiplied by.", above: 0, most: 1000), options => options.Weight },
        {
            Key.Whole("rows", "Evenly spaced rows of the batch that it sees.", least: 2, words: ("all", 0)),
            options => options.Rows
        },
        {
            Key.Word(
                "start", "From the first step on, or when an alarm asks for it.", ("training", false), ("alarm", true)),
            options => options.IsDormant
        },
    };

    /// <summary>The remedies of an experiment; none where the key is absent.</summary>
    /// <exception cref="Data.Files.InputException">A name that is no penalty, or a value out of range: file, key, found
    /// and allowed.</exception>
    public static IReadOnlyList<RemedyOptions> Read(ConfigSection config) =>
        [.. config.Sections("remedies").Select(entry => Keys.Read(entry, new() { Name = "", Where = entry.Where }))];

    static string NameOf(ConfigSection entry)
    {
        var names = RemedyCatalogue.PenaltyNames;
        var name = entry.Text("name")!;
        return names.Contains(name) ? name
            : RemedyCatalogue.Find(name) is { } option
            ? throw entry.Wrong("name", name,
                $"{string.Join(" | ", names)}; {name} is a key of the model: {option.Use}")
            : throw entry.Wrong("name", name, string.Join(" | ", names) + NearMiss.Hint(name, names));
    }
}
