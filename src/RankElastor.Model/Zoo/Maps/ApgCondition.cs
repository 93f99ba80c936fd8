using RankElastor.Data.Files;
using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model.Embeddings;
using RankElastor.Model.Passes;
using RankElastor.Model.Zoo.Baselines;
using static TorchSharp.torch;

namespace RankElastor.Model.Zoo.Maps;

/// <summary>
/// The vectors of the fields that weights are generated from, side by side in the order of the schema.
/// </summary>
/// <param name="Width">Their numbers; null where each layer's own input takes their place.</param>
/// <param name="Of">A batch and the flat vectors of all fields → [B, Width].</param>
sealed record ApgCondition(int? Width, Func<Batch, Tensor, ForwardPass, Tensor?> Of)
{
    /// <summary>
    /// The vectors among those of all fields, or of a set that <paramref name="add"/> makes.
    /// </summary>
    /// <exception cref="InputException">A field is not in the schema.</exception>
    public static ApgCondition From(
        ApgOptions options, IReadOnlyList<Field> fields, FieldTables all, Func<IReadOnlyList<Field>, FieldVectors> add)
    {
        if (!options.OfFeatures)
        {
            return new(null, (_, _, _) => null);
        }

        string[] names = [.. fields.Select(field => field.Name)];
        if (options.Features.FirstOrDefault(name => !names.Contains(name)) is { } unknown)
        {
            throw InputException.At("condition_features", $"'{unknown}'", string.Join(" | ", names));
        }

        bool[] isAsked = [.. names.Select(name => options.Features.Contains(name))];
        if (options.OwnVectors)
        {
            var own = add([.. fields.Where((_, f) => isAsked[f])]);
            return new(own.Numbers, (batch, _, pass) => own.Apply(batch, pass).flatten(1));
        }

        var places = new List<long>();
        var first = 0;
        for (var f = 0; f < names.Length; first += all.Widths[f++])
        {
            places.AddRange(isAsked[f] ? Enumerable.Range(first, all.Widths[f]).Select(at => (long)at) : []);
        }

        return new(places.Count, (_, flat, _) => flat.index_select(1, tensor(places.ToArray())));
    }
}
