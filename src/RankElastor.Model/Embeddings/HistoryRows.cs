using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model.Memory;
using static TorchSharp.torch;

namespace RankElastor.Model.Embeddings;

// B batch, L positions of a history, m numbers of an item's vector

/// <summary>
/// The vectors of one batch, by field; histories are made when they are asked for. L is the pair's length, or, where
/// the look-up trims, the number of positions from the first to the last that some row of the batch uses.
/// </summary>
public sealed class HistoryRows
{
    // Kept: TorchSharp may finalise a number that is converted in the call while the native call still reads it.
    static readonly TorchSharp.Scalar _tiny = 1e-12f;
    readonly Schema _schema;
    readonly IReadOnlyList<HistoryPair> _pairs;
    readonly FieldTables _tables;
    readonly Batch _batch;
    readonly IReadOnlyDictionary<string, TableRows> _rows;
    readonly bool _trims;
    readonly Dictionary<string, Tensor> _vectors = new(StringComparer.Ordinal);
    readonly PositionWindow?[] _windows;
    readonly Tensor?[] _masks;

    internal HistoryRows(
        Schema schema, IReadOnlyList<HistoryPair> pairs, FieldTables tables, Batch batch,
        IReadOnlyDictionary<string, TableRows> rows, bool trims)
    {
        (_schema, _pairs, _tables, _batch, _rows, _trims) = (schema, pairs, tables, batch, rows, trims);
        _windows = new PositionWindow?[pairs.Count];
        _masks = new Tensor?[pairs.Count];
        foreach (var field in schema.ModelFields.Where(field => PairOf(field.Name) < 0))
        {
            _vectors.Add(field.Name, tables.Of(field.Name).Of(batch, rows));
        }
    }

    /// <summary>[B, m]: the item that is ranked.</summary>
    public Tensor Target(int pair) => Joined(_pairs[pair].Target);

    /// <summary>[B, L, m]: the history's items; at padding whatever the tables hold for it.</summary>
    public Tensor History(int pair) => Joined(_pairs[pair].History);

    /// <summary>[B, L], bool: whether a position holds an item.</summary>
    public Tensor Mask(int pair) => _masks[pair] ??= MaskIn(pair, WindowOf(pair));

    /// <summary>The same as numbers, 1 or 0.</summary>
    public Tensor Present(int pair) => Mask(pair).to(Target(pair).dtype);

    /// <summary>[B, m]: the sum of the history's items; of an empty one zeros.</summary>
    public Tensor Sum(int pair) => Events(pair) is { } events
        ? events.Places.Sum(events.Vectors * events.Present.unsqueeze(-1))
        : (History(pair) * Present(pair).unsqueeze(-1)).sum(1);

    /// <summary>[B, m]: the mean of the history's items; of an empty one zeros.</summary>
    public Tensor Mean(int pair) => Sum(pair) / Present(pair).sum(1, keepdim: true).add(_tiny);

    /// <summary>A field's vector, [B, width], or [B, L, width].</summary>
    public Tensor Of(string field)
    {
        if (!_vectors.TryGetValue(field, out var vector))
        {
            vector = _tables.Of(field).Of(_batch, _rows, WindowOf(PairOf(field)));
            _vectors.Add(field, vector);
        }

        return vector;
    }

    /// <summary>Vectors of several fields side by side, [B, …, numbers].</summary>
    public Tensor Joined(IReadOnlyList<string> fields) =>
        fields.Count == 1 ? Of(fields[0]) : cat([.. fields.Select(Of)], -1);

    /// <summary>
    /// All fields side by side in the schema's order, [B, numbers]; each pair's history is replaced by a vector [B, m],
    /// its fields' shares at their places.
    /// </summary>
    public Tensor Flat(IReadOnlyList<Tensor> histories)
    {
        var places = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        for (var pair = 0; pair < _pairs.Count; pair++)
        {
            var start = 0L;
            foreach (var field in _pairs[pair].History)
            {
                var width = _tables.WidthOf(field);
                places[field] = histories[pair].narrow(-1, start, width);
                start += width;
            }
        }

        return cat(
            [.. _schema.ModelFields.Select(field => places.GetValueOrDefault(field.Name) ?? Of(field.Name))], -1);
    }

    /// <summary>All fields side by side in the schema's order but the histories, [B, numbers].</summary>
    public Tensor WithoutHistories() => cat(
        [.. _schema.ModelFields.Where(field => !_tables.Of(field.Name).KeepsLength)
            .Select(field => Of(field.Name))], -1);

    /// <summary>
    /// A history's items without padding; null where they stand at other positions in one field than in another, or
    /// where a field's vector is not a row of its table.
    /// </summary>
    internal HistoryEvents? Events(int pair)
    {
        TableRows?[] fields = [.. _pairs[pair].History.Select(field => _tables.Of(field).EventsOf(_rows))];
        if (fields[0]?.Places is not { } places
            || !fields.All(field => field?.Places is { } other && other.AreThoseOf(places)))
        {
            return null;
        }

        var ids = FirstOf(pair).Ids(_batch.Rows);
        if (ids.Length != places.Events)
        {
            return null; // the table has numbers for padding
        }

        var vectors = fields.Length == 1 ? fields[0]!.Vectors : cat([.. fields.Select(field => field!.Vectors)], -1);
        var present = empty(ids.Length);
        var one = TensorSpans.Floats(present);
        for (var i = 0; i < ids.Length; i++)
        {
            one[i] = ids[i] != 0 ? 1 : 0;
        }

        return new HistoryEvents(vectors, present.to(vectors.dtype), places, ids.Contains(0));
    }

    /// <summary>[B, L, m] at all positions, padding as zeros: what probes see.</summary>
    internal Tensor Shown(int pair)
    {
        var all = new PositionWindow(0, FirstOf(pair).Length);
        var history = cat(
            [.. _pairs[pair].History.Select(field => _tables.Of(field).Of(_batch, _rows, all))], -1);
        return history * MaskIn(pair, all).to(history.dtype).unsqueeze(-1);
    }

    /// <summary>What has the positions of a trimmed history, [B, L, …], at all positions: 0 where it was trimmed.
    /// </summary>
    internal Tensor Whole(int pair, Tensor trimmed)
    {
        var ((first, length), all) = (WindowOf(pair), FirstOf(pair).Length);
        if (length == all)
        {
            return trimmed;
        }

        var whole = zeros([_batch.Rows, all, .. trimmed.shape[2..]], trimmed.dtype);
        whole.narrow(1, first, length).copy_(trimmed.detach());
        return whole;
    }

    int PairOf(string field) => _pairs.Index().FirstOrDefault(
        pair => pair.Item.History.Contains(field), (-1, null!)).Index;

    SequenceColumn FirstOf(int pair) => _batch.Sequence(FieldOf(_pairs[pair].History[0]));

    Field FieldOf(string name) => _schema.Fields.Single(field => field.Name == name);

    /// <summary>Of a trimmed history the positions that some row uses in a field of it; one where none does.</summary>
    PositionWindow WindowOf(int pair) => _windows[pair] ??= !_trims ? new(0, FirstOf(pair).Length)
        : PositionWindow.Around(_pairs[pair].History.Select(field => _batch.Sequence(FieldOf(field))), _batch.Rows);

    /// <summary>[B, window]: whether a position holds an item, by the first field's id.</summary>
    Tensor MaskIn(int pair, PositionWindow window)
    {
        var sequence = FirstOf(pair);
        var mask = new bool[_batch.Rows * window.Length];
        for (var row = 0; row < _batch.Rows; row++)
        {
            var at = row * window.Length + sequence.Start(row) - window.First;
            foreach (var id in sequence.Row(row))
            {
                mask[at++] = id != 0;
            }
        }

        return tensor(mask).view(_batch.Rows, window.Length);
    }
}

/// <summary>A batch's histories without padding: N items in all, row behind row.</summary>
/// <param name="Vectors">[N, m].</param>
/// <param name="Present">[N]: 0 where padding stands between two items, else 1.</param>
/// <param name="Places">Which items are whose.</param>
/// <param name="HasGaps">Whether padding stands between two items of some row.</param>
sealed record HistoryEvents(Tensor Vectors, Tensor Present, SequencePlaces Places, bool HasGaps)
{
    /// <summary>
    /// The same with a vector of zeros at the last position of each row without items; 1 for an item and 0 for such a
    /// vector, [N, 1], or null where every row has items.
    /// </summary>
    public (Tensor Vectors, SequencePlaces Places, Tensor? Real) WithStandIns()
    {
        if (!Enumerable.Range(0, Places.Rows).Any(IsEmpty))
        {
            return (Vectors, Places, null);
        }

        var (order, offsets, starts) = (new List<int>(), new int[Places.Rows + 1], (int[])Places.Starts.Clone());
        for (var row = 0; row < Places.Rows; row++)
        {
            if (IsEmpty(row))
            {
                (starts[row], offsets[row + 1]) = (Places.Length - 1, offsets[row] + 1);
                order.Add(-1);
                continue;
            }

            for (var i = Places.Offsets[row]; i < Places.Offsets[row + 1]; i++)
            {
                order.Add(i);
            }

            offsets[row + 1] = order.Count;
        }

        float[] real = [.. order.Select(place => place < 0 ? 0f : 1)];
        var all = RowSelectionFunction.Of(Vectors, [.. order], Places.Workers);
        return (all, new(offsets, starts, Places.Length, Places.Workers), tensor(real).unsqueeze(1));

        bool IsEmpty(int row) => Places.Offsets[row] == Places.Offsets[row + 1];
    }
}
