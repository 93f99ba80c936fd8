using RankElastor.Data.Files;
using RankElastor.Model;
using RankElastor.Model.Zoo;
using RankElastor.Numerics.Threads;
using RankElastor.Tests.Model.Zoo;
using RankElastor.Training.Loop;
using RankElastor.Training.Options;

namespace RankElastor.Tests.Training.Loop;

[Collection("torch")]
public sealed class TrainingPlanTests
{
    [Fact]
    public void BatchesTooSmallForTheModel_AreAnInputError()
    {
        using var model = new TinyModel(TinyModel.Fields, 11);
        Assert.Equal(2, model.LeastBatchRows);
        Assert.Equal(
            "batch_size: found 4, which leaves a last batch of 1 of 9 rows; allowed: a size that leaves more, "
            + "because batch normalisation needs at least 2 rows", Complaint(model, 9, 4));
        Assert.Contains("batch of 1 of 9 rows", Complaint(model, 9, 1), StringComparison.Ordinal);
        Assert.Equal(3, Plan(model, 9, 3).StepsPerEpoch);
        Assert.Equal(3, Plan(model, 8, 3).StepsPerEpoch); // as few rows as it needs
        Assert.Equal(4, Plan(model, 8, 2).StepsPerEpoch);
    }

    [Fact]
    public void NoRows_AreAnInputError()
    {
        using var model = new TinyModel(TinyModel.Fields, 11);
        Assert.Equal("the training split holds no rows", Complaint(model, 0, 4));
    }

    [Theory]
    [InlineData("""{"model": "DNN", "embedding_dim": 8, "hidden_units": [8]}""", 1)]
    [InlineData("""{"model": "DNN", "embedding_dim": 8, "hidden_units": [8], "batch_norm": true}""", 2)]
    public void LeastBatchRows_FollowTheLayers(string json, int least)
    {
        using var model = ModelRegistry.BuiltIn.Create(SmallData.Config(json), SmallData.Schema, 1);
        Assert.Equal(least, model.LeastBatchRows);
    }

    static string Complaint(RankingModel model, int rows, int batchRows) =>
        Assert.Throws<InputException>(() => Plan(model, rows, batchRows)).Message;

    static TrainingPlan Plan(RankingModel model, int rows, int batchRows)
    {
        var source = new MemorySource(TinyData.Rows(rows, 1), batchRows, 5);
        var options = new TrainingOptions { BatchSize = batchRows };
        return new TrainingPlan(model, options, source, source, Machine.Sequential);
    }
}
