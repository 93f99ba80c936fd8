using RankElastor.Data.Configuration;
using RankElastor.Data.Files;
using RankElastor.Data.Schemas;
using RankElastor.Model.Embeddings;

namespace RankElastor.Model.Zoo.Histories;

/// <summary>The key that names drawn items in several models of histories.</summary>
static class ItemKeys
{
    /// <summary>Fields of items that were drawn as negatives.</summary>
    public static Key<IReadOnlyList<IReadOnlyList<string>>> Negatives { get; } = NameGroups.Key(
        "neg_seq_field",
        "Fields of items that were drawn as negatives, one for each target field; no network sees them.") with
    { DefaultWords = "none" };

    /// <summary>The negatives of each pair, or none.</summary>
    /// <exception cref="InputException">No such field, or as many as neither none nor the pairs' targets.</exception>
    public static IReadOnlyList<IReadOnlyList<string>> NegativesOf(
        ConfigSection config, Schema schema, IReadOnlyList<HistoryPair> pairs)
    {
        var negatives = Negatives.Read(config);
        string[] known = [.. schema.ModelFields.Select(field => field.Name)];
        if (negatives.SelectMany(group => group).FirstOrDefault(name => !known.Contains(name)) is { } unknown)
        {
            throw config.Wrong(
                Negatives.Name, unknown, string.Join(" | ", known) + NearMiss.Hint(unknown, known));
        }

        var counts = negatives.Select(group => group.Count).ToList();
        return counts.Count == 0 || counts.SequenceEqual(pairs.Select(pair => pair.Target.Count)) ? negatives
            : throw config.Wrong(
                Negatives.Name, $"entries of {string.Join(", ", counts)} fields",
                $"none, or those of {PairKeys.Usual.Target.Name}: "
                + string.Join(", ", pairs.Select(pair => pair.Target.Count)));
    }
}
