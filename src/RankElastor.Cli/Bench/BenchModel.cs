using RankElastor.Data.Configuration;
using RankElastor.Data.Files;
using RankElastor.Data.Planted;
using RankElastor.Data.Rows;

namespace RankElastor.Cli.Bench;

/// <summary>
/// A model of <c>bench train</c>: its settings at the Criteo shape (13 numeric and 26 categorical fields, width 20), or
/// those of DIN and DIEN at TaobaoAd's, and its GEMMs' multiply-adds per sample, each of which is 6 floating-point
/// operations in training.
/// </summary>
sealed record BenchModel(string Name, double MultiplyAdds, string Settings)
{
    const string Criteo = "embedding_dim: 20, embedding_regularizer: 1.0e-5, learning_rate: 1.0e-3";
    const string Din = """
        model: DIN, embedding_dim: 32, embedding_regularizer: 5.0e-6, learning_rate: 1.0e-3,
        din_target_field: [[cate_id, brand, btag]], din_sequence_field: [[cate_his, brand_his, btag_his]],
        attention_hidden_units: [512, 256], attention_hidden_activations: ReLU, attention_dropout: 0.4,
        dnn_hidden_units: [512, 256, 128]
        """;

    const string Dien = """
        model: DIEN, embedding_dim: 32, embedding_regularizer: 5.0e-6, learning_rate: 1.0e-3, skip_padding: true,
        dien_target_field: [[cate_id, brand, btag]], dien_sequence_field: [[cate_his, brand_his, btag_his]],
        batch_norm: false, dnn_hidden_units: [512, 256, 128], dnn_activations: relu
        """;

    const double Mlp = 780 * 500 + 2 * 500 * 500 + 500;
    const double AutoInt = 39 * (20 * 40 * 4 + 2 * 40 * 40 * 3) + 3 * 2 * 39 * 39 * 40 + 39 * 40;
    const double XDeepFm = 20 * (39.0 * 39 * 32 + 2 * 39 * 32 * 32) + Mlp;
    const double FinalMlp = 2 * (780 * 400 + 2 * 400 * 400 + 400) + 10 * 40 * 40;
    const double MaskNet = 3 * (2 * 780.0 * 780 + 780 * 64) + 192 * 400 + 2 * 400 * 400 + 400;

    const double DinEvent = 96 * 512 + 512 * 256 + 256; // the first layer as PairProduct has it, a quarter of Linear's
    const double DinRow = 640 * 512 + 512 * 256 + 256 * 128 + 128;
    const double DienEvent = 2 * 6 * 96 * 96 + 96 * 96; // two recurrences and the bilinear scores

    public static IReadOnlyList<BenchModel> All { get; } =
    [
        new("MLP", Mlp, "model: DNN, hidden_units: [500, 500, 500]"),
        new("DCNv2", Mlp + 3 * 780 * 780 + 780,
            "model: DCNv2, model_structure: parallel, num_cross_layers: 3, parallel_dnn_hidden_units: [500, 500, 500]"),
        new("AutoInt", AutoInt,
            "model: AutoInt, attention_layers: 3, num_heads: 2, attention_dim: 40, dnn_hidden_units: []"),
        new("xDeepFM", XDeepFm, "model: xDeepFM, cin_hidden_units: [32, 32, 32], dnn_hidden_units: [500, 500, 500]"),
        new("FinalMLP", FinalMlp, """
            model: FinalMLP, mlp1_hidden_units: [400, 400, 400], mlp2_hidden_units: [400, 400, 400],
            use_fs: true, fs_hidden_units: [800], num_heads: 10
            """),
        new("MaskNet", MaskNet, """
            model: MaskNet, model_type: ParallelMaskNet, parallel_num_blocks: 3, parallel_block_dim: 64,
            reduction_ratio: 1, dnn_hidden_units: [400, 400, 400], emb_layernorm: true, net_layernorm: true
            """),
        new("WuKong", WuKongLayer(39) + 2 * WuKongLayer(80) + 80 * 20 * 32 + 32 * 32 + 32,
            "model: WuKong, num_wukong_layers: 3, lcb_features: 40, fmb_features: 40, fmp_rank_k: 8"),
        new("RankMixer", TokenModel(26, 26, depth: 2, mixing: 0, perToken: 26 * 200 + 200 * 200 + 200 * 26), """
            model: RankMixer, Token_num: 26, Token_dim: 26, depth: 2, mixing_type: 2, pred_head: mlp,
            proj_param:
              {hidden_units: [500], dropout: 0.1, activation: relu, trans_type: matrix, use_layer_norm: false},
            interaction_mlp_params:
              {hidden_units: [200, 200], dropout: 0.0, activation: gelu, expansion_rate: 1.0, use_layer_norm: false}
            """),
        new("RankElastor", TokenModel(26, 30, depth: 1, 780 * 780, Glu(30) + 30 * 64 + Glu(64) + 64 * 30), """
            model: RankElastor, Token_num: 26, Token_dim: 30, depth: 1, mixing_type: 999, pred_head: mlp,
            proj_param:
              {hidden_units: [500], dropout: 0.1, activation: relu, trans_type: matrix, use_layer_norm: true},
            interaction_mlp_params:
              {hidden_units: [64, 64], dropout: 0.0, activation: swiglu, expansion_rate: 3.0, use_layer_norm: true}
            """),
        new("DIN", 50 * DinEvent + DinRow, Din) { HistoryShare = 1 },
        new("DIN_half", 25 * DinEvent + DinRow, Din) { HistoryShare = 0.5 },
        new("DIEN_half", 25 * DienEvent + DinRow, Dien) { HistoryShare = 0.5 },
    ];

    /// <summary>How full histories of 50 events are on average; null for the Criteo shape.</summary>
    public double? HistoryShare { get; init; }

    public ConfigSection Config(string update)
    {
        var shape = HistoryShare is null ? $", {Criteo}" : "";
        return YamlFile.Parse($"bench {Name}", $$"""{{{Settings}}, embedding_update: {{update}}{{shape}}}""");
    }

    /// <summary>What it is trained on.</summary>
    public IEndlessRows Generator(long tableRows) => HistoryShare is { } share
        ? new TaobaoAdShaped(new TaobaoAdShapedOptions { TableRows = tableRows, Full = share == 1 })
        : new CriteoShaped(new CriteoShapedOptions { TableRows = tableRows });

    /// <summary>By name, without regard to case.</summary>
    public static BenchModel Find(string name) =>
        All.FirstOrDefault(model => model.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw InputException.At("--model", $"'{name}'", string.Join(" | ", All.Select(model => model.Name)));

    public static Batch Rows(IEndlessRows generator, int index, int rows)
    {
        var batch = new Batch(new BatchLayout(generator.Schema), rows);
        generator.Fill((long)index * rows, rows, batch);
        return batch;
    }

    /// <summary>Tokenizer of 500 hidden units, mixing, per-token network and MLP head; F·E = 780.</summary>
    static double TokenModel(int tokens, int width, int depth, double mixing, double perToken)
    {
        var tokenizer = tokens * (780.0 / tokens * 500 + 500 * width);
        var head = 2.0 * tokens * width * tokens * width + 2 * tokens * width;
        return tokenizer + depth * (mixing + tokens * perToken) + head;
    }

    /// <summary>x (xᵀ Y), the network on it, weighted sums, and the skip where the number of vectors changes.</summary>
    static double WuKongLayer(double vectors) => 20 * vectors * (8 + 8 + 40 + (vectors == 80 ? 0 : 80))
        + vectors * 8 * 32 + 32 * 32 + 32 * 40 * 20;

    /// <summary>Three products d → 3d, one 3d → d, one skip d → d.</summary>
    static double Glu(double width) => 4 * 3 * width * width + width * width;
}
