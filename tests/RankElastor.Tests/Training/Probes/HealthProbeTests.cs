using RankElastor.Data.Rows;
using RankElastor.Model;
using RankElastor.Model.Passes;
using RankElastor.Model.Zoo;
using RankElastor.Numerics.Threads;
using RankElastor.Tests.Model;
using RankElastor.Tests.Model.Zoo;
using RankElastor.Training.Probes;
using RankElastor.Training.Probes.Health;
using RankElastor.Training.Probes.Measures;
using RankElastor.Training.Records;
using static TorchSharp.torch;

namespace RankElastor.Tests.Training.Probes;

[Collection("torch")]
public sealed partial class HealthProbeTests
{
    const int Rows = 24;
    static readonly ProbeMoment _moment = new(1, 10, 0.5, 0.01);

    public static TheoryData<string, string[]> Sites => new()
    {
        { """{"model": "LR"}""", ["embedding"] },
        { """{"model": "FM"}""", ["embedding", "fm"] },
        {
            """{"model": "DNN", "hidden_units": [8, 6]}""",
            ["embedding", "dnn/hidden1", "dnn/hidden1/gate", "dnn/hidden2", "dnn/hidden2/gate"]
        },
        {
            """{"model": "DNN", "hidden_units": [8], "hidden_activations": "identity", "batch_norm": true}""",
            ["embedding", "dnn/hidden1"]
        },
        { """{"model": "WideDeep", "hidden_units": [8]}""", ["embedding", "dnn/hidden1", "dnn/hidden1/gate"] },
        { """{"model": "DeepFM", "hidden_units": [8]}""", ["embedding", "fm", "dnn/hidden1", "dnn/hidden1/gate"] },
        {
            """{"model": "PNN", "hidden_units": [8]}""",
            ["embedding", "products", "products/matrix", "dnn/hidden1", "dnn/hidden1/gate"]
        },
        {
            """{"model": "DCN", "dnn_hidden_units": [8], "crossing_layers": 2}""",
            ["embedding", "cross1", "cross2", "dnn/hidden1", "dnn/hidden1/gate"]
        },
        {
            """{"model": "DCNv2", "model_structure": "stacked_parallel", "stacked_dnn_hidden_units": [8],"""
                + """ "parallel_dnn_hidden_units": [8], "num_cross_layers": 1}""",
            [
                "embedding", "cross1", "stacked_dnn/hidden1", "stacked_dnn/hidden1/gate", "parallel_dnn/hidden1",
                "parallel_dnn/hidden1/gate"]
        },
        {
            """{"model": "DCNv2", "model_structure": "crossnet_only", "num_cross_layers": 2,"""
                + """ "use_low_rank_mixture": true}""",
            ["embedding", "cross1/router", "cross1", "cross2/router", "cross2"]
        },
        {
            """{"model": "xDeepFM", "cin_layer_units": [4], "dnn_hidden_units": [8]}""",
            ["embedding", "cin1", "dnn/hidden1", "dnn/hidden1/gate"]
        },
        {
            """{"model": "AutoInt", "attention_layers": 1, "num_heads": 2, "attention_dim": 8,"""
                + """ "dnn_hidden_units": [8]}""",
            [
                "embedding", "block1/attention/weights", "block1/attention", "block1/attention/gate", "dnn/hidden1",
                "dnn/hidden1/gate"]
        },
    };

    [Theory]
    [MemberData(nameof(Sites))]
    public void EverySiteOfABaseline_IsNamedAndMeasured(string json, string[] expected)
    {
        using var model = ModelRegistry.BuiltIn.Create(SmallData.Config(json), SmallData.Schema, seed: 1);
        Assert.Equal(expected, model.Sites.Select(site => site.Name));
        AllMeasured(model, SmallData.Rows(Rows));
    }

    [Theory]
    [InlineData("gelu", "block1/ffn/gate1 block1/ffn/gate2")]
    [InlineData("swiglu", "block1/ffn/gate1 block1/ffn/gate2")]
    [InlineData("swiglu-mhc", "block1/ffn/gate1 block1/ffn/gate2")]
    public void EverySiteOfATokenModel_IsNamedAndMeasured(string activation, string gates)
    {
        using var model = TinyCase.Build(
            "RankElastor", ("pred_head", "mlp"), ("proj_param.hidden_units", TinyCase.Wholes(10, 7)),
            ("interaction_mlp_params.activation", activation),
            ("interaction_mlp_params.hidden_units", TinyCase.Wholes(6, 5)));
        Assert.Equal(
            [
                "embedding", "tokens/gate1", "tokens/gate2", "tokens", "block1/mixing", "block1/norm",
                .. gates.Split(' '), "block1/ffn", "head/hidden1", "head/hidden1/gate"],
            model.Sites.Select(site => site.Name));
        AllMeasured(model, TinyCase.Batch(Rows));
    }

    [Fact]
    public void PerTokenGates_HaveTheUnitsOfAllTokens()
    {
        using var scope = NewDisposeScope();
        using var model = TinyCase.Build(
            "RankElastor",
            ("interaction_mlp_params.activation", "gelu"),
            ("interaction_mlp_params.hidden_units", TinyCase.Wholes(6)));
        Assert.Equal([Rows, 4 * 6], Find(Look(model, TinyCase.Batch(Rows)), "gate", "block1/ffn/gate1").Shape);
        Assert.Equal([Rows * 4, 10], Find(Look(model, TinyCase.Batch(Rows)), "gate", "tokens/gate1").Shape);
    }

    [Fact]
    public void DeadGate_HasADeadShareOfOne()
    {
        using var scope = NewDisposeScope();
        using var model = Build("""{"model": "DNN", "hidden_units": [8, 6]}""");
        Set(model, "mlp.mlp.0.bias", -1e3f);
        var health = Look(model, SmallData.Rows(Rows));
        Assert.Equal(1, Find(health, "gate", "dnn/hidden1/gate").Measures["dead_share"]);
        Assert.Equal(1, Find(health, "gate", "dnn/hidden1/gate").Measures["share_zero"]);
        Assert.Equal(1 - 1.0 / Rows, Find(health, "gate", "dnn/hidden1/gate").Measures["code_redundancy"], 1e-6);
    }

    [Fact]
    public void PinnedGate_IsSaturatedAndNotDead()
    {
        using var scope = NewDisposeScope();
        using var model = Build("""{"model": "DNN", "hidden_units": [8], "hidden_activations": "sigmoid"}""");
        Set(model, "mlp.mlp.0.bias", 30f);
        var gate = Find(Look(model, SmallData.Rows(Rows)), "gate", "dnn/hidden1/gate");
        Assert.Equal((0.0, 1.0), (gate.Measures["dead_share"], gate.Measures["saturated_share"]));
        Assert.Contains("code_redundancy", gate.Refused!.Keys);
    }

    [Fact]
    public void TableOfRankTwo_ShowsIt()
    {
        using var scope = NewDisposeScope();
        using var model = Build("""{"model": "DNN", "hidden_units": [8]}""");
        using (no_grad())
        {
            var table = model.Embeddings[0].Tables[1].Weights;
            table.copy_(TinyCase.Normal(3, 40, 2).matmul(TinyCase.Normal(4, 2, 10)));
        }

        var health = Look(model, SmallData.Rows(Rows));
        Assert.Equal(2, Find(health, "table", "C2").Measures["numerical_rank"]);
        Assert.InRange(Find(health, "table", "C2").Measures["entropy_rank_ev"], 1, 2.0001);
        Assert.InRange(Find(health, "table", "C1").Measures["entropy_rank_ev"], 6, 10);
        Assert.InRange(Find(health, "table", "C1").Measures["baseline_ratio"], 0.8, 1.2);
        Assert.Equal(10, Find(health, "table", "C1").Measures["attainable_rank"]);
    }

    [Fact]
    public void TableParts_FollowTheLookUps()
    {
        using var scope = NewDisposeScope();
        using var model = Build("""{"model": "DNN", "hidden_units": [8]}""");
        var batch = SmallData.Rows(100);
        for (var row = 0; row < 100; row++) // C1: id 7 half of the time, 1, 2 a fifth each, 3 a tenth
        {
            batch.Ids[row * 4] = row < 50 ? 7 : row < 70 ? 1 : row < 90 ? 2 : 3;
        }

        batch.Ids[99 * 4] = 39; // out of vocabulary
        var measures = Find(Look(model, batch), "table", "C1").Measures;
        Assert.False(measures.ContainsKey("entropy_rank_ev_head")); // one row has no spectrum
        Assert.Equal((2, 36), (measures["rows_torso"], measures["rows_tail"]));
        Assert.InRange(measures["entropy_rank_ev_torso"], 1.5, 2);
    }

    [Fact]
    public void OutOfVocabularyRow_CountsOnlyWhereItIsLookedUp()
    {
        using var scope = NewDisposeScope();
        using var model = TinyCase.Build("RankElastor");
        var never = TinyCase.Batch(Rows); // ids 1 … 4 of 5, 6, 7, 8 table rows
        Assert.Equal([4, 4, 5, 6], Tables(model, never).Select(table => table.Sample)); // of C1, row 4 is the last
        never.Ids.AsSpan().Replace(4, 1);
        Assert.Equal([3, 4, 5, 6], Tables(model, never).Select(table => table.Sample));
        Assert.Equal(3, Tables(model, never).First().Measures["attainable_rank"]);
    }

    [Theory]
    [InlineData(1e4f, 1.0, 0.0)]
    [InlineData(0f, 0.0, 1.0)]
    public void Attention_IsSeenAtBothEnds(float scale, double oneHot, double uniform)
    {
        using var scope = NewDisposeScope();
        using var model = Build(
            """{"model": "AutoInt", "attention_layers": 1, "attention_dim": 8, "dnn_hidden_units": []}""");
        TinyCase.Scatter(model);
        using (no_grad())
        {
            model.Parameters.All.Single(entry => entry.Name == "self_attention.0.W_q.weight").Value.mul_(scale);
        }

        var attention = Find(Look(model, SmallData.Rows(Rows)), "attention", "block1/attention/weights").Measures;
        Assert.Equal(oneHot, attention["one_hot_share"], 0.05);
        Assert.Equal(uniform, attention["uniform_share"], 0.05);
        Assert.Equal(uniform, attention["entropy"], 0.05);
    }

    [Fact]
    public void BatchOfZeros_HasRankZero()
    {
        using var scope = NewDisposeScope();
        var measures = BatchHealth.Of(_moment, "head/hidden1", zeros(Rows, 6), MeasureCatalogue.Default).Measures;
        Assert.Equal((0.0, 0.0), (measures["numerical_rank"], measures["rms"]));
        // the entropy of nothing would be that of all six directions
        Assert.Equal((0.0, 1.0), (measures["entropy_rank_ev"], measures["zero_share"]));
    }

    [Fact]
    public void EqualTokens_HaveNoResidualAndCosineOne()
    {
        using var scope = NewDisposeScope();
        var x = TinyCase.Normal(1, Rows, 1, 6).expand(-1, 4, -1).contiguous();
        var tokens = TokenHealth.Of(_moment, "tokens", x).Measures;
        Assert.Equal(0, tokens["residual_share"], 1e-9);
        Assert.Equal(1, tokens["mean_cosine"], 1e-6);
        var free = TokenHealth.Of(_moment, "tokens", TinyCase.Normal(1, 400, 4, 50)).Measures;
        Assert.Equal(Math.Sqrt(0.75), free["residual_share"], 0.01); // of T independent tokens, 1 − 1/T of the energy
        Assert.Equal(0, free["mean_cosine"], 0.01);
    }

    static void AllMeasured(RankingModel model, Batch batch)
    {
        using var scope = NewDisposeScope();
        var probe = new HealthProbe(model, new MemorySource(batch, 10, 1), Rows, Machine.Sequential);
        var reading = probe.Measure(_moment);
        Assert.Equal(model.TokenSites.Select(site => site.Name), reading.Sites.Select(site => site.Site));
        var found = reading.Health.Select(record => (record.Kind, record.Subject)).ToList();
        Assert.All(
            model.Sites.Where(site => site.Kind != SiteKind.Rows),
            site => Assert.Contains((KindOf(site.Kind), site.Name), found));
        var health = reading.Health.Concat(probe.Weights(_moment)).ToList();
        Assert.All(
            health.SelectMany(record => record.Measures),
            measure => Assert.True(double.IsFinite(measure.Value), measure.Key));
        Assert.Equal(health.Count, health.Select(record => (record.Kind, record.Subject)).Distinct().Count());
    }

    static IEnumerable<HealthRecord> Tables(RankingModel model, Batch batch) =>
        Look(model, batch).Where(record => record.Kind == SubjectKind.Table);

    static IReadOnlyList<HealthRecord> Look(RankingModel model, Batch batch) =>
        new HealthProbe(model, new MemorySource(batch, 10, 1), Rows, Machine.Sequential).Measure(_moment).Health;

    static SubjectKind KindOf(SiteKind kind) => kind switch
    {
        SiteKind.Gate => SubjectKind.Gate,
        SiteKind.Attention => SubjectKind.Attention,
        _ => SubjectKind.Batch,
    };

    static RankingModel Build(string json) =>
        ModelRegistry.BuiltIn.Create(SmallData.Config(json), SmallData.Schema, seed: 1);

    static HealthRecord Find(IEnumerable<HealthRecord> health, string kind, string subject) =>
        health.Single(record => Address.Word(record.Kind) == kind && record.Subject == subject);

    static void Set(RankingModel model, string parameter, float value)
    {
        using var off = no_grad();
        model.Parameters.All.Single(entry => entry.Name == parameter).Value.fill_(value);
    }
}
