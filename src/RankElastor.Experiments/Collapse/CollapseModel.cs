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

    /// <summary>Numbers of a token of <see cref="ManyTokens"/>.</summary>
    public const int ManyTokensWidth = 16;

    /// <summary>Tokens of a row.</summary>
    public const int Tokens = 6;

    const string Tokenizer = "proj_param";

    /// <summary>Full mixing, gated networks, one projection shared by all tokens.</summary>
    public static CollapseModel RankElastor { get; } = Elastor("RankElastor", Tokens, TokenWidth);

    /// <summary>The same with ten tokens, one per field of frappe.</summary>
    public static CollapseModel TenTokens { get; } = Elastor("RankElastor, 10 tokens", 10, TokenWidth);

    /// <summary>One projection from all embeddings to all tokens instead: tokens have weights of their own.</summary>
    public static CollapseModel FlatRankElastor { get; } = RankElastor.Flat();

    /// <summary>The same with 16 tokens of 16 numbers: enough for a rank that falls to a ninth.</summary>
    public static CollapseModel ManyTokens { get; } = Elastor("RankElastor, 16 tokens", 16, ManyTokensWidth).Flat();

    /// <summary>Block transpose, GELU networks.</summary>
    public static CollapseModel RankMixer { get; } = TokenModel("RankMixer", Tokens, TokenWidth, "2", Section(
        ("hidden_units", List(32L)), ("activation", "gelu"), ("use_layer_norm", false)));

    /// <summary>RankMixer with such a projection, and a norm inside it.</summary>
    public static CollapseModel FlatRankMixer { get; } = RankMixer.Flat();

    /// <summary>Two attention layers with norms.</summary>
    public static CollapseModel AutoInt { get; } = Attention("AutoInt", 1e-2, network: null);

    /// <summary>An MLP beside them.</summary>
    public static CollapseModel AutoIntDnn { get; } = Attention("AutoInt with a DNN", 3e-3, List(64L, 32L));

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

    /// <summary>The same models with embeddings, tokens and layers twice as wide.</summary>
    public static IReadOnlyList<CollapseModel> Wide { get; } =
    [
        Elastor("RankElastor", Tokens, 2 * TokenWidth).Widened(),
        Elastor("RankElastor", Tokens, 2 * TokenWidth).Flat().Widened(),
        RankMixer.Widened(), AutoInt.Widened(), Dnn.Widened(),
    ];

    /// <summary>The model as <c>model:</c> names it.</summary>
    public string Kind => (string)Keys.First(key => key.Key == "model").Value!;

    /// <summary>The same with another value of a key.</summary>
    public CollapseModel With(string key, object? value) =>
        this with { Keys = [.. Keys.Where(other => other.Key != key), new(key, value)] };

    /// <summary>Builds it.</summary>
    public RankingModel Create(Schema schema, int seed) =>
        ModelRegistry.BuiltIn.Create(new ConfigSection(Name, Keys.ToDictionary()), schema, seed);

    static CollapseModel Elastor(string name, int tokens, int width) => TokenModel(
        name, tokens, width, "999", Section(
            ("hidden_units", List(width)), ("activation", "swiglu"), ("expansion_rate", 2.0),
            ("use_layer_norm", true)));

    static CollapseModel TokenModel(string name, int tokens, int width, string mixing, ConfigSection network) =>
        new(name, 3e-3,
    [
        new("model", name.Split(',')[0]), new("embedding_dim", (long)EmbeddingWidth),
        new("Token_num", (long)tokens), new("Token_dim", (long)width), new("depth", 1L),
        new("mixing_type", mixing), new(Tokenizer, Projection("matrix", norm: mixing != "2")),
        new("interaction_mlp_params", network),
    ]);

    static CollapseModel Attention(string name, double rate, List<object?>? network) => new(name, rate,
    [
        new("model", "AutoInt"), new("embedding_dim", (long)EmbeddingWidth),
        new("attention_layers", 2L), new("attention_dim", 16L), new("num_heads", 2L),
        new("layer_norm", true), new("dnn_hidden_units", network),
    ]);

    CollapseModel Widened() => this with
    {
        Name = $"{Name}, wide",
        Keys = [.. Keys.Select(key => key.Key switch
        {
            "embedding_dim" => new(key.Key, 2L * EmbeddingWidth),
            "Token_dim" => new(key.Key, 2L * TokenWidth),
            "attention_dim" => new(key.Key, 32L),
            "hidden_units" => new(key.Key, List(128L, 64L)),
            _ => key,
        })],
    };

    CollapseModel Flat() => this with
    {
        Name = $"{Name}, flat tokenizer",
        Keys = [.. Keys.Where(key => key.Key != Tokenizer), new(Tokenizer, Projection("vector", norm: true))],
    };

    static ConfigSection Projection(string kind, bool norm) =>
        Section(("hidden_units", List(32L)), ("activation", "relu"), ("trans_type", kind), ("use_layer_norm", norm));

    static ConfigSection Section(params (string Key, object? Value)[] pairs) =>
        new("planted-collapse", pairs.ToDictionary(pair => pair.Key, pair => pair.Value));

    static List<object?> List(params long[] values) => [.. values.Select(value => (object?)value)];
}
