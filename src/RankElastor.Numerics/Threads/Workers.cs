namespace RankElastor.Numerics.Threads;

/// <summary>
/// A parallel loop over ranges that do not depend on the number of threads: 0 … count − 1 is cut into ranges of
/// <c>grain</c> items, and threads take ranges as they come. Where a range writes only its own items, the result is
/// the same for any number of threads.
/// </summary>
/// <remarks>
/// An exception in a range reaches the caller inside an <see cref="AggregateException"/>, unless one thread does all.
/// </remarks>
public sealed class Workers
{
    readonly ParallelOptions _options;

    /// <summary>Workers that use at most this many threads, the caller's included.</summary>
    public Workers(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threads);
        Threads = threads;
        _options = new ParallelOptions { MaxDegreeOfParallelism = threads };
    }

    Workers(int threads, CancellationToken stop) : this(threads) => _options.CancellationToken = stop;

    /// <summary>The caller's thread alone.</summary>
    public static Workers Sequential { get; } = new(1);

    /// <summary>The most threads in use at once.</summary>
    public int Threads { get; }

    /// <summary>
    /// The same for work that may be given up: once <paramref name="stop"/> is set, no range is begun and the loop
    /// ends in an <see cref="OperationCanceledException"/>.
    /// </summary>
    public Workers Until(CancellationToken stop) => new(Threads, stop);

    /// <summary>
    /// Calls <paramref name="body"/>(start, end) once for each range of at most <paramref name="grain"/> items; returns
    /// when all are done.
    /// </summary>
    public void For(int count, int grain, Action<int, int> body)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(grain);
        var ranges = count / grain + (count % grain > 0 ? 1 : 0);
        if (Threads == 1 || ranges <= 1)
        {
            for (var range = 0; range < ranges; range++)
            {
                _options.CancellationToken.ThrowIfCancellationRequested();
                Run(range, count, grain, body);
            }

            return;
        }

        Parallel.For(0, ranges, _options, range => Run(range, count, grain, body));
    }

    /// <summary>Calls <paramref name="body"/>(i) once for each i in 0 … count − 1: for few, large items.</summary>
    public void ForEach(int count, Action<int> body) => For(count, 1, (start, _) => body(start));

    static void Run(int range, int count, int grain, Action<int, int> body)
    {
        var start = range * grain;
        body(start, start + Math.Min(grain, count - start));
    }
}
