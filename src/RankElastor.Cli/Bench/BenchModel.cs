using RankElastor.Data.Configuration;
using RankElastor.Data.Files;

namespace RankElastor.Cli.Bench;

/// <summary>
/// A model of <c>bench train</c>: its settings at the Criteo shape (13 numeric and 26 categorical fields, width 20) and the
/// multiply-adds of its products per sample, from which the step's arithmetic follows (6 floating-point operations per multiply-add in training).
/// </summary>
sealed record BenchModel(string Name, double MultiplyAdds, IReadOnlyDictionary<string, object?> Settings)
{
    /// <summary>The models on offer, in order of cost.</summary>
    public static IReadOnlyList<BenchModel> All { get; } =
    [
        new("MLP", 780 * 500 + 2 * 500 * 500 + 500, Model("DNN", ("hidden_units", Units(500, 500, 500)))),
        new("DCNv2", 3 * 780 * 780 + 780 * 500 + 2 * 500 * 500 + 1280, Model(
            "DCNv2", ("model_structure", "parallel"), ("num_cross_layers", 3L), ("parallel_dnn_hidden_units", Units(500, 500, 500)))),
        new("AutoInt", AutoIntMultiplyAdds(), Model(
            "AutoInt", ("attention_layers", 3L), ("num_heads", 2L), ("attention_dim", 40L), ("use_residual", true), ("dnn_hidden_units", Units()))),
        new("xDeepFM", XDeepFmMultiplyAdds(), Model("xDeepFM", ("cin_hidden_units", Units(32, 32, 32)), ("dnn_hidden_units", Units(500, 500, 500)))),
        new("RankMixer", TokenModel(26, 26, 2, 0, 26 * 200 + 200 * 200 + 200 * 26), Model(
            "RankMixer", ("Token_num", 26L), ("Token_dim", 26L), ("depth", 2L), ("mixing_type", 2L), ("pred_head", "mlp"),
            ("proj_param", Projection(false)), ("interaction_mlp_params", Interaction("gelu", 1.0, false, 200, 200)))),
        new("RankElastor", TokenModel(26, 30, 1, 780 * 780, GluMultiplyAdds(30) + 30 * 64 + GluMultiplyAdds(64) + 64 * 30), Model(
            "RankElastor", ("Token_num", 26L), ("Token_dim", 30L), ("depth", 1L), ("mixing_type", 999L), ("pred_head", "mlp"),
            ("proj_param", Projection(true)), ("interaction_mlp_params", Interaction("swiglu", 3.0, true, 64, 64)))),
    ];

    /// <summary>The settings as a configuration section, with exact or lazy rows.</summary>
    public ConfigSection Config(string update) => new($"bench {Name}", new Dictionary<string, object?>(Settings) { ["embedding_update"] = update });

    /// <summary>By name, without regard to case.</summary>
    public static BenchModel Find(string name) =>
        All.FirstOrDefault(model => model.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw InputException.At("--model", $"'{name}'", string.Join(" | ", All.Select(model => model.Name)));

    static Dictionary<string, object?> Model(string model, params IEnumerable<(string Key, object? Value)> settings) => Mapping(
        [("model", model), ("embedding_dim", 20L), ("embedding_regularizer", 1e-5), ("learning_rate", 1e-3), .. settings]);

    static Dictionary<string, object?> Mapping(IEnumerable<(string Key, object? Value)> settings) =>
        settings.ToDictionary(setting => setting.Key, setting => setting.Value);

    static List<object?> Units(params IEnumerable<long> units) => [.. units.Cast<object?>()];

    static ConfigSection Projection(bool norm) => new("bench proj_param", Mapping(
        [("hidden_units", Units(500)), ("dropout", 0.1), ("activation", "relu"), ("trans_type", "matrix"), ("use_layer_norm", norm)]));

    static ConfigSection Interaction(string activation, double expansion, bool norm, params IEnumerable<long> units) => new("bench interaction_mlp_params", Mapping(
        [("hidden_units", Units(units)), ("dropout", 0.0), ("activation", activation), ("expansion_rate", expansion), ("use_layer_norm", norm)]));

    /// <summary>Tokenizer of 500 hidden units, mixing, per-token network and MLP head; F·E = 780.</summary>
    static double TokenModel(int tokens, int width, int depth, double mixing, double perToken) =>
        tokens * (780.0 / tokens * 500 + 500 * width) + depth * (mixing + tokens * perToken) + 2.0 * tokens * width * tokens * width + 2 * tokens * width;

    /// <summary>Three products d → 3d, one back, one skip d → d.</summary>
    static double GluMultiplyAdds(double width) => 4 * 3 * width * width + width * width;

    static double AutoIntMultiplyAdds() => 39 * (20 * 40 * 4 + 2 * 40 * 40 * 3) + 3 * 2 * 39 * 39 * 40 + 39 * 40;

    static double XDeepFmMultiplyAdds() => 20 * (39.0 * 39 * 32 + 2 * 39 * 32 * 32) + 780 * 500 + 2 * 500 * 500 + 500;
}
