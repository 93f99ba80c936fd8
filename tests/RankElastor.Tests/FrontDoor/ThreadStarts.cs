using System.Diagnostics.Tracing;

namespace RankElastor.Tests.FrontDoor;

/// <summary>
/// Counts the parallel loops and tasks that the thread which made this begins, as the runtime reports them.
/// </summary>
sealed class ThreadStarts : EventListener
{
    readonly int _thread = Environment.CurrentManagedThreadId;

    public int Count { get; private set; }

    protected override void OnEventSourceCreated(EventSource source)
    {
        if (source.Name is "System.Threading.Tasks.Parallel.EventSource" or "System.Threading.Tasks.TplEventSource")
        {
            EnableEvents(source, EventLevel.Informational, EventKeywords.All);
        }
    }

    protected override void OnEventWritten(EventWrittenEventArgs written)
    {
        var here = Environment.CurrentManagedThreadId == _thread; // an event is delivered on the thread that raises it
        if (here && written.EventName is ("ParallelLoopBegin" or "TaskScheduled"))
        {
            Count++;
        }
    }
}
