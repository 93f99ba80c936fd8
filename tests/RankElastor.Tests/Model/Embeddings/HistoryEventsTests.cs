using RankElastor.Data.Rows;
using RankElastor.Model;
using RankElastor.Model.Passes;
using RankElastor.Model.Zoo;
using RankElastor.Numerics.Threads;
using RankElastor.Tests.Model.Zoo;
using static TorchSharp.torch;

namespace RankElastor.Tests.Model.Embeddings;

/// <summary>Histories without padding give what padded ones give, wherever the padding stands.</summary>
[Collection("torch")]
public sealed class HistoryEventsTests
{
    const int Rows = 9;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Din_IsTheSameWithAndWithoutPadding(bool softmax)
    {
        using var scope = NewDisposeScope();
        using var model = Make(softmax, "\"ReLU\"");
        TinyCase.Scatter(model);
        var batch = Batch();
        var (events, gradients) = Pass(model, batch, ForwardPass.EvaluateDifferentiably());
        var (padded, expected) = Pass(model, batch, ForwardPass.EvaluateDifferentiably((_, _) => { }));
        TinyCase.Close(padded, events);
        foreach (var (own, theirs) in gradients.Zip(expected))
        {
            TinyCase.Close(theirs, own);
        }
    }

    [Fact]
    public void Din_IsTheSameForAnyNumberOfThreads()
    {
        using var scope = NewDisposeScope();
        using var model = Make(softmax: true, "\"ReLU\"");
        TinyCase.Scatter(model);
        var two = ForwardPass.EvaluateDifferentiably(machine: new Machine(2));
        Assert.Equal(
            Pass(model, Batch(), ForwardPass.EvaluateDifferentiably()).Logits.data<float>().ToArray(),
            Pass(model, Batch(), two).Logits.data<float>().ToArray());
    }

    [Theory]
    [InlineData("AUGRU")]
    [InlineData("GRU")]
    public void Dien_IsTheSameForAnyNumberOfThreads(string kind)
    {
        using var scope = NewDisposeScope();
        using var model = ModelRegistry.BuiltIn.Create(
            SmallData.Config($$"""
                {"model": "DIEN", "embedding_dim": 4, "dnn_hidden_units": [6], "gru_type": "{{kind}}",
                "enable_sum_pooling": true, "skip_padding": true, "dien_target_field": [["item_id", "cate_id"]],
                "dien_sequence_field": [["click_history", "cate_history"]]}
                """), SmallData.Histories, seed: 4);
        TinyCase.Scatter(model);
        var (logits, gradients) = Pass(model, Batch(), ForwardPass.EvaluateDifferentiably());
        var two = ForwardPass.EvaluateDifferentiably(machine: new Machine(2));
        var (same, sameGradients) = Pass(model, Batch(), two);
        Assert.Equal(logits.data<float>().ToArray(), same.data<float>().ToArray());
        foreach (var (one, other) in gradients.Zip(sameGradients))
        {
            Assert.Equal(one.data<float>().ToArray(), other.data<float>().ToArray());
        }
    }

    /// <summary>Padding counts in the batch's statistics whether it is there or only counted.</summary>
    [Theory]
    [InlineData("\"Dice\"", "[5]")]
    [InlineData("\"Dice\"", "[5, 3]")]
    [InlineData("[\"sigmoid\", \"Dice\"]", "[5, 3]")]
    public void DinThatNormalises_CountsPaddingWhileItTrains(string activation, string units)
    {
        using var scope = NewDisposeScope();
        using var padded = Make(softmax: false, activation, units);
        using var counted = Make(softmax: false, activation, units);
        TinyCase.Scatter(padded);
        TinyCase.Scatter(counted);
        var (expected, theirs) = Pass(padded, Batch(), ForwardPass.Train(1, 1, (_, _) => { }));
        var (actual, own) = Pass(counted, Batch(), ForwardPass.Train(1, 1));
        TinyCase.Close(expected, actual);
        foreach (var (one, other) in theirs.Zip(own))
        {
            TinyCase.Close(one, other);
        }

        foreach (var (one, other) in padded.Parameters.All.Zip(counted.Parameters.All))
        {
            // running statistics too
            TinyCase.Close(one.Value.to(ScalarType.Float32), other.Value.to(ScalarType.Float32));
        }
    }

    [Fact]
    public void GatheredRows_AreThoseOfIds()
    {
        using var scope = NewDisposeScope();
        using var model = Make(softmax: false, "\"ReLU\"");
        var batch = Batch();
        model.Logits(batch, ForwardPass.Train(1, 1));
        var ids = batch.Sequences.Sum(sequence => sequence.Ids(Rows).Length);
        Assert.Equal(Rows * 3 + ids, model.Embeddings.Sum(set => set.Leaf!.shape[0]));
    }

    static (Tensor Logits, List<Tensor> Gradients) Pass(RankingModel model, Batch batch, ForwardPass pass)
    {
        foreach (var parameter in model.Parameters.Trainable)
        {
            parameter.Value.grad = null;
        }

        var logits = model.Logits(batch, pass);
        (logits * linspace(-1, 1, Rows)).sum().backward();
        return (logits.detach(), [
            .. model.Parameters.Trainable.Select(parameter => parameter.Value.grad!.clone()),
            .. model.Embeddings.Select(set => set.Leaf!.grad!.clone()),
        ]);
    }

    /// <summary>Histories with padding behind, in front, on both sides, between items, and nothing else.</summary>
    static Batch Batch()
    {
        var batch = SmallData.Rows(Rows, SmallData.Histories);
        int[][] shapes = [[1, 1, 0, 0, 0], [0, 0, 1, 1, 1], [0, 1, 1, 0, 0], [1, 0, 1, 1, 0], [0, 0, 0, 0, 0]];
        for (var row = 0; row < Rows; row++)
        {
            int[] items = [.. shapes[row % shapes.Length].Select((there, at) => there * (1 + (5 * row + 3 * at) % 38))];
            batch.Sequences[0].SetPadded(row, items);
            batch.Sequences[1].SetPadded(row, [.. items.Select(item => item == 0 ? 0 : 1 + item % 7)]);
        }

        return batch;
    }

    static RankingModel Make(bool softmax, string activation, string units = "[5]") => ModelRegistry.BuiltIn.Create(
        SmallData.Config($$"""
            {"model": "DIN", "embedding_dim": 4, "dnn_hidden_units": [6], "attention_hidden_units": {{units}},
            "attention_hidden_activations": {{activation}}, "din_use_softmax": {{(softmax ? "true" : "false")}},
            "din_target_field": [["item_id", "cate_id"]], "din_sequence_field": [["click_history", "cate_history"]]}
            """), SmallData.Histories, seed: 4);
}
