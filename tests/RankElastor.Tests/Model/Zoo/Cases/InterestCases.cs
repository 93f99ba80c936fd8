namespace RankElastor.Tests.Model.Zoo.Cases;

/// <summary>DMIN, DMR, TransAct and the pooled models of the long-sequence set.</summary>
static class InterestCases
{
    const string Small = "\"embedding_dim\": 4, \"dnn_hidden_units\": [12, 6], \"attention_hidden_units\": [8]";
    const string Item = """
        "target_field": [["item_id", "cate_id"]], "sequence_field": [["click_history", "cate_history"]]
        """;

    const string Two = """
        "target_field": ["item_id", "cate_id"], "sequence_field": ["click_history", "cate_history"]
        """;

    const string Negative = "\"neg_seq_field\": [[\"neg_item_id\", \"neg_cate_id\"]]";
    const string Dcn = "\"embedding_dim\": 4, \"dcn_hidden_units\": [12, 6], \"dim_feedforward\": 10";

    public static IReadOnlyList<ZooCase> All { get; } =
    [
        new(
            $$"""{"model": "DMIN", {{Small}}, {{Item}}, "num_heads": 2, "pos_emb_dim": 3, "batch_norm": false}""",
            "embedding 4x4, history 5x8, refined 5x8, head1 5x8, head2 5x8"),
        new(
            $$"""
            {"model": "DMIN", {{Small}}, {{Two}}, "num_heads": 2, "refiner_mask": "paper", "use_pos_emb": false,
            "enable_sum_pooling": true, "layer_norm": false, "attention_activation": "Dice", "bn_only_once": true,
            "dnn_activations": "relu"}
            """,
            "embedding 4x4, history1 5x4, history2 5x4, "
                + "history1/refined 5x4, history1/head1 5x4, history1/head2 5x4, "
                + "history2/refined 5x4, history2/head1 5x4, history2/head2 5x4"),
        new(
            $$"""
            {"model": "DMIN", {{Small}}, {{Item}}, {{Negative}}, "num_heads": 1, "use_behavior_refiner": false,
            "batch_norm": false, "net_dropout": 0.1, "attention_dropout": 0.1}
            """,
            "embedding 6x4, history 5x8, head1 5x8"),
        new(
            $$"""
            {"model": "DMR", {{Small}}, {{Item}}, "enable_i2i_rel": true, "pos_emb_dim": 3, "batch_norm": false}
            """,
            "embedding 4x4, history 5x8"),
        new(
            $$"""
            {"model": "DMR", {{Small}}, {{Item}}, {{Negative}}, "aux_loss_beta": 0.5, "enable_sum_pooling": true,
            "attention_activation": "Dice", "use_pos_emb": false, "bn_only_once": true, "attention_dropout": 0.1}
            """,
            "embedding 6x4, history 5x8"),
        new(
            $$"""
            {"model": "DMR", {{Small}}, {{Two}}, "enable_u2i_rel": false, "enable_sum_pooling": true,
            "batch_norm": false}
            """,
            "embedding 4x4, history1 5x4, history2 5x4"),
        new(
            $$"""
            {"model": "TransAct", {{Dcn}}, "num_heads": 2, "first_k_cols": 2, "mlp_hidden_units": [8],
            "target_item_field": [["item_id", "cate_id"]],
            "sequence_item_field": [["click_history", "cate_history"]]}
            """,
            "embedding 4x4, history 5x8, actions1/block1/items 5x16"),
        new(
            $$"""
            {"model": "TransAct", {{Dcn}}, "transformer_layers": 2, "concat_max_pool": false, "dcn_cross_layers": 1,
            "transformer_dropout": 0.1, "batch_norm": true, "hidden_activations": ["relu", "tanh"],
            "target_item_field": ["item_id", "cate_id"], "sequence_item_field": ["click_history", "cate_history"]}
            """,
            "embedding 4x4, history1 5x4, history2 5x4, actions1/block1/items 5x8, actions1/block2/items 5x8, "
                + "actions2/block1/items 5x8, actions2/block2/items 5x8"),
        new(
            $$"""{"model": "LongTransAct", {{Dcn}}, {{Item}}, "num_heads": 2, "mlp_hidden_units": [8]}""",
            "embedding 4x4, history 5x8, actions/block1/items 5x16"),
        new(
            $$"""
            {"model": "LongDCNv2", "embedding_dim": 4, {{Item}}, "parallel_dnn_hidden_units": [10, 5],
            "num_cross_layers": 2}
            """,
            "embedding 4x4, history 5x8"),
        new(
            $$"""
            {"model": "LongDCNv2", "embedding_dim": 4, {{Item}}, "model_structure": "stacked_parallel",
            "stacked_dnn_hidden_units": [8], "parallel_dnn_hidden_units": [10], "use_low_rank_mixture": true,
            "low_rank": 3, "num_experts": 2, "embedding_dropout": 0.1}
            """,
            "embedding 4x4, history 5x8"),
        new(
            $$"""
            {"model": "LongFinalMLP", "embedding_dim": 4, {{Item}}, "mlp1_hidden_units": [10, 6],
            "mlp2_hidden_units": [8], "num_heads": 2, "fs_hidden_units": [5], "fs1_context": ["user"]}
            """,
            "embedding 4x4, history 5x8"),
        new(
            $$"""
            {"model": "LongFinalMLP", "embedding_dim": 4, {{Item}}, "mlp1_hidden_units": [10, 6],
            "mlp2_hidden_units": [8], "fs_hidden_units": [5], "fs_gates": "paper", "fs2_context": ["item_id"]}
            """,
            "embedding 4x4, history 5x8"),
    ];
}
