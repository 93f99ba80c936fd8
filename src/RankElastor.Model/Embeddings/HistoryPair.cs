using RankElastor.Data.Configuration;
using RankElastor.Data.Files;
using RankElastor.Data.Schemas;

namespace RankElastor.Model.Embeddings;

/// <summary>
/// What a user's history is compared with: the fields of the item that is ranked, and the sequence fields that say the
/// same of the items in the history, one for each.
/// </summary>
/// <param name="Target">Names of categorical or numeric fields.</param>
/// <param name="History">Names of sequence fields of one length, padded at the same positions.</param>
public sealed record HistoryPair(IReadOnlyList<string> Target, IReadOnlyList<string> History)
{
    /// <summary>The pairs that two keys of a section name.</summary>
    /// <exception cref="InputException">No such field, one of another kind, or lists of different lengths.</exception>
    internal static IReadOnlyList<HistoryPair> Read(
        ConfigSection config, Schema schema, Key<IReadOnlyList<IReadOnlyList<string>>> target,
        Key<IReadOnlyList<IReadOnlyList<string>>> history)
    {
        var (targets, histories) = (target.Read(config), history.Read(config));
        Check(config, target.Name, targets, [.. schema.ModelFields.Where(field => field.Kind != FieldKind.Sequence)]);
        Check(config, history.Name, histories,
            [.. schema.ModelFields.Where(field => field.Kind == FieldKind.Sequence)]);
        if (histories.Count != targets.Count)
        {
            throw config.Wrong(
                history.Name, $"{histories.Count} entries", $"{targets.Count}, one for each of {target.Name}");
        }

        foreach (var group in histories)
        {
            var lengths = group.Select(name => schema.Fields.Single(field => field.Name == name).MaxLength).ToList();
            if (lengths.Distinct().Count() > 1)
            {
                throw config.Wrong(
                    history.Name, $"lengths {string.Join(", ", lengths)} in one entry", "fields of one max_len");
            }
        }

        return [.. targets.Zip(histories, (fields, sequences) => new HistoryPair(fields, sequences))];
    }

    static void Check(
        ConfigSection config, string key, IReadOnlyList<IReadOnlyList<string>> groups, IReadOnlyList<Field> fields)
    {
        string[] known = [.. fields.Select(field => field.Name)];
        if (groups.SelectMany(group => group).FirstOrDefault(name => !known.Contains(name)) is { } unknown)
        {
            throw config.Wrong(key, unknown, string.Join(" | ", known) + NearMiss.Hint(unknown, known));
        }
    }
}
