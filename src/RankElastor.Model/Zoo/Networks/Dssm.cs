using RankElastor.Data.Configuration;
using RankElastor.Data.Files;
using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model.Layers;
using RankElastor.Model.Passes;
using RankElastor.Model.Zoo.Baselines;
using static TorchSharp.torch;

namespace RankElastor.Model.Zoo.Networks;

/// <summary>Options of <see cref="Dssm"/>.</summary>
public sealed record DssmOptions
{
    /// <summary>The field vectors.</summary>
    public FieldVectorOptions Fields { get; init; } = new();

    /// <summary>The users' network; its outputs are as many as the items'.</summary>
    public required MlpOptions User { get; init; }

    /// <summary>The items' network.</summary>
    public required MlpOptions Item { get; init; }

    static readonly Key<bool> _batchNorm = Key.Flag(
        NetworkKeys.UsualBatchNorm, "Batch normalisation before each hidden activation, in both towers.");
    static readonly NetworkKeys _user = Keyed("user_tower"), _item = Keyed("item_tower");

    static readonly Key<IReadOnlyList<int>> _userUnits = Units("user_tower"), _itemUnits = Units("item_tower");

    /// <summary>The keys.</summary>
    internal static IReadOnlyList<Key> Keys { get; } =
        [.. FieldVectorOptions.Keys, _batchNorm, _userUnits, .. _user.Keys, _itemUnits, .. _item.Keys];

    /// <summary>Reads the keys.</summary>
    public static DssmOptions From(ConfigSection config)
    {
        var (user, item) = (_userUnits.Read(config), _itemUnits.Read(config));
        return user[^1] != item[^1]
            ? throw config.Wrong("item_tower_units", item[^1], $"{user[^1]} at the end, as user_tower_units")
            : new DssmOptions
            {
                Fields = FieldVectorOptions.Keys.Read(config),
                User = Tower(config, _user, user),
                Item = Tower(config, _item, item),
            };
    }

    static NetworkKeys Keyed(string name) => new(null, $"{name}_activations", $"{name}_dropout", batchNorm: null);

    static Key<IReadOnlyList<int>> Units(string name) => Key.Wholes(
        $"{name}_units", "Widths of the tower's layers; the last has no activation.", [64, 64, 64],
        most: Key.MostWidth, canBeEmpty: false);

    static MlpOptions Tower(ConfigSection config, NetworkKeys keys, IReadOnlyList<int> units) =>
        keys.Read(config, [.. units.SkipLast(1)], units[^1]) with { BatchNorm = _batchNorm.Read(config) };
}

/// <summary>
/// DSSM (Huang et al., 2013): the inner product of a network on the fields of source user and one on those of source
/// item. Other fields are not read.
/// </summary>
public sealed class Dssm : RankingModel
{
    /// <summary>Its entry in the zoo.</summary>
    internal static ZooModel Entry { get; } = new(
        "DSSM", DssmOptions.Keys, (config, schema, seed) => new Dssm(DssmOptions.From(config), schema, seed));

    readonly FieldVectors _fields;
    readonly Mlp _user, _item;
    readonly long[] _userFields, _itemFields;

    /// <summary>Builds the model.</summary>
    /// <exception cref="InputException">No field is the user's, or none the item's.</exception>
    public Dssm(DssmOptions options, Schema schema, int seed) : base(schema, seed)
    {
        _fields = new FieldVectors(AddFields("", options.Fields.Width), options.Fields, Parameters);
        (_userFields, _itemFields) = (Of("user"), Of("item"));
        _user = new Mlp(Root.Sub("user_tower"), _userFields.Length * options.Fields.Width, options.User);
        _item = new Mlp(Root.Sub("item_tower"), _itemFields.Length * options.Fields.Width, options.Item);
        Sites =
        [
            _fields.Site, .. _user.Sites("user"), new("user", "user_tower", SiteKind.Vector),
            .. _item.Sites("item"), new("item", "item_tower", SiteKind.Vector),
        ];

        long[] Of(string source)
        {
            long[] fields = [.. schema.ModelFields.Index().Where(at => at.Item.Source == source)
                .Select(at => (long)at.Index)];
            return fields.Length > 0 ? fields : throw InputException.At(
                $"{schema.DatasetId}: fields with source {source}", "none", "at least one for DSSM");
        }
    }

    /// <inheritdoc/>
    public override Tensor Logits(Batch batch, ForwardPass pass)
    {
        var vectors = _fields.Apply(batch, pass);
        var user = _user.Apply(vectors.index_select(1, tensor(_userFields)).flatten(1), pass);
        var item = _item.Apply(vectors.index_select(1, tensor(_itemFields)).flatten(1), pass);
        return (user * item).sum(1);
    }
}
