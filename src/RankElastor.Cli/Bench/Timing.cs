using System.Diagnostics;
using RankElastor.Numerics.Statistics;

namespace RankElastor.Cli.Bench;

/// <summary>Times of repeated work, as medians.</summary>
static class Timing
{
    const int LeastRepeats = 3;

    /// <summary>Seconds of the body: the median of repeats over the given time, after the warm-ups.</summary>
    public static double MedianSeconds(double seconds, Action body, int warmUps = 1, Action? before = null)
    {
        var times = new List<double>();
        for (var total = Stopwatch.StartNew(); IsShort(times.Count - warmUps, total, seconds);)
        {
            before?.Invoke();
            times.Add(Milliseconds(body) / 1e3);
        }

        return times.Skip(warmUps).Median(time => time);
    }

    /// <summary>Whether to repeat once more.</summary>
    public static bool IsShort(int repeats, Stopwatch total, double seconds, int least = LeastRepeats) =>
        repeats < least || total.Elapsed.TotalSeconds < seconds;

    public static double Milliseconds(Action body)
    {
        var start = Stopwatch.GetTimestamp();
        body();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    public static double Median<T>(this IEnumerable<T> repeats, Func<T, double> measure) =>
        Sample.Median([.. repeats.Select(measure)]);
}
