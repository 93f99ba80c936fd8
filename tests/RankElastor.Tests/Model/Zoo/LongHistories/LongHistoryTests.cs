using RankElastor.Data.Files;
using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model;
using RankElastor.Model.Passes;
using RankElastor.Model.Zoo;
using RankElastor.Tests.Model.Zoo.Cases;
using RankElastor.Training.Options;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace RankElastor.Tests.Model.Zoo.LongHistories;

/// <summary>What models of a long history do with padding, with hashes, and with their losses.</summary>
[Collection("torch")]
public sealed class LongHistoryTests : IDisposable
{
    const int Rows = 6;
    readonly TorchSharp.DisposeScope _scope = NewDisposeScope();

    public static TheoryData<string> All => [.. LongHistoryCases.All.Select(model => model.Json)];

    /// <summary>Those in FuxiCTR 2.3.10's form, and ours.</summary>
    public static TheoryData<string> OfOneHistory =>
        [.. LongHistoryCases.All.Select(model => model.Json).Where(IsOfOneHistory)];

    public void Dispose() => _scope.Dispose();

    [Theory]
    [MemberData(nameof(OfOneHistory))]
    public void PaddingBehindAHistory_IsThePaddingBeforeIt(string json)
    {
        using var model = Make(json);
        var batch = SmallData.Rows(Rows, model.Schema);
        var behind = model.Logits(batch, ForwardPass.Evaluate());
        MovePadding(batch);
        TinyCase.Close(behind, model.Logits(batch, ForwardPass.Evaluate()));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void EmptyHistory_HasALogit_AndGradients(string json)
    {
        using var model = Make(json);
        var batch = SmallData.Rows(Rows, model.Schema);
        foreach (var field in Sequences(model.Schema))
        {
            HistoryIds.Clear(batch, field, row: 0);
        }

        var logits = model.Logits(batch, ForwardPass.Train(1, 1));
        logits.sum().backward();
        Assert.True(logits.isfinite().all().item<bool>());
        Assert.All(
            model.Parameters.Trainable.Select(parameter => parameter.Value.grad).OfType<Tensor>()
                .Concat(model.Embeddings.Select(set => set.Leaf!.grad!)),
            gradient => Assert.True(gradient.isfinite().all().item<bool>()));
    }

    [Fact]
    public void WindowOfTheTargetAlone_AddsNothing()
    {
        using var model = Make("""{"model": "TWIN", "short_seq_len": 1}""", SmallData.Histories);
        var batch = SmallData.Rows(Rows, model.Schema);
        foreach (var pass in (ForwardPass[])[ForwardPass.Train(1, 1), ForwardPass.Train(1, 1, (_, _) => { })])
        {
            var logits = model.Logits(batch, pass);
            logits.sum().backward();
            Assert.True(logits.isfinite().all().item<bool>());
        }
    }

    [Fact]
    public void WithoutNames_TheHistoryIsThatOfSharedTables()
    {
        var json = LongHistoryCases.All.Select(model => model.Json).First(IsOfOneHistory);
        using var named = Make(json);
        var names = json.IndexOf("\"target_field\"", StringComparison.Ordinal);
        var end = json.IndexOf("]],", json.IndexOf("\"sequence_field\"", StringComparison.Ordinal),
            StringComparison.Ordinal) + "]],".Length;
        using var found = Make(json.Remove(names, end - names), named.Schema);
        var batch = SmallData.Rows(Rows, named.Schema);
        TinyCase.Close(
            named.Logits(batch, ForwardPass.Evaluate()), found.Logits(batch, ForwardPass.Evaluate()), tolerance: 0);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Sim_WeighsBothLosses(int sets)
    {
        using var model = Make(
            $$"""
            {"model": "SIM", "embedding_dim": 4, "dnn_hidden_units": [6], "alpha": 0.3, "beta": 0.7,
            "embedding_sets": {{sets}}}
            """, SmallData.Histories);
        var batch = SmallData.Rows(Rows, model.Schema);
        var stages = new Dictionary<string, Tensor>();
        var pass = ForwardPass.Train(1, 1, (stage, value) => stages[stage] = value);
        var logits = model.Logits(batch, pass);
        var labels = tensor(batch.Labels)[..Rows];
        var searches = stages.Where(stage => stage.Key.EndsWith("dnn_aux", StringComparison.Ordinal)).ToList();
        Assert.Equal(sets, searches.Count);
        var expected = searches.Aggregate(
            0.7 * functional.binary_cross_entropy_with_logits(logits, labels),
            (sum, search) => sum
                + 0.3 / sets * functional.binary_cross_entropy_with_logits(search.Value.flatten(), labels));
        TinyCase.Close(expected, new TrainingLoss(model, LossForm.Logit).Of(logits, batch, pass));
    }

    [Theory]
    [InlineData("ETA", "")]
    [InlineData("SDIM", "")]
    [InlineData("MIRRN", ", \"filter_dropout\": 0")]
    public void HashThatIsNotReused_ChangesWithTrainingStepsAlone(string name, string more)
    {
        RankingModel With(string reuse) => Make(
            $$"""
            {"model": "{{name}}", "embedding_dim": 4, "dnn_hidden_units": [6], "hash_bits": 2, "topk": 1,
            "reuse_hash": {{reuse}}{{more}}}
            """, SmallData.Histories);
        using var reused = With("true");
        using var drawn = With("false");
        var batch = SmallData.Rows(Rows, drawn.Schema);
        TinyCase.Close(
            reused.Logits(batch, ForwardPass.Evaluate()), drawn.Logits(batch, ForwardPass.Evaluate()), tolerance: 0);
        float[] Step(RankingModel model, int step) =>
            [.. model.Logits(batch, ForwardPass.Train(1, step)).data<float>()];
        Assert.Equal(Step(reused, 1), Step(reused, 2));
        Assert.Equal(Step(drawn, 3), Step(drawn, 3));
        Assert.Contains(Enumerable.Range(2, 5), step => !Step(drawn, 1).SequenceEqual(Step(drawn, step)));
    }

    [Fact]
    public void Mirrn_DropsWhatItsFiltersAdd()
    {
        const string json = """{"model": "MIRRN", "embedding_dim": 4, "dnn_hidden_units": [6]}""";
        using var model = Make(json, SmallData.Histories);
        var batch = SmallData.Rows(Rows, model.Schema);
        var seen = model.Logits(batch, ForwardPass.Train(1, 1));
        Assert.True((seen - model.Logits(batch, ForwardPass.Train(1, 2))).abs().max().item<float>() > 1e-4);
    }

    [Theory]
    [InlineData(
        """{"model": "ETA", "target_field": ["item_id"], "sequence_field": ["click_history", "cate_history"]}""",
        "sequence_field: found '2 entries'")]
    [InlineData(
        """
        {"model": "TWIN", "target_field": ["item_id", "cate_id"],
        "sequence_field": ["click_history", "cate_history"]}
        """,
        "target_field: found '2 entries'; allowed: one: a list of fields in a list")]
    [InlineData(
        """
        {"model": "ETA", "short_target_field": ["item_id"], "short_sequence_field": ["click_history"],
        "long_target_field": ["item_id"], "long_sequence_field": ["click_history"]}
        """,
        "long_sequence_field: found 'click_history'; allowed: fields that no other pair has")]
    [InlineData("""{"model": "TWIN", "attention_dim": 6, "num_heads": 4}""", "num_heads: found 4 of 6 numbers")]
    [InlineData("""{"model": "TWIN", "Kc_cross_features": 1}""", "Kc_cross_features: found 1")]
    [InlineData("""{"model": "SIM", "gsu_type": "hard"}""", "gsu_type: found 'hard'; allowed: soft")]
    [InlineData("""{"model": "SIM", "accumulation_steps": 2}""", "accumulation_steps: found 2")]
    [InlineData("""{"model": "MIRRN", "embedding_dim": 3}""", "MIRRN: found 6 numbers for an item; allowed: a mult")]
    public void Option_OutOfRange_IsNamed(string json, string expected)
    {
        var error = Assert.Throws<InputException>(() =>
            ModelRegistry.BuiltIn.Create(SmallData.Config(json), SmallData.Histories, seed: 1));
        Assert.Contains($"model_config.yaml: {expected}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SchemaWithoutASharedTable_NeedsNames()
    {
        var error = Assert.Throws<InputException>(() => ModelRegistry.BuiltIn.Create(
            SmallData.Config("""{"model": "SIM"}"""), SmallData.Schema, seed: 1));
        Assert.Contains("sequence_field: found 'nothing", error.Message, StringComparison.Ordinal);
    }

    static bool IsOfOneHistory(string json) => json.Contains("\"target_field\"", StringComparison.Ordinal);

    static RankingModel Make(string json, Schema? schema = null)
    {
        var model = ModelRegistry.BuiltIn.Create(
            SmallData.Config(json), schema ?? SmallData.SchemaOf(json), seed: 1);
        TinyCase.Scatter(model);
        return model;
    }

    static IEnumerable<Field> Sequences(Schema schema) =>
        schema.Fields.Where(field => field.Kind == FieldKind.Sequence);

    static void MovePadding(Batch batch)
    {
        foreach (var field in Sequences(batch.Layout.Schema))
        {
            for (var row = 0; row < batch.Rows; row++)
            {
                HistoryIds.MoveToTheEnd(batch, field, row);
            }
        }
    }
}
