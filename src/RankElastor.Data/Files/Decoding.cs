using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace RankElastor.Data.Files;

/// <summary>
/// The one way to a decoder of other people's formats (YAML, JSON, pickle, Parquet, SQL): whatever it throws becomes
/// one line with the file, and decoding that does not end is given up.
/// </summary>
public static class Decoding
{
    const int StackBytes = 16 << 20;
    const long BytesPerSecond = 2 << 20; // slower than any decoder here by far
    const string Whole = "allowed: a whole, undamaged file";
    static readonly TimeSpan _least = TimeSpan.FromSeconds(5);
    static readonly TimeSpan _poll = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// What <paramref name="decode"/> returns. It runs on a thread of its own with a deep stack while the caller
    /// waits.
    /// </summary>
    /// <param name="where">Opens the message: the file, and the place in it.</param>
    /// <param name="what">What the file should be, with its article: <c>a YAML file</c>.</param>
    /// <param name="decode">Calls the decoder.</param>
    /// <param name="cure">Closes the message: what is allowed, or what to do.</param>
    /// <param name="limit">
    /// Seconds of the clock, and of the processor too, after which it is given up (its thread then ends with the
    /// process); 5 s and 1 s for each 2 MiB of the file unless said.
    /// </param>
    /// <exception cref="InputException">
    /// It threw anything but an <see cref="InputException"/> or a cancellation, or does not end: where, what, why.
    /// </exception>
    public static T Of<T>(string where, string what, Func<T> decode, string cure = Whole, TimeSpan? limit = null)
    {
        var (result, thrown) = (default(T)!, default(Exception));
        var thread = new Thread(
            () =>
            {
                try
                {
                    result = decode();
                }
#pragma warning disable CA1031 // whatever it is, the caller hears of it
                catch (Exception any)
#pragma warning restore CA1031
                {
                    thrown = any;
                }
            },
            StackBytes)
        { IsBackground = true, Name = "decoding" };
        var most = limit ?? Limit(where);
        thread.Start();
        return !Ends(thread, most)
            ? throw new InputException($"{where}: not {what} (reading it does not end); {cure}")
            : thrown is null ? result
            : throw Line(where, what, thrown, cure);
    }

    static bool Ends(Thread thread, TimeSpan limit)
    {
        var (clock, worked) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        while (!thread.Join(_poll))
        {
            // a machine that is busy with others is not the file's fault
            if (clock.Elapsed > limit && Environment.CpuUsage.TotalTime - worked > limit)
            {
                return false;
            }
        }

        return true;
    }

    static TimeSpan Limit(string where) =>
        _least + TimeSpan.FromSeconds(File.Exists(where) ? new FileInfo(where).Length / BytesPerSecond : 0);

    static InputException Line(string where, string what, Exception thrown, string cure)
    {
        var cause = thrown.GetBaseException();
        if (thrown is OperationCanceledException or InputException || cause is InputException)
        {
            ExceptionDispatchInfo.Throw(thrown is AggregateException ? cause : thrown);
        }

        var reason = cause.Message.ReplaceLineEndings(" ");
        return new InputException($"{where}: not {what} ({reason}); {cure}", thrown);
    }
}
