using RankElastor.Data.Configuration;
using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model.Layers;
using RankElastor.Model.Passes;
using RankElastor.Model.Zoo.Baselines;
using static TorchSharp.torch;

namespace RankElastor.Model.Zoo.Tasks;

/// <summary>Options of <see cref="ShareBottom"/>.</summary>
public sealed record ShareBottomOptions
{
    static readonly Key<IReadOnlyList<int>> _bottom = NetworkKeys.Units(
        "bottom_hidden_units", "Widths of the layers that tasks share; the last is the towers' input.", 64, 64, 64);

    static readonly Key<IReadOnlyList<int>> _towers = TaskKeys.Towers(64);

    /// <summary>The keys.</summary>
    internal static IReadOnlyList<Key> Keys { get; } = [.. TaskKeys.Keys, _bottom, _towers];

    /// <summary>The field vectors.</summary>
    public FieldVectorOptions Fields { get; init; } = new();

    /// <summary>What tasks share; its last hidden layer is its output.</summary>
    public required MlpOptions Bottom { get; init; }

    /// <summary>Each task's own network, which ends in one number.</summary>
    public required MlpOptions Tower { get; init; }

    /// <summary>Reads the keys.</summary>
    public static ShareBottomOptions From(ConfigSection config) => new()
    {
        Fields = FieldVectorOptions.Keys.Read(config),
        Bottom = TaskKeys.Body(config, _bottom),
        Tower = TaskKeys.Network(config, _towers, outputs: 1),
    };
}

/// <summary>
/// ShareBottom (Caruana, Multitask learning, 1997): one network on the field vectors for all tasks, then a tower for
/// each.
/// </summary>
public sealed class ShareBottom : MultiTaskModel
{
    /// <summary>Its entry in the zoo.</summary>
    internal static ZooModel Entry { get; } = new("ShareBottom", ShareBottomOptions.Keys, (config, schema, seed) =>
    {
        TaskKeys.Check(config, schema);
        return new ShareBottom(ShareBottomOptions.From(config), schema, seed);
    });

    readonly Mlp _bottom;

    /// <summary>Builds the model.</summary>
    public ShareBottom(ShareBottomOptions options, Schema schema, int seed) : base(options.Fields, schema, seed)
    {
        _bottom = new Mlp(Root.Sub("bottom"), Inputs, options.Bottom);
        AddTowers(options.Tower, _bottom.Outputs);
        Sites = [Embedding, .. _bottom.Sites("bottom"), .. TowerSites];
    }

    /// <inheritdoc/>
    public override Tensor Logits(Batch batch, ForwardPass pass)
    {
        var shared = _bottom.Apply(Vectors(batch, pass), pass);
        return Towers([.. Enumerable.Repeat(shared, Tasks)], pass);
    }
}
