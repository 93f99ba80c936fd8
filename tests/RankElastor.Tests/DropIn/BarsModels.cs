namespace RankElastor.Tests.DropIn;

/// <summary>A model of BARS's boards.</summary>
/// <param name="Name">On the board, CrossNet for instance.</param>
/// <param name="Model">In the configuration: DCN.</param>
/// <param name="Own">The keys of its own that BARS sets, with values of ours; ITEM is the data set's item.</param>
/// <param name="OnHistories">Whether the boards of data sets with histories have it.</param>
/// <param name="OnTables">Whether the other boards have it.</param>
sealed record BarsModel(string Name, string Model, string Own, bool OnHistories = false, bool OnTables = true)
{
    /// <summary>Whether all weights have one regulariser.</summary>
    public bool HasOneRegulariser =>
        Model is "LR" or "FM" or "FFM" or "FFMv2" or "FwFM" or "FmFM" or "HOFM" or "LorentzFM";
}

/// <summary>The names on the boards. Most tables were made with FuxiCTR 1, whose names of keys they have.</summary>
static class BarsModels
{
    const string Net = "net_dropout: 0.1, batch_norm: True";
    const string Hidden = $"hidden_units: [12, 8], hidden_activations: relu, {Net}";
    const string Dnn = $"dnn_hidden_units: [12, 8], dnn_activations: relu, {Net}";
    const string NoDropout = "embedding_dropout: 0";

    const string Crosses = $"""
        low_rank: 3, num_experts: 4, num_cross_layers: 2, use_low_rank_mixture: False, dnn_activations: relu,
        parallel_dnn_hidden_units: [12, 8], stacked_dnn_hidden_units: [12, 8], {Net}
        """;

    const string Attention = $"""
        attention_dim: 8, attention_layers: 2, num_heads: 2, layer_norm: True, use_residual: True, use_scale: False,
        use_wide: False, {Net}
        """;

    const string Condition = """
        hypernet_config: {hidden_units: [], hidden_activations: relu, dropout_rates: 0.1},
        condition_features: ["ITEM"], condition_mode: "mix-wise", rank_k: [4, 3], overparam_p: null,
        new_condition_emb: False, generate_bias: True
        """;

    const string OneField = "attention_dropout: 0.2, attention_hidden_units: [8, 4], dnn_activations: Dice, "
        + $"dnn_hidden_units: [12, 8], {Net}";

    /// <summary>All.</summary>
    public static IReadOnlyList<BarsModel> All { get; } =
    [
        new("AFM", "AFM", $"attention_dim: 6, attention_dropout: [0, 0], use_attention: true, {NoDropout}"),
        new("AFN", "AFN", $"""
            afn_activations: relu, afn_dropout: 0.1, afn_hidden_units: [8, 8], batch_norm: true, dnn_activations: relu,
            dnn_dropout: 0, dnn_hidden_units: [], ensemble_dnn: false, logarithmic_neurons: 5, {NoDropout}
            """),
        new("AFN+", "AFN", $"""
            afn_activations: relu, afn_dropout: 0.1, afn_hidden_units: [8, 8], batch_norm: true, dnn_activations: relu,
            dnn_dropout: 0, dnn_hidden_units: [8, 8], ensemble_dnn: true, logarithmic_neurons: 5, {NoDropout}
            """),
        new("AOANet", "AOANet", $"""
            dnn_hidden_activations: ReLU, dnn_hidden_units: [8, 8], num_interaction_layers: 2, num_subspaces: 3, {Net}
            """, OnHistories: true),
        new("APG_DCNv2", "APG_DCNv2", $"model_structure: parallel, {Crosses}, {Condition}",
            OnHistories: true, OnTables: false),
        new("APG_DeepFM", "APG_DeepFM", $"{Hidden}, {Condition}", OnHistories: true, OnTables: false),
        new("AutoInt", "AutoInt", $"dnn_activations: relu, dnn_hidden_units: [], {Attention}"),
        new("AutoInt+", "AutoInt", $"dnn_activations: relu, dnn_hidden_units: [12, 8], {Attention}", OnHistories: true),
        new("BST", "BST", """
            bst_target_field: [!!python/tuple [cate_id, brand]], seq_pooling_type: mean, use_position_emb: True,
            bst_sequence_field: [!!python/tuple [cate_his, brand_his]]
            """, OnHistories: true, OnTables: false),
        new("CCPM", "CCPM", $"activation: Tanh, channels: [3, 2], kernel_heights: [4, 3], {NoDropout}"),
        new("CIN", "xDeepFM", $"""
            cin_layer_units: [5, 4], dnn_hidden_units: [], hidden_activations: relu, {NoDropout}, {Net}
            """),
        new("CrossNet", "DCN", $"crossing_layers: 3, dnn_activations: relu, dnn_hidden_units: [], {NoDropout}, {Net}"),
        new("CrossNetv2", "DCNv2", $"model_structure: crossnet_only, {Crosses}"),
        new("DCN", "DCN", $"crossing_layers: 3, {NoDropout}, {Dnn}", OnHistories: true),
        new("DCNv2", "DCNv2", $"model_structure: parallel, {Crosses}", OnHistories: true),
        new("DESTINE", "DESTINE", $"""
            att_dropout: 0.1, attention_dim: 4, attention_layers: 2, num_heads: 2, relu_before_att: false,
            residual_mode: each_layer, use_scale: true, use_wide: true, {Dnn}
            """),
        new("DIEN", "DIEN", $"gru_type: AUGRU, {OneField}", OnHistories: true, OnTables: false),
        new("DIN", "DIN", $"din_use_softmax: False, {OneField}", OnHistories: true, OnTables: false),
        new("DLRM", "DLRM", """
            batch_norm: true, bottom_mlp_activations: ReLU, bottom_mlp_dropout: 0, bottom_mlp_units: [8],
            interaction_op: cat, top_mlp_activations: ReLU, top_mlp_dropout: 0.2, top_mlp_units: [8, 8]
            """),
        new("DMIN", "DMIN", $"num_heads: 2, {OneField}", OnHistories: true, OnTables: false),
        new("DMR", "DMR", $"enable_u2i_rel: True, {OneField}", OnHistories: true, OnTables: false),
        new("DNN", "DNN", $"{Hidden}, {NoDropout}", OnHistories: true),
        new("DSSM", "DSSM", """
            batch_norm: true, item_tower_activations: ReLU, item_tower_dropout: 0.1, item_tower_units: [8, 6],
            user_tower_activations: ReLU, user_tower_dropout: 0.1, user_tower_units: [8, 6]
            """),
        new("DeepCrossing", "DeepCrossing", $"""
            dnn_activations: relu, residual_blocks: [8, 8], use_residual: true, {NoDropout}, {Net}
            """),
        new("DeepFM", "DeepFM", $"{Hidden}, {NoDropout}", OnHistories: true),
        new("DeepIM", "DeepIM", """
            hidden_activations: relu, hidden_units: [12, 8], im_batch_norm: true, im_order: 3, net_batch_norm: true,
            net_dropout: 0.2
            """),
        new("EDCN", "EDCN", $"""
            bridge_type: hadamard_product, hidden_activations: ReLU, num_cross_layers: 2, temperature: 1, {Net}
            """),
        new("FFM", "FFM", NoDropout),
        new("FGCNN", "FGCNN", $"""
            channels: [3, 4], conv_activation: Tanh, conv_batch_norm: true, dnn_activations: ReLU,
            dnn_batch_norm: false, dnn_hidden_units: [8, 8], kernel_heights: [5, 5], pooling_sizes: [2, 2],
            recombined_channels: [2, 2], share_embedding: false, net_dropout: 0, {NoDropout}
            """),
        new("FM", "FM", NoDropout, OnHistories: true),
        new("FiBiNET", "FiBiNET", $"bilinear_type: field_all, reduction_ratio: 2, {Hidden}"),
        new("FiGNN", "FiGNN", $"""
            gnn_layers: 2, reuse_graph_layer: false, use_gru: true, use_residual: true, {NoDropout}
            """),
        new("FinalMLP", "FinalMLP", """
            mlp1_batch_norm: true, mlp1_dropout: 0.4, mlp1_hidden_activations: relu, mlp1_hidden_units: [12],
            mlp2_batch_norm: true, mlp2_dropout: 0.3, mlp2_hidden_activations: relu, mlp2_hidden_units: [8],
            use_fs: true, fs_hidden_units: [8], fs1_context: [], fs2_context: [], num_heads: 4
            """),
        new("FinalNet", "FINAL", """
            block_type: 1B, batch_norm: true, use_field_gate: true, block1_hidden_units: [12, 8], block1_dropout: 0.1,
            block1_hidden_activations: ReLU, block2_hidden_units: [8, 8], block2_hidden_activations: null,
            block2_dropout: 0, residual_type: concat
            """),
        new("FmFM", "FmFM", "field_interaction_type: matrixed", OnHistories: true),
        new("FwFM", "FwFM", $"linear_type: FeLV, {NoDropout}"),
        new("HFM", "HFM", $"interaction_type: hadamard_product, use_dnn: false, {Hidden}"),
        new("HFM+", "HFM", $"interaction_type: circular_convolution, use_dnn: true, {Hidden}"),
        new("HOFM", "HOFM", $"order: 3, reuse_embedding: false, {NoDropout}"),
        new("IPNN", "PNN", $"{Hidden}, {NoDropout}"),
        new("InterHAt", "InterHAt", $"""
            attention_dim: 5, hidden_dim: null, layer_norm: true, num_heads: 1, order: 3, use_residual: true,
            {NoDropout}, {Hidden}
            """),
        new("LR", "LR", ""),
        new("LorentzFM", "LorentzFM", NoDropout),
        new("MaskNet", "MaskNet", """
            dnn_hidden_activations: relu, dnn_hidden_units: [12, 8], emb_layernorm: false, model_type: ParallelMaskNet,
            net_dropout: 0.1, net_layernorm: true, parallel_block_dim: 6, parallel_num_blocks: 2, reduction_ratio: 2
            """),
        new("NFM", "NFM", $"{Hidden}, {NoDropout}"),
        new("ONN", "ONN", $"{Hidden}, {NoDropout}"),
        new("PPNet", "PPNet", $"gate_emb_dim: 4, gate_priors: [\"ITEM\"], gate_hidden_dim: 6, {Hidden}",
            OnHistories: true, OnTables: false),
        new("SAM", "SAM", """
            aggregation: mean_pooling, interaction_type: SAM3A, num_interaction_layers: 2, use_residual: true,
            net_dropout: 0.2
            """),
        new("WideDeep", "WideDeep", $"{Hidden}, {NoDropout}"),
        new("xDeepFM", "xDeepFM", $"""
            cin_layer_units: [5, 4], dnn_hidden_units: [12, 8], hidden_activations: relu, {NoDropout}, {Net}
            """, OnHistories: true),
    ];
}
