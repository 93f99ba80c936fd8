using System.Runtime.ExceptionServices;
using RankElastor.Data.Files;
using RankElastor.Numerics.Threads;

namespace RankElastor.Data.Store;

/// <summary>A parallel loop whose error does not depend on the threads: that of the lowest item.</summary>
static class InOrder
{
    /// <summary>
    /// Calls <paramref name="body"/>(i) for each i in 0 … count − 1; of those that fail, the first one's error is
    /// raised when all have ended.
    /// </summary>
    public static void ForEach(Workers workers, int count, Action<int> body)
    {
        var failures = new Exception?[count];
        workers.ForEach(count, index =>
        {
            try
            {
                body(index);
            }
            catch (InputException error)
            {
                failures[index] = error;
            }
        });
        if (Array.Find(failures, failure => failure is not null) is { } first)
        {
            ExceptionDispatchInfo.Throw(first);
        }
    }
}
