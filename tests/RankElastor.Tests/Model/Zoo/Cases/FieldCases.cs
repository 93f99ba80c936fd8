namespace RankElastor.Tests.Model.Zoo.Cases;

/// <summary>Models of attention, graphs and convolutions of fields.</summary>
static class FieldCases
{
    public static IReadOnlyList<ZooCase> All { get; } =
    [
        new(
            """
            {"model": "AOANet", "embedding_dim": 4, "dnn_hidden_units": [12, 6], "num_interaction_layers": 2,
            "num_subspaces": 3}
            """,
            "embedding 6x4, interaction1 3x4, interaction2 3x4"),
        new(
            """{"model": "FiGNN", "embedding_dim": 4, "gnn_layers": 2}""",
            "embedding 6x4, graph/step1 6x4, graph/step2 6x4"),
        new(
            """
            {"model": "FiGNN", "embedding_dim": 4, "gnn_layers": 2, "use_gru": false, "use_residual": false,
            "reuse_graph_layer": true}
            """,
            "embedding 6x4, graph/step1 6x4, graph/step2 6x4"),
    ];
}
