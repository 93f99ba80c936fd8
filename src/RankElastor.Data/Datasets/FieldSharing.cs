using RankElastor.Data.Configuration;
using RankElastor.Data.Files;
using RankElastor.Data.Schemas;

namespace RankElastor.Data.Datasets;

/// <summary>
/// What the fields of a data set must be to each other: different names, and one owner for each shared table.
/// </summary>
static class FieldSharing
{
    /// <summary>The fields, if they fit; <paramref name="where"/> opens the message.</summary>
    public static IReadOnlyList<FieldOptions> Checked(string where, IReadOnlyList<FieldOptions> fields)
    {
        if (fields.All(field => field.Kind == FieldKind.Meta))
        {
            throw InputException.At(where, "no active field", "at least one active field that is not meta");
        }

        for (var index = 0; index < fields.Count; index++)
        {
            var earlier = fields.Take(index).ToList();
            if (earlier.Any(field => field.Name == fields[index].Name))
            {
                throw new InputException($"{where}: '{fields[index].Name}' is declared twice");
            }

            Check($"{where}: {fields[index].Name}: share_embedding", fields[index], earlier);
        }

        return fields;
    }

    static void Check(string where, FieldOptions sharer, List<FieldOptions> earlier)
    {
        if (sharer.ShareEmbedding is not { } name)
        {
            return;
        }

        var owner = earlier.FirstOrDefault(field => field.Name == name)
            ?? throw InputException.At(
                where, $"'{name}'",
                "an active field declared earlier" + NearMiss.Hint(name, earlier.Select(field => field.Name)));
        if (owner.ShareEmbedding is not null || owner.Remap != sharer.Remap || owner.Rule != sharer.Rule
            || owner.Kind is not (FieldKind.Categorical or FieldKind.Sequence))
        {
            throw InputException.At(where, $"'{name}'",
                "a categorical or sequence field with its own table and the same remap and category_processor");
        }
    }
}
