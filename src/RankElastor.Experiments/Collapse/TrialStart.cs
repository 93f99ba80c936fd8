using RankElastor.Experiments.Collapse.Rows;
using RankElastor.Numerics.Threads;
using RankElastor.Training.Records;
using RankElastor.Training.State;

namespace RankElastor.Experiments.Collapse;

/// <summary>
/// A run up to an evaluation, trained once: its twin and every planted run of the same model, rows and seed go on from
/// there, to the same bits as if each had been trained from the start.
/// </summary>
sealed class TrialStart
{
    static readonly string[] _names = ["last", "best"];

    readonly TrialRows _rows;
    readonly CollapseModel _recipe;
    readonly int _seed, _until;
    readonly Machine _machine;
    readonly TrialStart? _before;
    readonly Plant? _plant;

    (MemoryCheckpoints Checkpoints, IReadOnlyList<RunRecord> Log)? _begun;

    /// <summary>Up to the evaluation at which plants set in, without any.</summary>
    public TrialStart(TrialRows rows, CollapseModel recipe, int seed, Machine machine)
        : this(rows, recipe, seed, machine, Trial.OnsetEvaluation, null, null) { }

    TrialStart(
        TrialRows rows, CollapseModel recipe, int seed, Machine machine, int until, TrialStart? before, Plant? plant) =>
        (_rows, _recipe, _seed, _machine, _until, _before, _plant) =
        (rows, recipe, seed, machine, until, before, plant);

    /// <summary>
    /// From here up to a later evaluation with a plant, or without one; what goes on from there is not planted any
    /// more, unless it is again.
    /// </summary>
    public TrialStart Then(Plant? plant, int until) =>
        new(_rows, _recipe, _seed, _machine, until, this, plant);

    /// <summary>Goes on to the end with a plant, or without one for the twin, and with what is made another.</summary>
    /// <exception cref="RunInterruptedException"><paramref name="stop"/> was set.</exception>
    public Trial Continue(Plant? plant, CancellationToken stop, TrialChange? change = null)
    {
        var log = new MemoryLog();
        var own = Copy(log, stop);
        return Trial.Run(_rows, _recipe, plant, _seed, _machine, log, own, stop, change);
    }

    MemoryCheckpoints Copy(IRunLog log, CancellationToken stop)
    {
        var (checkpoints, records) = _begun ??= Begin(stop);
        var own = new MemoryCheckpoints();
        foreach (var name in _names.Where(checkpoints.Has))
        {
            using var kept = checkpoints.Open(name);
            own.Write(name, kept.CopyTo);
        }

        records.ToList().ForEach(log.Write);
        return own;
    }

    (MemoryCheckpoints Checkpoints, IReadOnlyList<RunRecord> Log) Begin(CancellationToken stop)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var log = new LogUntil(_until * _rows.EvaluationSteps, end);
        var checkpoints = _before?.Copy(log, stop) ?? new MemoryCheckpoints();
        try
        {
            Trial.Run(_rows, _recipe, _plant, _seed, _machine, log, checkpoints, end.Token);
        }
        catch (RunInterruptedException) when (!stop.IsCancellationRequested)
        {
            // at the evaluation, where the checkpoint was written
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
