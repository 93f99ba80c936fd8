using RankElastor.Data.Files;
using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Model;
using RankElastor.Model.Zoo;
using RankElastor.Tests.Model.Zoo;
using RankElastor.Training.Options;
using TorchSharp;
using static TorchSharp.torch;

namespace RankElastor.Tests.Training.Options;

/// <summary>The loss of several tasks and of weighted rows, against plain loops.</summary>
[Collection("torch")]
public sealed class TrainingLossTests
{
    static readonly double[,] _logits = { { 0.3, -1 }, { -2, 0.5 }, { 1.5, 4 } };
    static readonly float[] _click = [1, 0, 1];
    static readonly float[] _stay = [-1.5f, 0.25f, 6];
    static readonly float[] _weights = [2, 0.5f, 0];

    [Theory]
    [InlineData(LossForm.Logit)]
    [InlineData(LossForm.Probability)]
    public void Loss_IsTheSumOfTheTasksMeans_EachTimesItsFactor(LossForm form)
    {
        double[] rows = [1, 1, 1];
        var expected = 0.5 * Mean(rows, Entropy) + 3 * Mean(rows, row => Square(row));
        Assert.Equal(expected, Loss(new() { LossForm = form, LossWeights = [0.5, 3] }, null), 1e-5);
        Assert.Equal(
            Mean(rows, Entropy) + Mean(rows, row => Square(row)), Loss(new() { LossForm = form }, null), 1e-5);
    }

    [Fact]
    public void WeightedLoss_IsTheWeightedMean_AndZeroWhereNothingWeighs()
    {
        double[] rows = [2, 0.5, 0];
        Assert.Equal(Mean(rows, Entropy) + Mean(rows, row => Square(row)), Loss(new(), _weights), 1e-5);
        Assert.Equal(0, Loss(new(), [0, 0, 0]));
    }

    [Theory]
    [InlineData(LossKind.MeanSquared)]
    [InlineData(LossKind.MeanAbsolute)]
    [InlineData(LossKind.SmoothAbsolute)]
    public void OtherLosses_AreOfTheAnswers_ProbabilitiesWhereLabelsAreTwo(LossKind kind)
    {
        double[] rows = [1, 1, 1];
        double Cost(double error) => kind switch
        {
            LossKind.MeanSquared => error * error,
            LossKind.MeanAbsolute => Math.Abs(error),
            _ => Math.Abs(error) < 1 ? error * error / 2 : Math.Abs(error) - 0.5,
        };
        var expected = Mean(rows, row => Cost(Sigmoid(_logits[row, 0]) - _click[row]))
            + Mean(rows, row => Cost(_logits[row, 1] - _stay[row]));
        Assert.Equal(expected, Loss(new() { Losses = [kind] }, null), 1e-5);
    }

    [Fact]
    public void OneWeight_IsOfAllTasks() => Assert.Equal(
        Loss(new() { LossWeights = [0.25, 0.25] }, null), Loss(new() { LossWeights = [0.25] }, null), 1e-6);

    [Fact]
    public void WrongLosses_AreOneLine()
    {
        Assert.Contains("loss: found binary_crossentropy for stay, which is any number; allowed: mse_loss",
            Refused(new() { Losses = [LossKind.BinaryCrossEntropy] }), StringComparison.Ordinal);
        Assert.Contains("loss_weight: found 3 values; allowed: one, or 2: one for each of click, stay",
            Refused(new() { LossWeights = [1, 1, 1] }), StringComparison.Ordinal);
    }

    static string Refused(TrainingOptions options)
    {
        using var model = Model(weighted: false);
        return Assert.Throws<InputException>(() => new TrainingLoss(model, options)).Message;
    }

    static double Loss(TrainingOptions options, float[]? weights)
    {
        using var scope = NewDisposeScope();
        using var model = Model(weights is not null);
        var batch = new Batch(new BatchLayout(model.Schema), 4) { Rows = 3 };
        _click.CopyTo(batch.TaskLabels[0], 0);
        _stay.CopyTo(batch.TaskLabels[1], 0);
        weights?.CopyTo(batch.Weights!, 0);
        return new TrainingLoss(model, options).Of(tensor(_logits).to(float32), batch).ToDouble();
    }

    static RankingModel Model(bool weighted) => ModelRegistry.BuiltIn.Create(
        SmallData.Config("""{"model": "ShareBottom", "embedding_dim": 4}"""),
        new Schema("s", SmallData.Schema.Fields, ["click", "stay"], weighted ? "w" : null, ["stay"]), seed: 1);

    static double Mean(double[] weights, Func<int, double> loss) =>
        weights.Select((weight, row) => weight * loss(row)).Sum() / weights.Sum();

    static double Entropy(int row) =>
        -Math.Log(_click[row] == 1 ? Sigmoid(_logits[row, 0]) : 1 - Sigmoid(_logits[row, 0]));

    static double Square(int row) => (_logits[row, 1] - _stay[row]) * (_logits[row, 1] - _stay[row]);

    static double Sigmoid(double logit) => 1 / (1 + Math.Exp(-logit));
}
