using System.Text.Json;
using RankElastor.Data.Configuration;
using RankElastor.Data.Schemas;
using RankElastor.Experiments.Claims;
using RankElastor.Model.Parameters;
using RankElastor.Model.Zoo;

namespace RankElastor.Experiments.Theorems;

/// <summary>P31, P32: what mixing and gating cost, counted in built models.</summary>
static class CostClaims
{
    /// <summary>The claims.</summary>
    public static IEnumerable<PaperClaim> All { get; } =
    [
        new()
        {
            Id = "P31",
            Quote = "In contrast, RankElastor employs Parameterized Full Mixing, which applies a dense linear "
                + "transformation "
                + "over the flattened representation.",
            Place = "RankElastor paper, section 3.3",
            Reading = "A full mixing of T tokens of D has (T D)^2 weights and T D biases.",
            Procedure = "Counted in the built model at the released Criteo shape, 26 tokens of 30.",
            Value = "weights of the mixing",
            Rule = ClaimRule.Within(608_400 + 780, 608_400 + 780),
            Expected = (609_180, 0),
            Measure = _ => Mixing("full", 30),
            Control = "a block transpose of 26 tokens of 26 has",
            MeasureControl = _ => Mixing("block_transpose", 26),
        },
        new()
        {
            Id = "P32",
            Quote = "This introduces a constant-factor increase compared with the P-FFN in RankMixer .",
            Place = "RankElastor paper, section 3.3",
            Reading = "The gated per-token network has a number of weights that is the same multiple of the plain "
                + "one's, for "
                + "any number of tokens.",
            Procedure = "Counted in built models with 4, 8, 16 tokens of 16, expansion 3, 24 and 200 hidden units.",
            Value = "largest ratio of weights over the smallest, less 1",
            Rule = ClaimRule.Exact,
            Expected = (0, 0),
            Measure = _ => Spread([4, 8, 16], [16, 16, 16]),
            Control = "for any width of tokens",
            MeasureControl = _ => Spread([8, 8, 8], [8, 16, 64]),
        },
    ];

    static double Mixing(string mixing, int width) => Weights(26, width, mixing, "cross_mixing", _gated);

    static double Spread(int[] tokens, int[] widths)
    {
        var ratios = tokens.Zip(widths, (count, width) =>
            Weights(count, width, "full", "token_interaction", _gated)
                / Weights(count, width, "full", "token_interaction", _plain)).ToList();
        return ratios.Max() / ratios.Min() - 1;
    }

    static readonly Dictionary<string, object>
        _gated = new()
        {
            ["hidden_units"] = new[] { 24 },
            ["activation"] = "swiglu",
            ["expansion_rate"] = 3.0,
        },
        _plain = new() { ["hidden_units"] = new[] { 200 }, ["activation"] = "gelu" };

    static double Weights(
        int tokens, int width, string mixing, string part, Dictionary<string, object> network)
    {
        var config = ConfigSection.FromJson("a claim", JsonSerializer.SerializeToElement(new Dictionary<string, object>
        {
            ["model"] = "RankElastor",
            ["embedding_dim"] = 4,
            ["Token_num"] = tokens,
            ["Token_dim"] = width,
            ["depth"] = 1,
            ["mixing_type"] = mixing,
            ["interaction_mlp_params"] = network,
        }));
        var fields = Enumerable.Range(0, tokens).Select(i => new Field
        { Name = $"F{i}", Kind = FieldKind.Categorical, VocabularySize = 3, MaxLength = 1 });
        using var model = ModelRegistry.BuiltIn.Create(config, new Schema("claims", [.. fields], ["label"]), seed: 0);
        return model.Parameters.Trainable
            .SelectMany(owner => owner.Parts.Select(each => (each.Name, Value: Parameter.View(owner.Value, each))))
            .Where(each => each.Name.Contains(part, StringComparison.Ordinal))
            .Sum(each => each.Value.numel());
    }
}
