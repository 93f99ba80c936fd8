using RankElastor.Data.Schemas;
using static TorchSharp.torch;

namespace RankElastor.Model.Embeddings;

// B batch, L positions of a history, m numbers of an item's vector

/// <summary>The vectors of one batch, by field.</summary>
public sealed class HistoryRows
{
    // Kept: TorchSharp may finalise a number that is converted in the call while the native call still reads it.
    static readonly TorchSharp.Scalar _tiny = 1e-12f;
    readonly Schema _schema;
    readonly IReadOnlyList<HistoryPair> _pairs;
    readonly IReadOnlyDictionary<string, Tensor> _vectors;
    readonly IReadOnlyList<Tensor> _masks;

    internal HistoryRows(
        Schema schema, IReadOnlyList<HistoryPair> pairs, IReadOnlyDictionary<string, Tensor> vectors,
        IReadOnlyList<Tensor> masks) => (_schema, _pairs, _vectors, _masks) = (schema, pairs, vectors, masks);

    /// <summary>[B, m]: the item that is ranked.</summary>
    public Tensor Target(int pair) => Joined(_pairs[pair].Target);

    /// <summary>[B, L, m]: the history's items; at padding whatever the tables hold for it.</summary>
    public Tensor History(int pair) => Joined(_pairs[pair].History);

    /// <summary>[B, L], bool: whether a position holds an item.</summary>
    public Tensor Mask(int pair) => _masks[pair];

    /// <summary>The same as numbers, 1 or 0.</summary>
    public Tensor Present(int pair) => _masks[pair].to(History(pair).dtype);

    /// <summary>[B, m]: the sum of the history's items; of an empty one zeros.</summary>
    public Tensor Sum(int pair) => (History(pair) * Present(pair).unsqueeze(-1)).sum(1);

    /// <summary>[B, m]: the mean of the history's items; of an empty one zeros.</summary>
    public Tensor Mean(int pair) => Sum(pair) / Present(pair).sum(1, keepdim: true).add(_tiny);

    /// <summary>A field's vector, [B, width], or [B, L, width].</summary>
    public Tensor Of(string field) => _vectors[field];

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
                var width = Of(field).shape[^1];
                places[field] = histories[pair].narrow(-1, start, width);
                start += width;
            }
        }

        return cat(
            [.. _schema.ModelFields.Select(field => places.GetValueOrDefault(field.Name) ?? Of(field.Name))], -1);
    }

    /// <summary>All fields side by side in the schema's order but the histories, [B, numbers].</summary>
    public Tensor WithoutHistories() => cat(
        [.. _schema.ModelFields.Select(field => Of(field.Name)).Where(vector => vector.dim() == 2)], -1);
}
