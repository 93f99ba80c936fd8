using RankElastor.Data.Files;
using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model;
using RankElastor.Model.Passes;
using RankElastor.Model.Zoo;
using RankElastor.Tests.Model.Zoo.Cases;
using static TorchSharp.torch;

namespace RankElastor.Tests.Model.Zoo;

/// <summary>What DMIN, DMR, TransAct and the pooled models of long histories make of padding, and what they refuse.
/// </summary>
[Collection("torch")]
public sealed class InterestModelTests : IDisposable
{
    const int Rows = 6;
    const string Item = """
        "target_field": [["item_id", "cate_id"]], "sequence_field": [["click_history", "cate_history"]]
        """;

    const string Auxiliary = $$"""
        {"model": "DMR", "embedding_dim": 4, "dnn_hidden_units": [6], "attention_hidden_units": [5], {{Item}},
        "neg_seq_field": [["neg_item_id", "neg_cate_id"]], "aux_loss_beta": 0.5}
        """;

    readonly TorchSharp.DisposeScope _scope = NewDisposeScope();

    public static TheoryData<string> Configurations => [.. InterestCases.All.Select(model => model.Json)];

    public void Dispose() => _scope.Dispose();

    [Theory]
    [MemberData(nameof(Configurations))]
    public void EmptyHistories_AreFinite_AndTrain(string json)
    {
        using var model = Make(json);
        var batch = SmallData.Rows(Rows, model.Schema);
        foreach (var field in Sequences(model))
        {
            for (var row = 0; row < Rows; row++)
            {
                HistoryIds.Clear(batch, field, row);
            }
        }

        var pass = ForwardPass.Train(1, 1);
        var logits = model.Logits(batch, pass);
        (pass.Penalty is { } penalty ? logits.sum() + penalty : logits.sum()).backward();

        Assert.True(logits.isfinite().all().item<bool>());
        Assert.All(model.Parameters.Trainable, parameter =>
            Assert.True(parameter.Value.grad is not { } grad || grad.isfinite().all().item<bool>(), parameter.Name));
    }

    [Theory]
    [InlineData("\"model\": \"DMIN\", \"refiner_mask\": \"paper\", \"num_heads\": 2, \"use_pos_emb\": false", true)]
    [InlineData("\"model\": \"DMIN\", \"num_heads\": 2, \"use_pos_emb\": false", true)]
    [InlineData(
        "\"model\": \"DMIN\", \"num_heads\": 2, \"use_pos_emb\": false, \"use_behavior_refiner\": false, "
            + "\"enable_sum_pooling\": true", true)]
    [InlineData("\"model\": \"DMIN\", \"refiner_mask\": \"paper\", \"num_heads\": 2", false)]
    [InlineData(
        "\"model\": \"DMR\", \"enable_u2i_rel\": false, \"enable_i2i_rel\": true, \"use_pos_emb\": false, "
            + "\"enable_sum_pooling\": true", true)]
    [InlineData("\"model\": \"DMR\", \"use_pos_emb\": false", false)]
    [InlineData("\"model\": \"LongDCNv2\", \"model_structure\": \"crossnet_only\"", true)]
    [InlineData("\"model\": \"LongFinalMLP\"", true)]
    [InlineData("\"model\": \"LongTransAct\"", false)]
    public void PlaceOfPadding_Counts_WhereThePositionDoes(string options, bool isSame)
    {
        using var model = Make($$"""{ {{options}}, "embedding_dim": 4, "batch_norm": false, {{Item}} }""");
        TinyCase.Scatter(model);
        var (behind, front) = (SmallData.Rows(Rows, model.Schema), SmallData.Rows(Rows, model.Schema));
        foreach (var field in Sequences(model))
        {
            for (var row = 0; row < Rows; row++)
            {
                HistoryIds.MoveToTheEnd(front, field, row);
            }
        }

        var left = model.Logits(behind, ForwardPass.Evaluate());
        var right = model.Logits(front, ForwardPass.Evaluate());
        Assert.Equal(isSame, left.allclose(right, 1e-5, 1e-5));
    }

    [Fact]
    public void AuxiliaryLoss_HasTheGradientOfDifferences()
    {
        using var wide = new DoubleModel(Auxiliary);
        var (model, batch) = (wide.Model, SmallData.Rows(Rows, wide.Model.Schema));
        Loss(model, batch).backward();
        Assert.Contains(model.Embeddings, set =>
            set.Path == "output_emb_layer" && set.Leaf!.grad!.ne(0).any().item<bool>());
        var touched = 0;
        foreach (var parameter in model.Parameters.Trainable.Where(tensor => tensor.Value.grad is not null))
        {
            var gradient = parameter.Value.grad!.clone();
            var direction = rand(parameter.Value.shape, ScalarType.Float64);
            double At(double step)
            {
                using var off = no_grad();
                parameter.Value.add_(direction * step);
                var value = Loss(model, batch).item<double>();
                parameter.Value.sub_(direction * step);
                return value;
            }

            var expected = (At(1e-6) - At(-1e-6)) / 2e-6;
            Assert.Equal(expected, (gradient * direction).sum().item<double>(), 1e-6 * (1 + Math.Abs(expected)));
            touched += Math.Abs(expected) > 1e-6 ? 1 : 0;
        }

        Assert.True(touched >= 6, $"{touched}"); // the user's network, its last bias of scores aside
    }

    [Fact]
    public void AuxiliaryLoss_IsOfRowsWhoseLastPositionIsAnItem_AndOfNoEvaluation()
    {
        using var model = Make(Auxiliary);
        var batch = SmallData.Rows(Rows, model.Schema);
        var full = Sequences(model)[0];
        Assert.Equal([1, 4], Enumerable.Range(0, Rows).Where(row => HistoryIds.Of(batch, full, row)[^1] != 0));
        Assert.True(Penalty(batch) > 0.1); // each of two logarithms begins at ln 2
        HistoryIds.Change(batch, full, 1, ids => ids[^1] = 0);
        HistoryIds.Change(batch, full, 4, ids => ids[^1] = 0);
        Assert.Equal(0, Penalty(batch));

        var pass = ForwardPass.Evaluate();
        model.Logits(batch, pass);
        Assert.Null(pass.Penalty);

        double Penalty(Batch rows)
        {
            var trained = ForwardPass.Train(1, 1);
            model.Logits(rows, trained);
            return trained.Penalty!.item<float>();
        }
    }

    [Fact]
    public void SecondVectors_BeginNormal_WithoutPadding()
    {
        using var model = Make(Auxiliary);
        var set = model.Embeddings.Single(tables => tables.Path == "output_emb_layer");
        Assert.Equal(
            ["output_emb_layer.item_id.weight", "output_emb_layer.cate_id.weight"],
            set.Tables.Select(table => table.Name));
        Assert.All(set.Tables, table =>
        {
            Assert.Equal([40L, 4], table.Weights.shape);
            Assert.True(table.Weights[0].eq(0).all().item<bool>());
            Assert.InRange(table.Weights[1..].std().item<float>(), 0.8, 1.2);
        });
    }

    [Fact]
    public void Selections_AreThere_AndChangeNothing_UnlessAskedFor()
    {
        const string Model = $$"""{"model": "LongFinalMLP", "embedding_dim": 4, {{Item}}, "use_fs": """;
        using var without = Make(Model + "false}");
        using var with = Make(Model + "true, \"fs1_context\": [\"user\"]}");
        using var applied = Make(Model + "true, \"fs1_context\": [\"user\"], \"fs_gates\": \"paper\"}");
        var batch = SmallData.Rows(Rows, with.Schema);
        Tensor Logits(RankingModel model) => model.Logits(batch, ForwardPass.Evaluate());

        Assert.True(Logits(without).equal(Logits(with)).all().item<bool>());
        Assert.False(Logits(with).allclose(Logits(applied)));
        Assert.Contains(with.Parameters.Trainable, parameter => parameter.Name == "fs_module.fs2_ctx_bias");
        Assert.Contains("fs_gates: paper applies them", Assert.Single(with.Warnings), StringComparison.Ordinal);
        Assert.Empty(applied.Warnings);
    }

    [Theory]
    [InlineData("\"model\": \"DMIN\", \"num_heads\": 3", "num_heads: found 3; allowed: a divisor of 8")]
    [InlineData("\"model\": \"DMIN\", \"aux_loss_lambda\": 1", "aux_loss_lambda: found 1; allowed: 0: the auxiliary")]
    [InlineData(
        "\"model\": \"DMIN\", \"neg_seq_field\": [[\"neg_item\", \"neg_cate_id\"]]",
        "neg_seq_field: found 'neg_item'; allowed: price | user")]
    [InlineData(
        "\"model\": \"DMR\", \"context_field\": \"user\"", "context_field: found 'user'; allowed: null: FuxiCTR fails")]
    [InlineData("\"model\": \"DMR\", \"aux_loss_beta\": 1", "neg_seq_field: found nothing; allowed: the negatives'")]
    [InlineData(
        "\"model\": \"DMR\", \"aux_loss_beta\": 1, \"neg_seq_field\": [[\"click_history\", \"cate_history\"]]",
        "neg_seq_field: found 'click_history'; allowed: categorical fields")]
    [InlineData(
        "\"model\": \"DMR\", \"neg_seq_field\": [\"neg_item_id\"]",
        "neg_seq_field: found 'entries of 1 fields'; allowed: none, or those of target_field: 2")]
    [InlineData(
        "\"model\": \"DMR\", \"target_field\": [[\"price\", \"user\"]]",
        "target_field: found 'price, which has no ids'; allowed: categorical fields")]
    [InlineData(
        "\"model\": \"TransAct\", \"use_time_window_mask\": true",
        "use_time_window_mask: found True; allowed: False: FuxiCTR gives its model no times")]
    [InlineData("\"model\": \"TransAct\", \"first_k_cols\": 6", "first_k_cols: found 6; allowed: at most 5")]
    [InlineData("\"model\": \"TransAct\", \"dcn_hidden_units\": []", "dcn_hidden_units: found 'no hidden layers'")]
    [InlineData(
        "\"model\": \"TransAct\", \"dcn_hidden_units\": [4, 4], \"hidden_activations\": [\"relu\", \"tanh\"], "
            + "\"mlp_hidden_units\": [4, 4, 4]",
        "mlp_hidden_units: found '3 layers'; allowed: at most 2")]
    [InlineData(
        "\"model\": \"LongTransAct\", \"target_field\": [\"item_id\", \"cate_id\"], "
            + "\"sequence_field\": [\"click_history\", \"cate_history\"]",
        "target_field: found '2 entries'; allowed: one")]
    public void Option_ThatCannotBe_IsNamed(string options, string expected)
    {
        var item = options.Contains("target_field", StringComparison.Ordinal)
            ? "\"embedding_regularizer\": 0" : Item;
        var error = Assert.Throws<InputException>(() => ModelRegistry.BuiltIn.Create(
            SmallData.Config($$"""{ {{options}}, "embedding_dim": 4, {{item}} }"""), SmallData.Negatives, seed: 1));
        Assert.Contains($"model_config.yaml: {expected}", error.Message, StringComparison.Ordinal);
    }

    static Tensor Loss(RankingModel model, Batch batch)
    {
        var pass = ForwardPass.EvaluateDifferentiably((_, _) => { });
        model.Logits(batch, pass);
        return pass.Penalty!;
    }

    static RankingModel Make(string json) =>
        ModelRegistry.BuiltIn.Create(SmallData.Config(json), SmallData.SchemaOf(json), seed: 1);

    static List<Field> Sequences(RankingModel model) =>
        [.. model.Schema.Fields.Where(field => field.Kind == FieldKind.Sequence)];
}
