using System.Diagnostics;

namespace RankElastor.Model.Passes;

/// <summary>Times of a training step's parts: one fused kernel forward or backward, or a whole phase.</summary>
public sealed class StageClock
{
    readonly Dictionary<string, List<double>> _times = [];
    readonly Dictionary<string, double> _products = [];
    readonly List<string> _order = [];

    /// <summary>Runs and times a part of so many multiply-adds; equal names in one step are timed apart.</summary>
    public void Time(string part, double multiplyAdds, Action body)
    {
        var start = Stopwatch.GetTimestamp();
        body();
        if (!_times.TryGetValue(part, out var times))
        {
            _times[part] = times = [];
            _order.Add(part);
        }

        times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        _products[part] = multiplyAdds;
    }

    /// <summary>Forgets all times: what came before was warm-up.</summary>
    public void Clear()
    {
        _times.Clear();
        _order.Clear();
    }

    /// <summary>Per part in order of first appearance: milliseconds and GFLOP per step.</summary>
    public IReadOnlyList<StageTime> PerStep(int steps) =>
        [.. _order.Select(part => new StageTime(
            part, _times[part].Sum() / steps, 2e-9 * _products[part] * _times[part].Count / steps))];
}

/// <summary>Mean milliseconds and GFLOP of a part of a step.</summary>
public sealed record StageTime(string Part, double Ms, double Gflop);
