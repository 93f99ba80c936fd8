using RankElastor.Data.Files;
using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using RankElastor.Numerics.Randomness;
using static TorchSharp.torch;

namespace RankElastor.Model.Embeddings;

// B batch, L positions of a sequence

/// <summary>
/// A second vector for each item, in tables apart from those of the fields' vectors, one for each field of the item
/// that is ranked. Other fields that hold such items, a history or a drawn negative, look their ids up in the same
/// tables. Rows begin as torch's Embedding has them: normal with standard deviation 1.
/// </summary>
sealed class ItemTables
{
    internal ItemTables(
        Schema schema, int width, Scope scope, SeededRandom random,
        IReadOnlyList<(string Owner, string Reader)> readers)
    {
        List<TableField> fields = [];
        foreach (var owner in readers.Select(pair => pair.Owner).Distinct())
        {
            var field = FieldOf(schema, owner);
            fields.Add(new TableField(field with { ShareEmbedding = null }, owner, width) { Deviation = 1 });
            fields.AddRange(readers.Where(pair => pair.Owner == owner && pair.Reader != owner).Distinct()
                .Select(pair => Reading(field, FieldOf(schema, pair.Reader), width)));
        }

        Set = new EmbeddingTables(fields, new BatchLayout(schema), width, scope, random, dictionary: "");
    }

    /// <summary>The tables.</summary>
    public EmbeddingTables Set { get; }

    /// <summary>Looks up a batch.</summary>
    public ItemRows Lookup(Batch batch, ForwardPass pass)
    {
        var rows = new Dictionary<string, TableRows>(StringComparer.Ordinal);
        Set.AddRows(batch, pass, rows);
        return new(rows);
    }

    internal static string NameOf(string owner, string reader) => owner == reader ? owner : $"{owner}/{reader}";

    static Field FieldOf(Schema schema, string name) => schema.Fields.Single(field => field.Name == name);

    static TableField Reading(Field owner, Field reader, int width) => reader.VocabularySize <= owner.VocabularySize
        ? new(reader with { ShareEmbedding = owner.Name }, NameOf(owner.Name, reader.Name), width)
        {
            IsUnpooled = reader.Kind == FieldKind.Sequence,
        }
        : throw InputException.At(
            $"field '{reader.Name}'", $"{reader.VocabularySize} ids",
            $"at most {owner.VocabularySize}, those of {owner.Name}; share_embedding: {owner.Name} makes them alike");
}

/// <summary>The second vectors of one batch.</summary>
sealed class ItemRows(IReadOnlyDictionary<string, TableRows> rows)
{
    /// <summary>The readers' vectors in the owners' tables side by side, [B, …, numbers].</summary>
    public Tensor Of(IReadOnlyList<string> owners, IReadOnlyList<string> readers) =>
        cat([.. owners.Zip(
            readers, (owner, reader) => rows[ItemTables.NameOf(owner, reader)].In(null))], -1);
}
