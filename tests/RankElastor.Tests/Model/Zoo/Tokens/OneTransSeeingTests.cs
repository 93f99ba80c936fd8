using RankElastor.Model.Passes;
using RankElastor.Model.Zoo;
using static TorchSharp.torch;

namespace RankElastor.Tests.Model.Zoo.Tokens;

/// <summary>What OneTrans's options let tokens see: a token apart is of its field, and items see it or not.</summary>
[Collection("torch")]
public sealed class OneTransSeeingTests
{
    const int Rows = 6;

    [Theory]
    [InlineData("true", false)]
    [InlineData("false", true)]
    public void AFieldApart_ChangesItsTokenAlone_AndItemsWhereTheySeeIt(string causal, bool changesItems)
    {
        using var scope = NewDisposeScope();
        using var model = ModelRegistry.BuiltIn.Create(
            SmallData.Config(
                $$"""
                {"model": "OneTrans", "embedding_dim": 4, "Token_dim": 4, "target_field": [["item_id", "cate_id"]],
                "sequence_field": [["click_history", "cate_history"]], "depth": 1, "pyramid": false,
                "causal": {{causal}}, "token_per_field": true}
                """),
            SmallData.Histories, seed: 3);
        TinyCase.Scatter(model);
        var batch = SmallData.Rows(Rows, model.Schema);
        var before = Stages();
        var user = batch.Layout.Offset(batch.Layout.Schema.Fields.Single(field => field.Name == "user"));
        for (var row = 0; row < Rows; row++)
        {
            ref var id = ref batch.Ids[row * batch.Layout.IdColumns + user];
            id = 1 + id % 39;
        }

        var after = Stages();
        bool[] changed = [.. Changed("field_tokens").any(0).data<bool>()]; // price, user, item, category
        Assert.Equal([false, true, false, false], changed);
        Assert.Equal(changesItems, Changed("backbone.0.items").any().item<bool>());

        Tensor Changed(string stage) => before[stage].ne(after[stage]).any(-1);

        Dictionary<string, Tensor> Stages()
        {
            var stages = new Dictionary<string, Tensor>();
            model.Logits(batch, ForwardPass.Evaluate((name, value) => stages[name] = value));
            return stages;
        }
    }
}
