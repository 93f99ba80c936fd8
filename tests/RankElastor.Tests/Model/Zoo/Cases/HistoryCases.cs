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
    ];
}
