using RankElastor.Data.Rows;
using RankElastor.Model.Embeddings;
using RankElastor.Model.Parameters;
using RankElastor.Model.Passes;
using RankElastor.Model.Zoo.Baselines;
using static TorchSharp.torch;

namespace RankElastor.Model.Zoo.Products;

/// <summary>
/// S vectors of d numbers for each field, from S sets of tables, or from one set that is S times as wide.
/// </summary>
sealed class FieldAwareVectors
{
    const string Sets = "embedding_layers";
    readonly FieldVectors[] _sets;

    public FieldAwareVectors(
        Func<string, int, FieldTables> tables, ParameterStore store, FieldVectorOptions options, int count,
        bool oneTable)
    {
        var wide = options with { Width = options.Width * count };
        _sets = oneTable
            ? [new FieldVectors(tables("embedding_layer", wide.Width), wide, store)]
            : [.. Enumerable.Range(0, count).Select(set =>
                new FieldVectors(tables($"{Sets}.{set}", options.Width), options, store))];
        Site = oneTable ? _sets[0].Site : new Site("embedding", Sets);
    }

    /// <summary>A field's vectors side by side, one field a row.</summary>
    public Site Site { get; }

    /// <summary>A batch → [B, F, S·d].</summary>
    public Tensor Apply(Batch batch, ForwardPass pass) => _sets.Length == 1
        ? _sets[0].Apply(batch, pass)
        : pass.Observe(Sets, cat([.. _sets.Select(set => set.Apply(batch, pass))], 2));
}
