namespace RankElastor.Tests.Model.Zoo.Cases;

/// <summary>Models of tokens after RankMixer.</summary>
static class TokenCases
{
    const string Histories = """
        "target_field": [["item_id", "cate_id"]], "sequence_field": [["click_history", "cate_history"]],
        "embedding_dim": 4, "Token_dim": 8
        """;

    public static IReadOnlyList<ZooCase> All { get; } =
    [
        new(
            """
            {"model": "TokenMixerLarge", "embedding_dim": 4, "Token_num": 3, "Token_dim": 6, "expansion_rate": 2,
            "proj_param": {"hidden_units": [8]}}
            """,
            $"embedding 6x4, tokens 3x6, {Reverted(1, "3x6", "3x6")}, {Reverted(2, "3x6", "3x6")}"),
        new(
            """
            {"model": "TokenMixerLarge", "embedding_dim": 4, "Token_num": 3, "Token_dim": 8, "num_heads": 2,
            "global_token": true, "residual_every": 2, "aux_logit_weight": 0.3, "dnn_hidden_units": [8],
            "down_std": 0.1}
            """,
            $"embedding 6x4, tokens 3x8, {Reverted(1, "2x16", "4x8")}, {Reverted(2, "2x16", "4x8")}"),
        new(
            """
            {"model": "TokenMixerLarge", "embedding_dim": 4, "Token_num": 3, "Token_dim": 6, "num_tasks": 2,
            "task_tokens": true, "global_token": "fields", "deres_width": 3, "expansion_rate": 2,
            "experts": {"number": 3, "active": 2}}
            """,
            $"embedding 6x4, tokens 3x6, {Reverted(1, "6x6", "6x6")}, {Reverted(2, "6x6", "6x6")}"),
        new(
            """
            {"model": "TokenMixerLarge", "embedding_dim": 4, "Token_num": 2, "Token_dim": 6, "depth": 1,
            "num_heads": 3, "pred_head": "flatten", "experts": {"number": 2, "active": 1, "scale": 1, "hidden": 5}}
            """,
            $"embedding 6x4, tokens 2x6, {Reverted(1, "3x4", "2x6")}"),
        new(
            """
            {"model": "UniMixing", "embedding_dim": 4, "Token_num": 3, "Token_dim": 8, "depth": 1,
            "unimixing_blocks": 6, "interaction_mlp_params": {"hidden_units": [8]} }
            """,
            $"embedding 6x4, tokens 3x8, {Mixed(1, "3x8")}"),
        new(
            """
            {"model": "UniMixing", "embedding_dim": 4, "Token_num": 3, "Token_dim": 8, "pred_head": "mlp",
            "unimixing_blocks": 4, "unimixing_basis": 2, "unimixing_rank": 2, "unimixing_steps": 100,
            "interaction_mlp_params": {"hidden_units": [8]}, "deres_width": 4}
            """,
            $"embedding 6x4, tokens 3x8, {Mixed(1, "3x8")}, {Mixed(2, "3x8")}"),
        new(
            """
            {"model": "RankUp", "embedding_dim": 4, "Token_num": 4, "Token_dim": 8, "depth": 1, "num_tasks": 2,
            "proj_param": {"hidden_units": [8], "permutation_seed": 3},
            "interaction_mlp_params": {"hidden_units": [8]} }
            """,
            $"embedding 6x4, tokens 4x8, {Mixed(1, "7x8")}"),
        new(
            """
            {"model": "RankUp", "embedding_dim": 4, "Token_num": 4, "Token_dim": 8, "task_tokens": false,
            "global_token": "none", "mixing_type": 2, "pred_head": "flatten", "residual_every": 1,
            "interaction_mlp_params": {"hidden_units": [8]} }
            """,
            $"embedding 6x4, tokens 4x8, {Mixed(1, "4x8")}, {Mixed(2, "4x8")}"),
        new(
            $$"""{"model": "OneTrans", {{Histories}}, "Token_num": 3}""",
            "embedding 4x4, history 5x8, items 5x8, tokens 3x8, block1/mixing 5x8, block1 5x8, block1/items 2x8, "
                + "block2/mixing 3x8, block2 3x8"),
        new(
            $$"""{"model": "OneTrans", {{Histories}}, "causal": false, "token_per_field": true, "pyramid": false}""",
            "embedding 4x4, history 5x8, items 5x8, tokens 4x8, block1/mixing 9x8, block1 9x8, block1/items 5x8, "
                + "block2/mixing 9x8, block2 9x8, block2/items 5x8"),
        new(
            """
            {"model": "OneTrans", "embedding_dim": 4, "Token_num": 3, "Token_dim": 8, "depth": 1, "num_heads": 4,
            "target_field": ["item_id", "cate_id"], "sequence_field": ["click_history", "cate_history"],
            "pyramid": false, "expansion_rate": 1.5, "dnn_hidden_units": [8]}
            """,
            "embedding 4x4, history1 5x4, history2 5x4, items 10x8, tokens 3x8, block1/mixing 13x8, block1 13x8, "
                + "block1/items 10x8"),
        new(
            $$"""
            {"model": "HyFormer", {{Histories}}, "Token_num": 2, "query_num": 2,
            "interaction_mlp_params": {"hidden_units": [8]} }
            """,
            "embedding 4x4, history 5x8, items 5x8, tokens 2x8, queries 2x8, "
                + $"block1/items 5x8, block1/history 2x8, {Mixed(1, "4x8")}, block2/items 5x8, block2/history 2x8, "
                + Mixed(2, "4x8")),
        new(
            $$"""
            {"model": "HyFormer", {{Histories}}, "Token_num": 2, "query_num": 1, "depth": 1, "mixing_type": "full",
            "history_network": false, "num_heads": 1, "interaction_mlp_params": {"hidden_units": [8]} }
            """,
            $"embedding 4x4, history 5x8, items 5x8, tokens 2x8, queries 1x8, block1/history 1x8, {Mixed(1, "3x8")}"),
        new(
            $$"""{"model": "MixFormer", {{Histories}}, "Token_num": 2}""",
            $"embedding 4x4, history 5x8, items 5x16, tokens 2x8, {Asking(1, "2x8", 16)}, {Asking(2, "2x8", 16)}"),
        new(
            $$"""
            {"model": "MixFormer", {{Histories}}, "Token_num": 4, "depth": 1, "user_fields": ["user"],
            "user_tokens": 1, "expansion_rate": 1.5, "dnn_hidden_units": [8]}
            """,
            $"embedding 4x4, history 5x8, items 5x32, tokens 4x8, {Asking(1, "4x8", 32)}"),
        Routed("noisy_top_k"),
        Routed("fixed"),
    ];

    static ZooCase Routed(string router) => new(
        $$"""
        {"model": "RankMixer", "embedding_dim": 4, "Token_num": 3, "Token_dim": 6, "depth": 1, "pred_head": "flatten",
        "proj_param": {"hidden_units": [8]}, "interaction_mlp_params": {"hidden_units": [6],
        "experts": {"number": 3, "router": "{{router}}", "active": 2, "growth_steps": 100} } }
        """,
        $"embedding 6x4, tokens 3x6, {Mixed(1, "3x6")[..^"block1 3x6".Length]}block1/ffn 3x6");

    static string Asking(int block, string shape, int item) =>
        $"block{block}/mixing {shape}, block{block}/items 5x{item}, block{block}/history {shape}, block{block} {shape}";

    static string Reverted(int block, string mixed, string tokens) =>
        $"block{block}/mixing {mixed}, block{block}/mixed {mixed}, block{block} {tokens}";

    static string Mixed(int block, string shape) =>
        $"block{block}/mixing {shape}, block{block}/norm {shape}, block{block} {shape}";
}
