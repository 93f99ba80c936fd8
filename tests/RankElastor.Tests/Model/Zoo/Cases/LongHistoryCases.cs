namespace RankElastor.Tests.Model.Zoo.Cases;

/// <summary>Models of a long history, in FuxiCTR 2.3.10's form and in 2.3.1's.</summary>
static class LongHistoryCases
{
    const string Pair = "\"target_field\": [[\"item_id\", \"cate_id\"]], "
        + "\"sequence_field\": [[\"click_history\", \"cate_history\"]]";

    const string Pairs = "\"short_target_field\": [[\"item_id\", \"cate_id\"]], "
        + "\"short_sequence_field\": [[\"click_history\", \"cate_history\"]], "
        + "\"long_target_field\": [[\"item_id\", \"cate_id\"]], "
        + "\"long_sequence_field\": [[\"long_click_history\", \"long_cate_history\"]]";

    const string Sizes = "\"embedding_dim\": 4, \"dnn_hidden_units\": [12, 6], \"attention_dim\": 6, \"num_heads\": 2";
    const string Fields = "embedding 4x4, history 5x8";

    public static IReadOnlyList<ZooCase> All { get; } =
    [
        Of("ETA", Pair, "\"hash_bits\": 16, \"topk\": 3, \"short_seq_len\": 3", "long/items 3x8"),
        Of("ETA", Pair, "\"use_scale\": false, \"reuse_hash\": false, \"short_mask\": \"paper\"", "long/items 5x8"),
        new(
            Json("ETA", Pairs, "\"hash_bits\": 32, \"topk\": 3"),
            "embedding 4x4, history1 5x8, history2 5x8, long1/items 3x8"),
        new(
            Json("ETA", """
                "short_target_field": [], "short_sequence_field": [], "long_target_field": ["item_id", "cate_id"],
                "long_sequence_field": ["long_click_history", "long_cate_history"]
                """, "\"hash_bits\": 8, \"topk\": 2, \"reuse_hash\": false"),
            "embedding 6x4, history1 5x4, history2 5x4, long1/items 2x4, long2/items 2x4"),
        Of("SDIM", Pair, "\"num_hashes\": 3, \"hash_bits\": 2, \"short_seq_len\": 3", "long/hashes 3x8"),
        Of("SDIM", Pair, "\"hash_bits\": 1, \"l2_norm\": true, \"use_qkvo\": false", "long/hashes 1x8"),
        new(
            Json("SDIM", Pairs, "\"num_hashes\": 2, \"hash_bits\": 2, \"use_scale\": false"),
            "embedding 4x4, history1 5x8, history2 5x8, long1/hashes 2x8"),
        Of("SIM", Pair, "\"topk\": 3, \"short_seq_len\": 3, \"alpha\": 0.5, \"beta\": 0.8", "long/items 3x8"),
        Of("SIM", Pair, "\"max_len\": 4, \"gsu_type\": \"soft\", \"short_mask\": \"paper\"", "long/items 4x8"),
        Of("TWIN", Pair, "\"topk\": 3, \"short_seq_len\": 3", ""),
        Of("TWIN", Pair, "\"short_mask\": \"paper\", \"Kc_cross_features\": 0", ""),
        Of(
            "MIRRN", Pair, "\"topk\": 3, \"max_len\": 5, \"hash_bits\": 16, \"short_seq_len\": 3",
            "long/target 3x8, long/newest 3x8, long/all 3x8, long/interests 3x8"),
        Of(
            "MIRRN", Pair, "\"filter_weights\": \"full\", \"filter_dropout\": 0, \"reuse_hash\": false",
            "long/target 5x8, long/newest 5x8, long/all 5x8, long/interests 3x8"),
        Of("LONGER", Pair, "\"merge_items\": 2, \"single_items\": 2, \"merge_hidden_units\": [7]", "long/tokens 4x8"),
        Of("LONGER", Pair, "\"use_qkvo\": false", "long/tokens 5x8"),
        Of("LONGER", Pair, "\"merge_items\": 5, \"single_items\": 0", "long/tokens 1x8"),
    ];

    static ZooCase Of(string model, string fields, string more, string rows) =>
        new(Json(model, fields, more), rows.Length > 0 ? $"{Fields}, {rows}" : Fields);

    static string Json(string model, string fields, string more) =>
        $$"""{"model": "{{model}}", {{Sizes}}, {{fields}}, {{more}}}""";
}
