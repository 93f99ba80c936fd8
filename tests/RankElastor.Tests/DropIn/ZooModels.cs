namespace RankElastor.Tests.DropIn;

/// <summary>What experiments of FuxiCTR's zoo set for one model: the keys are its, the values ours.</summary>
/// <param name="Name">As <c>model</c> names it.</param>
/// <param name="Own">Keys of the model, the inside of a YAML mapping.</param>
/// <param name="Data">The data set of its test experiment.</param>
/// <param name="Regularisers">Whether tables and the rest have one each, or all weights one.</param>
sealed record ZooModelKeys(string Name, string Own, string Data = "tiny_parquet", bool Regularisers = true)
{
    /// <summary>Whether it reads a user's history.</summary>
    public bool ReadsHistory => Data == "tiny_seq";
}

/// <summary>The model names of FuxiCTR's zoo (2.3.10) and the keys that its experiments set.</summary>
static class ZooModels
{
    const string Net = "net_dropout: 0, batch_norm: False";
    const string Hidden = $"hidden_units: [12, 8], hidden_activations: relu, {Net}";
    const string Dnn = $"dnn_hidden_units: [12, 8], dnn_activations: relu, {Net}";
    const string Crosses = $"""
        model_structure: parallel, use_low_rank_mixture: False, low_rank: 3, num_experts: 2, num_cross_layers: 2,
        stacked_dnn_hidden_units: [12, 8], parallel_dnn_hidden_units: [12, 8], dnn_activations: relu, {Net}
        """;

    const string Condition = """
        hypernet_config: {hidden_units: [8, 6], hidden_activations: relu, dropout_rates: 0}, condition_features: [],
        condition_mode: "self-wise", new_condition_emb: False, rank_k: 3, overparam_p: 5, generate_bias: True
        """;

    const string Towers = $"""
        loss: ['binary_crossentropy', 'binary_crossentropy'], num_tasks: 2, tower_hidden_units: [6, 5],
        task: ['binary_classification', 'binary_classification'], hidden_activations: relu, {Net}
        """;

    const string TwoNetworks = """
        mlp1_hidden_units: [12, 8], mlp1_hidden_activations: relu, mlp1_dropout: 0, mlp1_batch_norm: False,
        mlp2_hidden_units: [8, 8], mlp2_hidden_activations: relu, mlp2_dropout: 0, mlp2_batch_norm: False
        """;

    const string Interest = $"""
        {Dnn}, target_field: ad, sequence_field: clicks, neg_seq_field: null, attention_hidden_units: [8, 4],
        attention_activation: "ReLU", attention_dropout: 0, use_pos_emb: True, pos_emb_dim: 4, bn_only_once: False,
        enable_sum_pooling: False
        """;

    const string Hashed = $"""
        {Dnn}, attention_dim: 8, num_heads: 2, use_scale: True, attention_dropout: 0, reuse_hash: True, hash_bits: 4,
        short_target_field: [], short_sequence_field: [], long_target_field: ad, long_sequence_field: clicks
        """;

    const string Long = $"{Dnn}, attention_dim: 8, num_heads: 2, short_seq_len: 3, topk: 2, max_len: 5";

    /// <summary>All 62.</summary>
    public static IReadOnlyList<ZooModelKeys> All { get; } =
    [
        new("AFM", "attention_dim: 6, attention_dropout: [0, 0.1], embedding_dropout: 0, use_attention: True"),
        new("AFN", """
            logarithmic_neurons: 5, afn_hidden_units: [8, 6], afn_activations: relu, afn_dropout: 0, batch_norm: False,
            ensemble_dnn: True, dnn_hidden_units: [8, 6], dnn_activations: relu, dnn_dropout: 0
            """),
        new("AOANet", $"""
            dnn_hidden_units: [8, 8], dnn_hidden_activations: "ReLU", num_interaction_layers: 2, num_subspaces: 3, {Net}
            """),
        new("APG_DCNv2", $"{Crosses}, {Condition}", "tiny_npz"),
        new("APG_DeepFM", $"{Hidden}, {Condition}"),
        new("AutoInt", $"""
            {Dnn}, num_heads: 2, attention_layers: 2, attention_dim: 8, use_residual: True, layer_norm: False,
            use_scale: False, use_wide: False
            """),
        new("BST", $"""
            {Dnn}, num_heads: 2, stacked_transformer_layers: 1, attention_dropout: 0, layer_norm: True,
            use_residual: True, bst_target_field: ad, bst_sequence_field: clicks, seq_pooling_type: mean,
            use_position_emb: True, use_causal_mask: False
            """, "tiny_seq"),
        new("CCPM", "channels: [3, 2], kernel_heights: [4, 3], activation: Tanh"),
        new("DCN", $"{Dnn}, crossing_layers: 2"),
        new("DCNv2", Crosses),
        new("DESTINE", $"""
            {Dnn}, attention_dim: 4, num_heads: 2, attention_layers: 2, att_dropout: 0, relu_before_att: False,
            use_scale: True, use_wide: False, residual_mode: "each_layer"
            """),
        new("DIEN", $"""
            {Dnn}, dien_target_field: ad, dien_sequence_field: clicks, dien_neg_seq_field: [], gru_type: AUGRU,
            enable_sum_pooling: False, attention_type: bilinear_attention, attention_hidden_units: [8, 4],
            attention_activation: "ReLU", attention_dropout: 0, use_attention_softmax: True,
            aux_hidden_units: [8, 4], aux_activation: "ReLU", aux_loss_alpha: 0
            """, "tiny_seq"),
        new("DIN", $$"""
            {{Dnn}}, attention_hidden_units: [8], attention_hidden_activations: "Dice", attention_dropout: 0,
            attention_output_activation: null, din_target_field: ad, din_sequence_field: clicks,
            feature_specs: [{name: clicks, feature_encoder: null}], din_use_softmax: False
            """, "tiny_seq"),
        new("DLRM", """
            top_mlp_units: [8, 8], bottom_mlp_units: [8, 8], top_mlp_activations: ReLU, bottom_mlp_activations: ReLU,
            top_mlp_dropout: 0, bottom_mlp_dropout: 0, interaction_op: dot, batch_norm: False
            """),
        new("DMIN", $"""
            {Interest}, num_heads: 2, use_behavior_refiner: True, layer_norm: True, aux_loss_lambda: 0,
            aux_hidden_units: [8, 4], aux_activation: "ReLU"
            """, "tiny_seq"),
        new("DMR", $"""
            {Interest}, context_field: null, enable_u2i_rel: True, enable_i2i_rel: False, aux_loss_beta: 0
            """, "tiny_seq"),
        new("DNN", Hidden),
        new("DSSM", """
            user_tower_units: [8, 6], item_tower_units: [8, 6], user_tower_activations: "ReLU",
            item_tower_activations: "ReLU", user_tower_dropout: 0, item_tower_dropout: 0, batch_norm: False
            """),
        new("DeepCrossing", $"residual_blocks: [8, 8], dnn_activations: relu, {Net}, use_residual: True"),
        new("DeepFM", Hidden, "tiny_csv"),
        new("DeepIM", """
            im_order: 2, im_batch_norm: False, hidden_units: [12, 8], hidden_activations: relu, net_batch_norm: False,
            net_dropout: 0
            """),
        new("DualMLP", TwoNetworks),
        new("EDCN", $"""
            num_cross_layers: 2, hidden_activations: ReLU, bridge_type: "hadamard_product", temperature: 1, {Net}
            """),
        new("ETA", $"{Hashed}, topk: 2", "tiny_seq"),
        new("EulerNet", $"""
            shape: [5], net_ex_dropout: 0.1, net_im_dropout: 0.1, layer_norm: False, {Crosses}, model_id: EulerNet_base
            """),
        new("FFM", "", Regularisers: false),
        new("FFMv2", "", "tiny_npz", Regularisers: false),
        new("FGCNN", """
            share_embedding: False, channels: [3, 4], kernel_heights: [5, 5], pooling_sizes: [2, 2], net_dropout: 0,
            recombined_channels: [2, 2], conv_activation: Tanh, conv_batch_norm: True, dnn_hidden_units: [8, 8],
            dnn_activations: ReLU, dnn_batch_norm: False
            """),
        new("FLEN", Dnn),
        new("FM", "", Regularisers: false),
        new("FiBiNET", $"{Hidden}, bilinear_type: field_interaction, reduction_ratio: 3"),
        new("FiGNN", "gnn_layers: 2, use_residual: True, use_gru: True, reuse_graph_layer: False"),
        new("FinalMLP", $"""
            {TwoNetworks}, use_fs: True, fs_hidden_units: [8], fs1_context: ["user"], fs2_context: ["ad", "kind"],
            num_heads: 2
            """),
        new("FinalNet", """
            block_type: "2B", batch_norm: True, use_feature_gating: True, residual_type: concat,
            block1_hidden_units: [8, 8], block1_hidden_activations: null, block1_dropout: 0,
            block2_hidden_units: [8, 8], block2_hidden_activations: null, block2_dropout: 0
            """),
        new("FmFM", "field_interaction_type: matrixed", Regularisers: false),
        new("FwFM", "linear_type: FiLV", Regularisers: false),
        new("GDCN", $"{Dnn}, crossing_layers: 2"),
        new("GDCNP", $"{Dnn}, crossing_layers: 2"),
        new("HFM", $"interaction_type: circular_convolution, use_dnn: False, {Hidden}"),
        new("HOFM", "order: 3, reuse_embedding: False", Regularisers: false),
        new("InterHAt", $"""
            hidden_dim: null, order: 3, num_heads: 1, attention_dim: 5, {Hidden}, layer_norm: True, use_residual: True
            """),
        new("LR", "", Regularisers: false),
        new("LorentzFM", "", Regularisers: false),
        new("MIRRN", Long, "tiny_seq"),
        new("MMoE", $"""
            {Towers}, num_experts: 3, expert_hidden_units: [8, 6], gate_hidden_units: [5, 4]
            """, "tiny_mtl"),
        new("MaskNet", """
            dnn_hidden_units: [8, 8], dnn_hidden_activations: relu, model_type: SerialMaskNet, parallel_num_blocks: 1,
            parallel_block_dim: 8, reduction_ratio: 1, emb_layernorm: True, net_layernorm: True, net_dropout: 0
            """),
        new("NFM", Hidden),
        new("ONN", Hidden),
        new("ONNv2", Hidden, "tiny_npz"),
        new("PLE", $"""
            {Towers}, num_layers: 1, num_shared_experts: 2, num_specific_experts: 1, expert_hidden_units: [8, 6],
            gate_hidden_units: [5, 4]
            """, "tiny_mtl"),
        new("PNN", Hidden),
        new("PPNet", $"gate_emb_dim: 4, gate_priors: [\"user\", \"ad\", \"place\"], gate_hidden_dim: 6, {Hidden}"),
        new("QNN", $"num_cross_layers: 2, hidden_activations: ReLU, neuron_type: T9, {Net}", "tiny_npz"),
        new("SAM", """
            interaction_type: "SAM2E", aggregation: "concat", num_interaction_layers: 2, use_residual: False,
            net_dropout: 0
            """),
        new("SDIM", $"{Hashed}, use_qkvo: True, num_hashes: 2", "tiny_seq"),
        new("SIM", $"{Long}, gsu_type: \"soft\", alpha: 1, beta: 1", "tiny_seq"),
        new("ShareBottom", $"{Towers}, bottom_hidden_units: [8, 6]", "tiny_mtl"),
        new("TWIN", $"{Long}, Kc_cross_features: 0", "tiny_seq"),
        new("TransAct", $"""
            hidden_activations: relu, dcn_cross_layers: 2, dcn_hidden_units: [8, 6], mlp_hidden_units: [],
            num_heads: 1, transformer_layers: 1, transformer_dropout: 0, dim_feedforward: 8, {Net}, first_k_cols: 1,
            target_item_field: ad, sequence_item_field: clicks, use_time_window_mask: False, concat_max_pool: True,
            time_window_ms: 86400000
            """, "tiny_seq"),
        new("WideDeep", Hidden, "tiny_blocks"),
        new("WuKong", """
            num_wukong_layers: 2, lcb_features: 5, fmb_features: 4, fmb_mlp_units: [8, 8], fmb_mlp_activations: relu,
            fmp_rank_k: 3, mlp_hidden_units: [8], mlp_hidden_activations: relu, mlp_batch_norm: True, layer_norm: True,
            net_dropout: 0.1
            """, "tiny_npz"),
        new("xDeepFM", $"dnn_hidden_units: [12, 8], cin_layer_units: [5, 4], hidden_activations: relu, {Net}"),
    ];
}
