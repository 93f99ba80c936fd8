using RankElastor.Data.Configuration;
using RankElastor.Data.Files;
using RankElastor.Data.Schemas;
using RankElastor.Model.Mixing;
using RankElastor.Model.Passes;
using RankElastor.Model.PerToken;
using RankElastor.Model.Zoo;
using static TorchSharp.torch;

namespace RankElastor.Tests.Model.Zoo;

[Collection("torch")]
public sealed class RankElastorConfigTests
{
    [Fact]
    public void Defaults_DifferByModel()
    {
        var mixer = RankElastorConfig.Read(
            new ConfigSection("x", new Dictionary<string, object?> { ["model"] = "RankMixer" }));
        var elastor = RankElastorConfig.Read(
            new ConfigSection("x", new Dictionary<string, object?> { ["model"] = "RankElastor" }));
        Assert.IsType<BlockTransposeMixing>(mixer.Mixing);
        Assert.IsType<PerTokenKind.Plain>(mixer.PerToken.Kind);
        Assert.IsType<FullMixing>(elastor.Mixing);
        Assert.IsType<PerTokenKind.Gated>(elastor.PerToken.Kind);
    }

    [Theory]
    [InlineData(8881, 26, true, false)]
    [InlineData(8882, 2, false, true)]
    public void FastVariants_HaveTheReferencesGroupsAndNorms(long type, int groups, bool preNorm, bool postNorm)
    {
        var mixing = RankElastorConfig.Read(TinyCase.Config("UniMixer", ("mixing_type", type))).Mixing;
        Assert.Equal(new KroneckerMixing(groups) { PreNorm = preNorm, PostNorm = postNorm }, mixing);
    }

    // numbers of dense parameters of the authors' released experiments (without numeric embeddings)
    [Theory]
    [InlineData(39, 13, 20, 26, 30, 1, 999, "matrix", 500, true, "swiglu", 3.0, new long[] { 64, 64 }, 3681981)]
    [InlineData(39, 13, 20, 26, 26, 2, 2, "matrix", 500, false, "gelu", 1.0, new long[] { 200, 200 }, 3589071)]
    [InlineData(39, 13, 20, 26, 30, 2, 8881, "matrix", 500, true, "swiglu", 3.0, new long[] { 24, 24 }, 2364311)]
    [InlineData(24, 0, 16, 24, 16, 4, 999, "vector", 800, true, "swiglu", 3.0, new long[] { 16 }, 1870209)]
    [InlineData(24, 0, 64, 24, 48, 5, 8882, "vector", 800, true, "swiglu", 3.0, new long[] { 64 }, 10887185)]
    [InlineData(24, 0, 64, 24, 64, 1, 999, "vector", 800, true, "swiglu", 1.0, new long[] { 64 }, 9950337)]
    public void DenseParameters_OfReleasedExperiments(
        int fields, int numeric, int embedding, int tokens, int width, int depth, int mixing, string projection,
        long hidden, bool norm, string activation, double expansion, long[] units, long expected)
    {
        using var scope = NewDisposeScope();
        var schema = new Schema("counts", [.. Enumerable.Range(0, fields).Select(i => i < numeric
            ? new Field { Name = $"F{i}", Kind = FieldKind.Numeric }
            : new Field { Name = $"F{i}", Kind = FieldKind.Categorical, VocabularySize = 2, MaxLength = 1 })], [
                "label"]);
        using var model = ModelRegistry.BuiltIn.Create(TinyCase.Config("UniMixer", (
            "embedding_dim", (long)embedding), ("Token_num", (long)tokens), ("Token_dim", (long)width),
            ("depth", (long)depth), ("mixing_type", (long)mixing), ("pred_head", "mlp"),
            ("proj_param.trans_type", projection), ("proj_param.hidden_units", TinyCase.Wholes(hidden)),
            ("proj_param.use_layer_norm", norm), ("interaction_mlp_params.use_layer_norm", norm),
            ("interaction_mlp_params.activation", activation),
            ("interaction_mlp_params.expansion_rate", expansion),
            ("interaction_mlp_params.hidden_units", TinyCase.Wholes(units))), schema, seed: 1);
        Assert.Equal(expected, model.DenseParameters - numeric * embedding);
    }

    [Theory]
    [InlineData("mixing_type", "2", "Token_num", 3L, "3 tokens do not divide width 8")]
    [InlineData("Token_num", 5L, "Token_dim", 5L, "F·E = 24 numbers into T = 5")]
    [InlineData("use_tokenizer", false, "depth", 1L, "F·E = 6·4 = 24 must be T·D = 4·8 = 32")]
    [InlineData("mixing_type", "kronecker", "mixing_groups", 5L, "divide T·D = 32")]
    [InlineData("mixing_type", "monarch", "mixing_blocks", 0L, "divide T·D = 32")]
    [InlineData("mixing_type", "3", "depth", 1L, "mixing_type")]
    [InlineData("pred_head", "tower", "depth", 1L, "mlp | flatten | noparam_mean")]
    [InlineData("Token_dim", 0L, "depth", 1L, "Token_dim")]
    [InlineData("proj_param.dropout", 1.0, "depth", 1L, "a number >= 0 and < 1")]
    [InlineData("interaction_mlp_params.activation", "swoosh", "depth", 1L, "swoosh")]
    public void ImpossibleShapes_AreOneClearLine(string key, object value, string other, object otherValue, string says)
    {
        var error =
            Assert.Throws<InputException>(() => TinyCase.Build("RankElastor", (key, value), (other, otherValue)));
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void KeysWithoutEffect_Warn()
    {
        using var scope = NewDisposeScope();
        using var model = TinyCase.Build("RankElastor", ("net_dropout", 0.1), ("batch_norm", true));
        using var silent = TinyCase.Build("RankElastor", ("net_dropout", 0L), ("batch_norm", false));
        Assert.Equal(2, model.Warnings.Count);
        Assert.Empty(silent.Warnings);
    }

    [Theory]
    [InlineData("matrix")]
    [InlineData("vector")]
    [InlineData("semantic")]
    public void Sites_AreMatricesOfEachRow(string tokenizer)
    {
        using var scope = NewDisposeScope();
        var groups = new List<object?>
        {
            Group("user", "I1", "C1"), Group("item", "C2"), Group("context", "C3", "C4", "I2"),
            Group("cross", "C1", "C2"),
        };
        using var model = TinyCase.Build(
            "RankMixer", ("depth", 2L), ("proj_param.trans_type", tokenizer), ("proj_param.groups", groups),
            ("norm_placement", "paper"));
        var seen = new Dictionary<string, long[]>();
        model.Logits(TinyCase.Batch(), ForwardPass.Evaluate((name, value) => seen[name] = value.shape));
        Assert.Equal([
            "embedding", "tokens", "block1/mixing", "block1/norm", "block1/ffn", "block2/mixing", "block2/norm",
            "block2/ffn"], model.TokenSites.Select(site => site.Name));
        Assert.All(
            model.TokenSites, site => Assert.Equal(site.Name == "embedding" ? [5, 6, 4] : [5, 4, 8], seen[site.Stage]));
    }

    [Fact]
    public void SemanticGroups_WithAnUnknownField_AreAnInputError()
    {
        var groups = new List<object?> { Group("a", "C1"), Group("b", "C2"), Group("c", "C3"), Group("d", "C9") };
        var error = Assert.Throws<InputException>(() =>
            TinyCase.Build("RankMixer", ("proj_param.trans_type", "semantic"), ("proj_param.groups", groups)));
        Assert.Contains("'C9'", error.Message, StringComparison.Ordinal);
    }

    static ConfigSection Group(string name, params string[] fields) => new(name, new Dictionary<string, object?>
    {
        ["name"] = name,
        ["fields"] = fields.Cast<object?>().ToList(),
    });
}
