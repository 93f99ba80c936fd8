using RankElastor.Data.Files;
using RankElastor.Training.Options;
using RankElastor.Training.State;
using RankElastor.Training.Watch;

namespace RankElastor.Tests.Training.Watch;

public sealed class PlateauRuleTests
{
    const string Max = "max", Min = "min";

    [Theory]
    [InlineData(1, Max, "0.5 0.6 0.6", 3)] // no gain is no improvement
    [InlineData(2, Max, "0.5 0.6 0.59 0.58", 4)]
    [InlineData(2, Max, "0.5 0.4 0.6 0.4 0.61 0.5 0.6", 7)] // an improvement starts the count anew
    [InlineData(3, Max, "0.5 0.4 0.4 0.4", 4)]
    [InlineData(3, Max, "0.5 0.4 0.4", 0)]
    [InlineData(2, Min, "0.7 0.6 0.61 0.6", 4)]
    [InlineData(1, Max, "0.5 0.5000005", 2)] // less than the least gain
    [InlineData(1, Max, "0.5 0.5000015 0.500003", 0)]
    [InlineData(1, Min, "0.5 0.4999995", 2)]
    [InlineData(1, Min, "0.5 0.4999985", 0)]
    public void Patience_IsCountedInEvaluationsWithoutImprovement(int patience, string mode, string values, int stopsAt)
    {
        var state = new TrainingState { LearningRate = 1 };
        var rule = Rule(new() { EarlyStopPatience = patience, Monitor = new() { Maximise = mode == Max } });
        double[] monitors = [.. values.Split(' ').Select(double.Parse)];
        for (var i = 0; i < monitors.Length; i++)
        {
            var best = state.Best;
            Assert.Equal(rule.Improves(state, monitors[i], Metrics), state.Best != best);
            Assert.Equal(stopsAt > 0 && i + 1 >= stopsAt, state.Stopped);
        }

        Assert.Equal(mode == Max ? monitors.Max() : monitors.Min(), state.Best!.Value, 1.0e-6);
    }

    [Fact]
    public void Rate_FallsTenfoldAtEachPlateau_ToNoLessThanAMillionth()
    {
        var state = new TrainingState { LearningRate = 2e-4 };
        var rule = Rule(new() { EarlyStopPatience = 9 });
        double[] expected = [2e-4, 2e-5, 2e-6, 1e-6, 1e-6, 1e-6];
        foreach (var rate in expected)
        {
            rule.Improves(state, 0.5, Metrics);
            Assert.Equal(rate, state.LearningRate, 1e-15);
        }
    }

    [Fact]
    public void Rate_StaysWhereThatIsAskedFor()
    {
        var state = new TrainingState { LearningRate = 2e-4 };
        var rule = Rule(new() { ReduceLearningRateOnPlateau = false });
        rule.Improves(state, 0.5, Metrics);
        rule.Improves(state, 0.4, Metrics);
        Assert.Equal((2e-4, 1), (state.LearningRate, state.Stopping));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void AMonitorThatIsNoNumber_IsOneClearError(double monitor)
    {
        var metrics = new Dictionary<string, double> { ["logloss"] = 0.5, ["AUC"] = double.NaN };
        var error = Assert.Throws<InputException>(() => Rule(new()).Improves(new TrainingState(), monitor, metrics));
        Assert.Contains("AUC is undefined", error.Message, StringComparison.Ordinal);
    }

    static Dictionary<string, double> Metrics { get; } = new() { ["AUC"] = 0.5 };

    static PlateauRule Rule(TrainingOptions options) => new(options, new FuxiCtrLines(new SilentProgress()));
}
