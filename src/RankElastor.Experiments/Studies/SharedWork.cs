using RankElastor.Data.Files;
using RankElastor.Training.State;

namespace RankElastor.Experiments.Studies;

/// <summary>
/// Units that several processes finish together. Each unit is worked on by whoever holds its claim, a file locked by
/// the system: nobody else takes it, and that of a process that was killed is free at once.
/// </summary>
/// <typeparam name="T">A finished unit.</typeparam>
sealed class SharedWork<T>(IReadOnlyList<ISharedUnit<T>> units, ITrainingProgress progress) where T : class
{
    static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(200);

    /// <summary>
    /// Finishes what nobody works on, waits for what others do, and returns all units in order; what another process
    /// leaves undone is taken over.
    /// </summary>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was set while waiting.</exception>
    public IReadOnlyList<T> Finish(CancellationToken stop)
    {
        var finished = new T?[units.Count];
        for (var waited = false; ;)
        {
            var worked = false;
            for (var i = 0; i < units.Count; i++)
            {
                if (finished[i] is null)
                {
                    finished[i] = Finish(units[i], i, stop);
                    worked |= finished[i] is not null;
                }
            }

            var open = Enumerable.Range(0, units.Count).Where(i => finished[i] is null).ToList();
            if (open.Count == 0)
            {
                return finished!;
            }

            if (!worked && !waited)
            {
                progress.Note($"Waiting for {units[open[0]].Name}: {FileLock.Owner(units[open[0]].Claim)}.");
            }

            waited = !worked;
            if (waited && stop.WaitHandle.WaitOne(_pause))
            {
                throw new OperationCanceledException(stop);
            }
        }
    }

    /// <summary>Null where another process has it.</summary>
    T? Finish(ISharedUnit<T> unit, int place, CancellationToken stop)
    {
        if (unit.Read() is { } known)
        {
            return known;
        }

        using var claim = FileLock.TryTake(unit.Claim);
        if (claim is null)
        {
            return null;
        }

        progress.Note($"==== {place + 1}/{units.Count} {unit.Name}");
        return unit.Read() ?? unit.Make(progress, stop); // it may have ended between looking and claiming
    }
}
