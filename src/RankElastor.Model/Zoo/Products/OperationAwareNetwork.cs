using RankElastor.Data.Configuration;
using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model.Layers;
using RankElastor.Model.Layers.Interactions;
using RankElastor.Model.Passes;
using RankElastor.Model.Zoo.Baselines;
using static TorchSharp.torch;

namespace RankElastor.Model.Zoo.Products;


/// <summary>
/// ONN (Yang et al., 2020), also called NFFM: an MLP on the fields' own vectors and the products of those that they
/// have for each other. ONN looks each vector up in a table of its own, ONNv2 all of a field's in one row of one table.
/// </summary>
public sealed class OperationAwareNetwork : RankingModel
{
    static readonly KeyTable<FieldVectorOptions> _fieldKeys = FieldVectorOptions.KeysFor(2);

    readonly FieldAwareVectors _fields;
    readonly FieldAwareProducts _products;
    readonly long[] _own; // places of the fields' own vectors among all F · F
    readonly Mlp _network;

    /// <summary>Builds the model, with one table per field or one per field and vector.</summary>
    public OperationAwareNetwork(DnnOptions options, bool oneTable, Schema schema, int seed) : base(schema, seed)
    {
        var count = schema.ModelFields.Count;
        // among the vectors of a field: its own stands at its number in one table, and first in the sets
        _products = oneTable
            ? new FieldAwareProducts(count, count, (_, other) => other)
            : new FieldAwareProducts(count, count, (own, other) => other < own ? other + 1 : other);
        _own = [.. Enumerable.Range(0, count).Select(field => (long)field * count + (oneTable ? field : 0))];
        _fields = new FieldAwareVectors(AddFields, Parameters, options.Fields, count, oneTable);
        var inputs = count * options.Fields.Width + FieldPairs.Of(count).Count;
        _network = new Mlp(Root.Sub("dnn"), inputs, options.Network);
        Sites = [_fields.Site, new Site("products", "products", SiteKind.Vector), .. _network.Sites("dnn")];
    }

    /// <summary>The entry of the form with a table for each vector.</summary>
    internal static ZooModel Entry { get; } = Form("ONN", oneTable: false);

    /// <summary>The entry of the form with one table.</summary>
    internal static ZooModel EntryOfOneTable { get; } = Form("ONNv2", oneTable: true);

    /// <inheritdoc/>
    public override Tensor Logits(Batch batch, ForwardPass pass)
    {
        var vectors = _fields.Apply(batch, pass); // [B, F, F·d]
        var products = pass.Observe("products", _products.Apply(vectors));
        var own = vectors.view(vectors.shape[0], Schema.ModelFields.Count * Schema.ModelFields.Count, -1)
            .index_select(1, tensor(_own));
        return _network.Apply(cat([own.flatten(1), products], 1), pass).flatten();
    }

    static ZooModel Form(string name, bool oneTable) => new(
        name, [.. _fieldKeys, .. BaselineConfig.Keys.Where(key => key.Name != "embedding_dim")],
        (config, schema, seed) => new OperationAwareNetwork(
            DnnOptions.From(config) with { Fields = _fieldKeys.Read(config) }, oneTable, schema, seed));
}
