using System.Text.Json;
using RankElastor.Training.Records;

namespace RankElastor.Tests.Training.Records;

public sealed class FiniteNumberTests
{
    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void WhatIsNotFinite_IsNull_AndComesBackAsUndefined(double value)
    {
        var record = new EvaluationRecord(
            "test", 1, 2, new Dictionary<string, double> { ["AUC"] = value }, value, false, 0.5, 1e-3, 3);
        var line = JsonSerializer.Serialize<RunRecord>(record, RunLog.Json);
        Assert.Contains("\"metrics\":{\"AUC\":null},\"monitor\":null", line, StringComparison.Ordinal);
        var read = Assert.IsType<EvaluationRecord>(JsonSerializer.Deserialize<RunRecord>(line, RunLog.Json));
        Assert.Equal((double.NaN, double.NaN, 0.5), (read.Metrics["AUC"], read.Monitor, read.TrainLoss));
    }

    [Fact]
    public void SingleNumbers_AreWrittenAlike()
    {
        var summary = new MeasureSummary(1, 2, 3, 4, 5, 6, double.NaN, [0.1f, float.NaN, 3e-8f]);
        var line = JsonSerializer.Serialize(summary, RunLog.Json);
        Assert.Contains("\"ratio\":null,\"values\":[0.1,null,3E-08]", line, StringComparison.Ordinal);
        Assert.Equal([0.1f, float.NaN, 3e-8f], JsonSerializer.Deserialize<MeasureSummary>(line, RunLog.Json)!.Values!);
    }

    [Fact]
    public void WordsOfEarlierLogs_AreRead()
    {
        var words = JsonSerializer.Deserialize<double[]>("""["NaN","Infinity","-Infinity",1.5]""", RunLog.Json)!;
        Assert.Equal([double.NaN, double.PositiveInfinity, double.NegativeInfinity, 1.5], words);
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<double>("\"1.5\"", RunLog.Json));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<double>("true", RunLog.Json));
    }
}
