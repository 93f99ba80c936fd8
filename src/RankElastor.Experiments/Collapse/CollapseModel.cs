using RankElastor.Data.Configuration;
using RankElastor.Data.Schemas;
using RankElastor.Model;
using RankElastor.Model.Zoo;

namespace RankElastor.Experiments.Collapse;

/// <summary>A model of the suite with the settings at which it learns the suite's data.</summary>
/// <param name="Name">Its name in tables.</param>
/// <param name="LearningRate">Adam's.</param>
/// <param name="Keys">Its configuration.</param>
sealed record CollapseModel(string Name, double LearningRate, IReadOnlyList<KeyValuePair<string, object?>> Keys)
{
    /// <summary>Numbers of an embedding.</summary>
    public const int EmbeddingWidth = 8;

    /// <summary>Numbers of a token.</summary>
    public const int TokenWidth = 12;

    /// <summary>Tokens of a row.</summary>
    public const int Tokens = 6;

    const string Tokenizer = "proj_param";

    /// <summary>Full mixing, gated networks, one projection shared by all tokens.</summary>
    public static CollapseModel RankElastor { get; } = TokenModel("RankElastor", "matrix", "999", Section(
        ("hidden_units", List(12L)), ("activation", "swiglu"), ("expansion_rate", 2.0), ("use_layer_norm", true)));

    /// <summary>One projection from all embeddings to all tokens instead: tokens have weights of their own.</summary>
    public static CollapseModel FlatRankElastor { get; } = RankElastor with
    {
        Name = "RankElastor, flat tokenizer",
        Keys = [.. RankElastor.Keys.Where(key => key.Key != Tokenizer),
            new(Tokenizer, Projection("vector", norm: true))],
    };

    /// <summary>Block transpose, GELU networks.</summary>
    public static CollapseModel RankMixer { get; } = TokenModel("RankMixer", "matrix", "2", Section(
        ("hidden_units", List(32L)), ("activation", "gelu"), ("use_layer_norm", false)));

    /// <summary>Two attention layers with norms.</summary>
    public static CollapseModel AutoInt { get; } = new("AutoInt", 1e-2,
    [
        new("model", "AutoInt"), new("embedding_dim", (long)EmbeddingWidth),
        new("attention_layers", 2L), new("attention_dim", 16L), new("num_heads", 2L),
        new("layer_norm", true), new("dnn_hidden_units", null),
    ]);

    /// <summary>An MLP with batch normalisation.</summary>
    public static CollapseModel Dnn { get; } = new("DNN", 3e-3,
        [new("model", "DNN"), new("embedding_dim", (long)EmbeddingWidth),
            new("hidden_units", List(64L, 32L)), new("batch_norm", true)]);

    /// <summary>The same without it.</summary>
    public static CollapseModel PlainDnn { get; } =
        Dnn with { Name = "DNN, plain", Keys = [.. Dnn.Keys.Where(key => key.Key != "batch_norm")] };

    /// <summary>The models that must raise nothing when nothing is planted.</summary>
    public static IReadOnlyList<CollapseModel> Healthy { get; } =
        [RankElastor, FlatRankElastor, RankMixer, AutoInt, Dnn];

    /// <summary>Builds it.</summary>
    public RankingModel Create(Schema schema, int seed) =>
        ModelRegistry.BuiltIn.Create(new ConfigSection(Name, Keys.ToDictionary()), schema, seed);

    static CollapseModel TokenModel(string name, string tokenizer, string mixing, ConfigSection network) =>
        new(name, 3e-3,
    [
        new("model", name), new("embedding_dim", (long)EmbeddingWidth),
        new("Token_num", (long)Tokens), new("Token_dim", (long)TokenWidth), new("depth", 1L),
        new("mixing_type", mixing), new(Tokenizer, Projection(tokenizer, norm: mixing != "2")),
        new("interaction_mlp_params", network),
    ]);

    static ConfigSection Projection(string kind, bool norm) =>
        Section(("hidden_units", List(32L)), ("activation", "relu"), ("trans_type", kind), ("use_layer_norm", norm));

    static ConfigSection Section(params (string Key, object? Value)[] pairs) =>
        new("planted-collapse", pairs.ToDictionary(pair => pair.Key, pair => pair.Value));

    static List<object?> List(params long[] values) => [.. values.Select(value => (object?)value)];
}
