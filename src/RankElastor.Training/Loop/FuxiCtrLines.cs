using System.Globalization;

namespace RankElastor.Training.Loop;

/// <summary>Log lines in FuxiCTR's exact words, which people search for.</summary>
static class FuxiCtrLines
{
    public static string Metrics(IReadOnlyDictionary<string, double> metrics) =>
        "[Metrics] " + string.Join(" - ", metrics.Select(metric => string.Create(CultureInfo.InvariantCulture, $"{metric.Key}: {metric.Value:F6}")));

    public static string TrainLoss(double loss) => string.Create(CultureInfo.InvariantCulture, $"Train loss: {loss:F6}");

    public static string SaveBest(string mode, double value) =>
        string.Create(CultureInfo.InvariantCulture, $"Save best model: monitor({mode})={value:F6}");

    public static string Stop(string mode, double value) => string.Create(CultureInfo.InvariantCulture, $"Monitor({mode})={value:F6} STOP!");

    public static string Plateau(double rate) => string.Create(CultureInfo.InvariantCulture, $"Reduce learning rate on plateau: {rate:F6}");
}
