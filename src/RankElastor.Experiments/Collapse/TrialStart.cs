using RankElastor.Experiments.Collapse.Rows;
using RankElastor.Numerics.Threads;
using RankElastor.Training.Records;
using RankElastor.Training.State;

namespace RankElastor.Experiments.Collapse;

/// <summary>
/// A run up to the evaluation at which plants set in, trained once: its twin and every planted run of the same model,
/// rows and seed go on from there, to the same bits as if each had been trained from the start.
/// </summary>
sealed class TrialStart(TrialRows rows, CollapseModel recipe, int seed, Machine machine)
{
    (MemoryCheckpoints Checkpoints, IReadOnlyList<RunRecord> Log)? _begun;

    /// <summary>Goes on with a plant, or without one for the twin.</summary>
    /// <exception cref="RunInterruptedException"><paramref name="stop"/> was set.</exception>
    public Trial Continue(Plant? plant, CancellationToken stop)
    {
        var (checkpoints, records) = _begun ??= Begin(stop);
        var (own, log) = (new MemoryCheckpoints(), new MemoryLog());
        foreach (var name in _names.Where(checkpoints.Has))
        {
            using var kept = checkpoints.Open(name);
            own.Write(name, kept.CopyTo);
        }

        records.ToList().ForEach(log.Write);
        return Trial.Run(rows, recipe, plant, seed, machine, log, own, stop);
    }

    static readonly string[] _names = ["last", "best"];

    (MemoryCheckpoints Checkpoints, IReadOnlyList<RunRecord> Log) Begin(CancellationToken stop)
    {
        using var onset = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var log = new LogUntil(Trial.OnsetEvaluation * rows.EvaluationSteps, onset);
        var checkpoints = new MemoryCheckpoints();
        try
        {
            Trial.Run(rows, recipe, null, seed, machine, log, checkpoints, onset.Token);
        }
        catch (RunInterruptedException) when (!stop.IsCancellationRequested)
        {
            // at the onset, where the checkpoint was written
        }

        return (checkpoints, log.Read());
    }

    /// <summary>A log in memory that stops its run at an evaluation.</summary>
    sealed class LogUntil(long step, CancellationTokenSource stop) : IRunLog
    {
        readonly MemoryLog _log = new();

        public long Length => _log.Length;

        public void Write(RunRecord record)
        {
            _log.Write(record);
            if (record is EvaluationRecord evaluation && evaluation.Step == step)
            {
                stop.Cancel();
            }
        }

        public void Sync() => _log.Sync();

        public void CutAt(long length) => _log.CutAt(length);

        public IReadOnlyList<RunRecord> Read() => _log.Read();

        public void Dispose() => _log.Dispose();
    }
}
