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
            """
            {"model": "APG_DeepFM", "embedding_dim": 4, "hidden_units": [10, 6], "rank_k": 3, "overparam_p": 5,
            "hypernet_config": {"hidden_units": [5]}}
            """,
            "embedding 6x4, fm 6x4"),
        new(
            """
            {"model": "APG_DeepFM", "embedding_dim": 4, "hidden_units": [10, 6], "hidden_activations": ["Dice", null],
            "condition_mode": "group-wise", "condition_features": ["C2", "I1"], "new_condition_emb": true,
            "rank_k": [3, null], "overparam_p": null, "generate_bias": false, "batch_norm": true}
            """,
            "embedding 6x4, fm 6x4"),
        new(
            """
            {"model": "APG_DCNv2", "embedding_dim": 4, "num_cross_layers": 2, "parallel_dnn_hidden_units": [8, 5],
            "condition_mode": "mix-wise", "condition_features": ["C3", "I2"], "rank_k": 2, "overparam_p": [4, null]}
            """,
            "embedding 6x4, cross1 6x4, cross2 6x4"),
        new(
            """
            {"model": "APG_DCNv2", "embedding_dim": 4, "num_cross_layers": 1, "model_structure": "stacked_parallel",
            "stacked_dnn_hidden_units": [8], "parallel_dnn_hidden_units": [6], "rank_k": null,
            "use_low_rank_mixture": true, "low_rank": 3, "num_experts": 2}
            """,
            "embedding 6x4, cross1 6x4"),
        new(
            """{"model": "CCPM", "embedding_dim": 4}""",
            "embedding 6x4, convolution1 20x4, convolution2 12x4, convolution3 6x4"),
        new(
            """
            {"model": "CCPM", "embedding_dim": 4, "channels": [5, 3], "kernel_heights": 3, "activation": "ReLU"}
            """,
            "embedding 6x4, convolution1 15x4, convolution2 9x4"),
        new(
            """{"model": "DESTINE", "embedding_dim": 4, "attention_dim": 6, "dnn_hidden_units": [12]}""",
            "embedding 6x4, block1/attention 6x6, block2/attention 6x6"),
        new(
            """
            {"model": "DESTINE", "embedding_dim": 4, "attention_dim": 8, "num_heads": 4, "attention_layers": 1,
            "residual_mode": "last_layer", "use_wide": false, "use_scale": true, "relu_before_att": true,
            "head_split": "paper", "att_dropout": 0}
            """,
            "embedding 6x4, block1/attention 6x8"),
        new(
            """{"model": "DESTINE", "embedding_dim": 4, "residual_mode": null}""",
            "embedding 6x4, block1/attention 6x16, block2/attention 6x16"),
        new(
            """{"model": "EulerNet", "embedding_dim": 4, "shape": [6, 3], "layer_norm": true}""",
            "embedding 6x4, euler1/real 6x4, euler1/imaginary 6x4, euler2/real 3x4, euler2/imaginary 3x4"),
        new(
            """{"model": "EulerNet", "embedding_dim": 4, "net_ex_dropout": 0.01, "net_im_dropout": 0.01}""",
            "embedding 6x4, euler1/real 3x4, euler1/imaginary 3x4"),
        new(
            """
            {"model": "FGCNN", "embedding_dim": 4, "channels": [3, 2], "kernel_heights": 3, "pooling_sizes": 2,
            "recombined_channels": [1, 2], "dnn_hidden_units": [16]}
            """,
            "embedding 6x4, fg_embedding 6x4, convolution1 9x4, generated1 3x4, convolution2 4x4, generated2 4x4, "
                + "products/matrix 13x13"),
        new(
            """
            {"model": "FGCNN", "embedding_dim": 4, "channels": [3], "kernel_heights": [5], "pooling_sizes": [3],
            "recombined_channels": [2], "dnn_hidden_units": [16], "share_embedding": true, "conv_batch_norm": false,
            "conv_activation": "relu"}
            """,
            "embedding 6x4, convolution1 6x4, generated1 4x4, products/matrix 10x10"),
        new(
            """{"model": "FiGNN", "embedding_dim": 4, "gnn_layers": 2}""",
            "embedding 6x4, graph/step1 6x4, graph/step2 6x4"),
        new(
            """
            {"model": "FiGNN", "embedding_dim": 4, "gnn_layers": 2, "use_gru": false, "use_residual": false,
            "reuse_graph_layer": true}
            """,
            "embedding 6x4, graph/step1 6x4, graph/step2 6x4"),
        new(
            """{"model": "InterHAt", "embedding_dim": 4, "order": 3, "num_heads": 2, "hidden_units": [10]}""",
            "embedding 6x4, attention 6x4, feedforward 6x4, order2 6x4, order3 6x4, aggregates 3x4"),
        new(
            """
            {"model": "InterHAt", "embedding_dim": 4, "order": 1, "num_heads": 2, "attention_dim": 2, "hidden_dim": 7,
            "layer_norm": false, "use_residual": false, "head_split": "paper", "batch_norm": true}
            """,
            "embedding 6x4, attention 6x4, feedforward 6x4, aggregates 1x4"),
    ];
}
