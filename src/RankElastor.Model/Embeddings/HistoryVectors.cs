using RankElastor.Data.Files;
using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model.Passes;

namespace RankElastor.Model.Embeddings;

// B batch, L positions of a history, m numbers of an item's vector

/// <summary>The fields' vectors as models of histories read them: by name, with the histories' positions.</summary>
public sealed class HistoryVectors
{
    const string Fields = "embedding";
    readonly FieldTables _tables;
    readonly Schema _schema;

    internal HistoryVectors(FieldTables tables, Schema schema, IReadOnlyList<HistoryPair> pairs)
    {
        (_tables, _schema, Pairs) = (tables, schema, pairs);
        Numbers = schema.ModelFields.Sum(field => WidthOf(field.Name));
        foreach (var pair in pairs)
        {
            var (target, history) = (WidthOf(pair.Target), WidthOf(pair.History));
            if (target != history)
            {
                throw InputException.At(
                    $"history {string.Join(", ", pair.History)}", $"{history} numbers for an item",
                    $"{target}, as many as {string.Join(", ", pair.Target)}");
            }
        }
    }

    /// <summary>The pairs of target and history.</summary>
    public IReadOnlyList<HistoryPair> Pairs { get; }

    /// <summary>Numbers of all fields' vectors, of a history those of one item.</summary>
    public int Numbers { get; }

    /// <summary>m of a pair.</summary>
    public int Width(int pair) => WidthOf(Pairs[pair].Target);

    /// <summary>L of a pair.</summary>
    public int Length(int pair) => FieldOf(Pairs[pair].History[0]).MaxLength;

    /// <summary>
    /// Where probes see the vectors of all fields but the histories, [B, fields, E] where they are alike; those of the
    /// user's fields side by side, of the item's and of the context's; and the items of each history, [B, L, m],
    /// padding as zeros, which no rank counts.
    /// </summary>
    internal IEnumerable<Site> Sites =>
    [
        new(Fields, Fields, IsAlike ? SiteKind.Tokens : SiteKind.Vector),
        .. Sides.Select(side => new Site(NameOf(side), NameOf(side), SiteKind.Vector)),
        .. Pairs.Select((_, pair) => new Site(NameOf(pair), NameOf(pair), SiteKind.Padded)),
    ];

    /// <summary>Numbers of a field's vector.</summary>
    public int WidthOf(string field) => _tables.WidthOf(field);

    /// <summary>Numbers of the vectors of several fields side by side.</summary>
    public int WidthOf(IReadOnlyList<string> fields) => fields.Sum(WidthOf);

    /// <summary>
    /// Looks up a batch. A model for which positions that are padding in all rows change nothing lets it trim: the
    /// histories then have only the positions that the batch uses. Replays of the reference see all of them.
    /// </summary>
    public HistoryRows Lookup(Batch batch, ForwardPass pass, bool trims = false)
    {
        var rows = new HistoryRows(
            _schema, Pairs, _tables, batch, _tables.Gather(batch, pass), trims && !pass.ShowsEveryStage);
        pass.ObserveMade(Fields, () => IsAlike
            ? rows.WithoutHistories().unflatten(1, -1, WidthOf(Others.First())) : rows.WithoutHistories());
        foreach (var side in Sides)
        {
            pass.ObserveMade(NameOf(side), () => rows.Joined([.. side]));
        }

        for (var pair = 0; pair < Pairs.Count; pair++)
        {
            var at = pair;
            pass.ObserveMade(NameOf(pair), () => rows.Shown(at));
        }

        return rows;
    }

    /// <summary>The fields that are no history of a pair, in the schema's order.</summary>
    internal IEnumerable<string> Others => _schema.ModelFields.Select(some => some.Name)
        .Where(name => !Pairs.Any(pair => pair.History.Contains(name)));

    /// <summary>The fields that are no history of a pair, by the side that the data set says they are of.</summary>
    IEnumerable<IGrouping<string, string>> Sides => Others.GroupBy(name => FieldOf(name).Source)
        .Where(side => side.Key is "user" or "item" or "context");

    bool IsAlike => Others.Select(WidthOf).Distinct().Count() == 1;

    static string NameOf(IGrouping<string, string> side) => $"{Fields}/{side.Key}";

    string NameOf(int pair) => Pairs.Count == 1 ? "history" : $"history{pair + 1}";

    Field FieldOf(string name) => _schema.Fields.Single(field => field.Name == name);
}
