namespace RankElastor.Tests.Model.Zoo.Cases;

/// <summary>Models of networks and crossings.</summary>
static class NetworkCases
{
    public static IReadOnlyList<ZooCase> All { get; } =
    [
        new(
            """
            {"model": "FinalMLP", "embedding_dim": 4, "mlp1_hidden_units": [16, 8], "mlp2_hidden_units": [12],
            "fs_hidden_units": [8], "fs1_context": ["C1", "I2"], "fs2_context": [], "num_heads": 4}
            """,
            "embedding 6x4, selection1 6x4, selection2 6x4"),
        new(
            """
            {"model": "FinalMLP", "embedding_dim": 4, "mlp1_hidden_units": [16], "mlp1_batch_norm": true,
            "mlp1_hidden_activations": "tanh", "mlp2_hidden_units": [10], "use_fs": false}
            """,
            "embedding 6x4"),
        new(
            """
            {"model": "FinalNet", "embedding_dim": 4, "use_feature_gating": true, "block1_hidden_units": [12, 6],
            "block2_hidden_units": [10], "block2_hidden_activations": "relu"}
            """,
            "embedding 6x4, gating 12x4"),
        new(
            """{"model": "FINAL", "embedding_dim": 4, "block1_hidden_units": [12], "block2_hidden_units": [10]}""",
            "embedding 6x4"),
        new(
            """
            {"model": "FinalNet", "embedding_dim": 4, "block_type": "1B", "batch_norm": false, "residual_type": "sum",
            "block1_hidden_units": [11, 5], "block1_hidden_activations": ["relu", "tanh"]}
            """,
            "embedding 6x4"),
        new(
            """{"model": "MaskNet", "embedding_dim": 4, "dnn_hidden_units": [12, 8], "reduction_ratio": 2}""",
            "embedding 6x4, norm 6x4, block1/masked 6x4"),
        new(
            """
            {"model": "MaskNet", "embedding_dim": 4, "dnn_hidden_units": [8], "model_type": "ParallelMaskNet",
            "parallel_num_blocks": 2, "parallel_block_dim": 6, "emb_layernorm": false, "net_layernorm": false}
            """,
            "embedding 6x4, block1/masked 6x4, block2/masked 6x4"),
        FiBiNet("field_all"),
        FiBiNet("field_each"),
        FiBiNet("field_interaction"),
        new(
            """
            {"model": "AFN", "embedding_dim": 4, "logarithmic_neurons": 3, "afn_hidden_units": [12],
            "dnn_hidden_units": [10, 5]}
            """,
            "embedding 6x4, logarithms 6x4, products 3x4, embedding2 6x4"),
        new(
            """
            {"model": "AFN", "embedding_dim": 4, "ensemble_dnn": false, "afn_hidden_units": [16], "batch_norm": false}
            """,
            "embedding 6x4, logarithms 6x4, products 5x4"),
        new(
            """
            {"model": "DualMLP", "embedding_dim": 4, "mlp1_hidden_units": [16, 8], "mlp2_hidden_units": [8],
            "mlp2_batch_norm": true, "mlp2_hidden_activations": "tanh"}
            """,
            "embedding 6x4"),
        new(
            """{"model": "GDCN", "embedding_dim": 4, "dnn_hidden_units": [12], "num_cross_layers": 2}""",
            "embedding 6x4, cross1 6x4, cross2 6x4"),
        new(
            """{"model": "GDCNP", "embedding_dim": 4, "dnn_hidden_units": [12], "num_cross_layers": 1}""",
            "embedding 6x4, cross1 6x4"),
        Edcn("hadamard_product"),
        Edcn("pointwise_addition"),
        Edcn("concatenation"),
        Edcn("attention_pooling"),
        new(
            """{"model": "DeepCrossing", "embedding_dim": 4, "residual_blocks": [12, 8], "batch_norm": true}""",
            "embedding 6x4, block1 6x4, block2 6x4"),
        new(
            """
            {"model": "DeepCrossing", "embedding_dim": 4, "residual_blocks": [16], "use_residual": false,
            "hidden_activations": "tanh"}
            """,
            "embedding 6x4, block1 6x4"),
        new(
            """{"model": "DLRM", "embedding_dim": 4, "top_mlp_units": [12], "bottom_mlp_units": [8]}""",
            "embedding 4x4, vectors 5x4, products/matrix 5x5"),
        new(
            """
            {"model": "DLRM", "embedding_dim": 4, "top_mlp_units": [12], "bottom_mlp_units": [],
            "interaction_op": "cat", "bottom_mlp_activations": "tanh"}
            """,
            "embedding 4x4, vectors 5x4"),
        new(
            """{"model": "DSSM", "embedding_dim": 4, "user_tower_units": [16, 8], "item_tower_units": [12, 8]}""",
            "embedding 6x4"),
        Qnn(2) with { Rows = "embedding 6x4" },
        Qnn(7),
        Qnn(9),
        Qnn(25),
        Qnn(27, batchNorm: true),
        new(
            """{"model": "QNN_alpha", "embedding_dim": 4, "num_layers": 2, "num_heads": 2, "num_row": 3}""",
            "embedding 6x4, layer1 6x4, layer2 6x4"),
        new(
            """
            {"model": "PPNet", "embedding_dim": 4, "hidden_units": [16, 8], "gate_priors": ["C3", "C1"],
            "gate_emb_dim": 3, "gate_hidden_dim": null, "batch_norm": true}
            """,
            "embedding 6x4"),
        WuKong(sums: 3, """, "fmp_rank_k": 2"""), // as many vectors in as out
        WuKong(sums: 4, """, "fmp_rank_k": null, "layer_norm": false, "mlp_batch_norm": false"""),
    ];

    static ZooCase FiBiNet(string kind) => new(
        $$"""
        {"model": "FiBiNET", "embedding_dim": 4, "hidden_units": [12, 6], "bilinear_type": "{{kind}}",
        "excitation_activation": "sigmoid"}
        """,
        "embedding 6x4, senet 6x4, bilinear1 15x4, bilinear2 15x4");

    static ZooCase Edcn(string bridge) => new(
        $$"""
        {"model": "EDCN", "embedding_dim": 4, "num_cross_layers": 2, "bridge_type": "{{bridge}}", "temperature": 2,
        "batch_norm": true}
        """,
        "embedding 6x4, layer1/cross 6x4, layer1 6x4, layer2/cross 6x4, layer2 6x4");

    static ZooCase Qnn(int type, bool batchNorm = false) => new(
        $$"""
        {"model": "QNN", "embedding_dim": 4, "num_cross_layers": 1, "neuron_type": "T{{type}}",
        "hidden_activations": "tanh", "batch_norm": {{(batchNorm ? "true" : "false")}}}
        """,
        "embedding 6x4, layer1 6x4");

    static ZooCase WuKong(int sums, string more)
    {
        var layers = Enumerable.Range(1, 2)
            .Select(i => $", layer{i}/fmb 3x4, layer{i}/lcb {sums}x4, layer{i} {3 + sums}x4");
        return new(
            $$"""
            {"model": "WuKong", "embedding_dim": 4, "num_wukong_layers": 2, "fmb_features": 3,
            "lcb_features": {{sums}}, "fmb_mlp_units": [10], "mlp_hidden_units": [8]{{more}}}
            """,
            "embedding 6x4" + string.Concat(layers));
    }
}
