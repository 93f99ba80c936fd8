namespace RankElastor.Tests.Model.Zoo.Cases;

/// <summary>Models of a user's history.</summary>
static class HistoryCases
{
    public static IReadOnlyList<ZooCase> All { get; } =
    [
        new(
            """
            {"model": "DIN", "embedding_dim": 4, "dnn_hidden_units": [12, 6], "attention_hidden_units": [8],
            "din_target_field": [["item_id", "cate_id"]], "din_sequence_field": [["click_history", "cate_history"]]}
            """,
            "embedding 4x4, history 5x8"),
        new(
            """
            {"model": "DIN", "embedding_dim": 4, "dnn_hidden_units": [12, 6], "attention_hidden_units": [8],
            "din_target_field": ["item_id", "cate_id"], "din_sequence_field": ["click_history", "cate_history"],
            "din_use_softmax": true, "attention_hidden_activations": "relu"}
            """,
            "embedding 4x4, history1 5x4, history2 5x4"),
        new(
            """
            {"model": "DIEN", "embedding_dim": 4, "dnn_hidden_units": [12, 6], "batch_norm": false,
            "dien_target_field": [["item_id", "cate_id"]], "dien_sequence_field": [["click_history", "cate_history"]]}
            """,
            "embedding 4x4, history 5x8, interest1/extracted 5x8, interest1/evolved 5x8"),
        new(
            """
            {"model": "DIEN", "embedding_dim": 4, "dnn_hidden_units": [12, 6],
            "dien_target_field": [["item_id", "cate_id"]], "dien_sequence_field": [["click_history", "cate_history"]],
            "dien_neg_seq_field": [], "gru_type": "AGRU", "attention_type": "dot_attention",
            "enable_sum_pooling": true, "skip_padding": true}
            """,
            "embedding 4x4, history 5x8, interest1/extracted 5x8, interest1/evolved 5x8"),
        new(
            """
            {"model": "DIEN", "embedding_dim": 4, "dnn_hidden_units": [12, 6], "batch_norm": false,
            "dien_target_field": [["item_id", "cate_id"]], "dien_sequence_field": [["click_history", "cate_history"]],
            "gru_type": "AIGRU", "attention_type": "din_attention", "attention_hidden_units": [8],
            "use_attention_softmax": false}
            """,
            "embedding 4x4, history 5x8, interest1/extracted 5x8, interest1/evolved 5x8"),
        new(
            """
            {"model": "DIEN", "embedding_dim": 4, "dnn_hidden_units": [12, 6], "batch_norm": false,
            "dien_target_field": [["item_id", "cate_id"]], "dien_sequence_field": [["click_history", "cate_history"]],
            "gru_type": "GRU"}
            """,
            "embedding 4x4, history 5x8, interest1/extracted 5x8, interest1/evolved 5x8"),
        new(
            """
            {"model": "DIEN", "embedding_dim": 4, "dnn_hidden_units": [12, 6], "batch_norm": false,
            "dien_target_field": ["item_id", "cate_id"], "dien_sequence_field": ["click_history", "cate_history"],
            "enable_sum_pooling": true, "use_attention_softmax": false}
            """,
            "embedding 4x4, history1 5x4, history2 5x4, interest1/extracted 5x4, interest1/evolved 5x4, "
                + "interest2/extracted 5x4, interest2/evolved 5x4"),
        new(
            """
            {"model": "LongDIN", "embedding_dim": 4, "dnn_hidden_units": [12, 6], "attention_hidden_units": [8],
            "target_field": [["item_id", "cate_id"]], "sequence_field": [["click_history", "cate_history"]]}
            """,
            "embedding 4x4, history 5x8"),
        new(
            """
            {"model": "LongDIN", "embedding_dim": 4, "dnn_hidden_units": [12, 6], "attention_hidden_units": [8, 4],
            "target_field": [["item_id", "cate_id"]], "sequence_field": [["click_history", "cate_history"]],
            "attention_hidden_activations": "relu", "attention_output_activation": "sigmoid", "din_use_softmax": true}
            """,
            "embedding 4x4, history 5x8"),
        new(
            """
            {"model": "LongDIEN", "embedding_dim": 4, "dnn_hidden_units": [12, 6], "batch_norm": false,
            "target_field": [["item_id", "cate_id"]], "sequence_field": [["click_history", "cate_history"]]}
            """,
            "embedding 4x4, history 5x8, interest/extracted 5x8, interest/evolved 5x8"),
        new(
            """
            {"model": "LongDIEN", "embedding_dim": 4, "dnn_hidden_units": [12, 6],
            "target_field": [["item_id", "cate_id"]], "sequence_field": [["click_history", "cate_history"]],
            "gru_type": "AIGRU", "attention_type": "din_attention", "attention_hidden_units": [8],
            "attention_activation": "relu", "enable_sum_pooling": true}
            """,
            "embedding 4x4, history 5x8, interest/extracted 5x8, interest/evolved 5x8"),
        new(
            """
            {"model": "BST", "embedding_dim": 4, "dnn_hidden_units": [32, 16],
            "bst_target_field": [["item_id", "cate_id"]], "bst_sequence_field": [["click_history", "cate_history"]]}
            """,
            "embedding 4x4, history 5x8, block1/attention 6x12, block1/feedforward 6x12, block1/items 5x12"),
        new(
            """
            {"model": "BST", "embedding_dim": 4, "dnn_hidden_units": [12, 6],
            "bst_target_field": [["item_id", "cate_id"]], "bst_sequence_field": [["click_history", "cate_history"]],
            "seq_pooling_type": "sum", "use_causal_mask": true, "stacked_transformer_layers": 2, "num_heads": 4}
            """,
            "embedding 4x4, history 5x8, block1/attention 6x12, block1/feedforward 6x12, block1/items 5x12, "
                + "block2/attention 6x12, block2/feedforward 6x12, block2/items 5x12"),
        new(
            """
            {"model": "BST", "embedding_dim": 4, "dnn_hidden_units": [12, 6],
            "bst_target_field": [["item_id", "cate_id"]], "bst_sequence_field": [["click_history", "cate_history"]],
            "seq_pooling_type": "target", "use_position_emb": false, "layer_norm": false, "num_heads": 1}
            """,
            "embedding 4x4, history 5x8, block1/attention 6x8, block1/feedforward 6x8, block1/items 5x8"),
        new(
            """
            {"model": "BST", "embedding_dim": 4, "dnn_hidden_units": [12, 6],
            "bst_target_field": ["item_id", "cate_id"], "bst_sequence_field": ["click_history", "cate_history"],
            "seq_pooling_type": "concat", "use_residual": false}
            """,
            "embedding 4x4, history1 5x4, history2 5x4, history1/block1/attention 6x8, "
                + "history1/block1/feedforward 6x8, history1/block1/items 5x8, history2/block1/attention 6x8, "
                + "history2/block1/feedforward 6x8, history2/block1/items 5x8"),
        new(
            """
            {"model": "HSTU", "embedding_dim": 4, "dnn_hidden_units": [12, 6],
            "target_field": [["item_id", "cate_id"]], "sequence_field": [["click_history", "cate_history"]]}
            """,
            "embedding 4x4, history 5x8, layer1 6x8, layer1/items 5x8, layer2 6x8, layer2/items 5x8"),
        new(
            """
            {"model": "HSTU", "embedding_dim": 4, "dnn_hidden_units": [12, 6], "target_field": ["item_id", "cate_id"],
            "sequence_field": ["click_history", "cate_history"], "num_heads": 1, "num_layers": 1, "attention_dim": 6,
            "linear_dim": 10, "use_input_norm": true}
            """,
            "embedding 4x4, history1 5x4, history2 5x4, history1/layer1 6x4, history1/layer1/items 5x4, "
                + "history2/layer1 6x4, history2/layer1/items 5x4"),
    ];
}
