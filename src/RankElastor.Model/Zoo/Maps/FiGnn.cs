using RankElastor.Data.Configuration;
using RankElastor.Data.Files;
using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model.Layers;
using RankElastor.Model.Layers.Interactions;
using RankElastor.Model.Passes;
using RankElastor.Model.Zoo.Baselines;
using static TorchSharp.torch;

namespace RankElastor.Model.Zoo.Maps;

/// <summary>Options of <see cref="FiGnn"/>.</summary>
public sealed record FiGnnOptions
{
    /// <summary>The field vectors.</summary>
    public FieldVectorOptions Fields { get; init; } = new();

    /// <summary>The graph and its steps.</summary>
    public FieldGraphOptions Graph { get; init; } = new();

    /// <summary>The keys.</summary>
    internal static KeyTable<FiGnnOptions> Keys { get; } = new(() => new FiGnnOptions())
    {
        { FieldVectorOptions.Keys, options => options.Fields },
        {
            new KeyTable<FieldGraphOptions>(() => new FieldGraphOptions())
            {
                {
                    Key.Whole("gnn_layers", "Steps on the graph of fields.", least: 1, most: Key.MostLayers),
                    part => part.Steps
                },
                {
                    Key.Flag("use_gru", "A gated recurrent unit takes a step's result in; else it is added."),
                    part => part.Gated
                },
                { Key.Flag("use_residual", "Adds the field vectors after each step."), part => part.Residual },
                { Key.Flag("reuse_graph_layer", "All steps have the same matrices."), part => part.Shared },
            },
            options => options.Graph
        },
    };
}

/// <summary>
/// Fi-GNN (Li et al., 2019): fields as nodes of a graph; logit = Σ_f σ(W h)_f ⟨w, h_f⟩ of the states h after the last
/// step.
/// </summary>
public sealed class FiGnn : RankingModel
{
    /// <summary>Its entry in the zoo.</summary>
    internal static ZooModel Entry { get; } = new(
        "FiGNN", [.. FiGnnOptions.Keys],
        (config, schema, seed) => new FiGnn(FiGnnOptions.Keys.Read(config), schema, seed));

    readonly FieldVectors _fields;
    readonly FieldGraph _graph;
    readonly Linear _scores, _weights;
    readonly string _head, _gates;

    /// <summary>Builds the model.</summary>
    public FiGnn(FiGnnOptions options, Schema schema, int seed) : base(schema, seed)
    {
        var width = options.Fields.Width;
        _fields = new FieldVectors(AddFields("embedding_layer", width), options.Fields, Parameters);
        if (_fields.Rows < 2)
        {
            throw InputException.At("fields", $"{_fields.Rows}", "two or more: a field is no neighbour of its own");
        }

        _graph = new FieldGraph(Root.Sub("fignn"), _fields.Rows, width, options.Graph);
        var head = Root.Sub("fc");
        var gates = head.Sub("mlp2");
        _scores = new Linear(head.Sub("mlp1"), width, 1, bias: false);
        _weights = new Linear(gates.Sub(0), _fields.Numbers, _fields.Rows, bias: false);
        (_head, _gates) = (head.Path, gates.Path);
        Sites = [_fields.Site, .. _graph.Sites, new("weights/gate", _gates, SiteKind.Gate)];
    }

    /// <inheritdoc/>
    /// <summary>The score of a field has the same weights for each, and a gated unit too.</summary>
    public override long ProductsPerRow => DenseParameters + _graph.RepeatedProducts;

    /// <inheritdoc/>
    public override Tensor Logits(Batch batch, ForwardPass pass)
    {
        var states = _graph.Apply(_fields.Apply(batch, pass), pass); // [B, F, E]
        var scores = _scores.Apply(states, pass).squeeze(-1);
        var weights = _weights.Apply(states.flatten(1), pass).sigmoid(); // [B, F]
        pass.Observe(_gates, pass.Observe($"{_gates}.1", weights));
        return pass.Observe(_head, (weights * scores).sum(1));
    }
}
