namespace RankElastor.Experiments.Epochs;

/// <summary>What one epoch in a process of its own took.</summary>
/// <param name="Experiment">The experiment.</param>
/// <param name="Seconds">Training steps and waiting for batches; not preparation, evaluation or probes.</param>
/// <param name="SamplesPerSecond">Training rows per second of steps.</param>
/// <param name="PeakRssMb">Peak resident memory of the whole process in 10⁶ bytes, evaluation and probes too.</param>
/// <param name="Threads">Threads of a step.</param>
/// <param name="ProcessorSeconds">Processor time of the whole process; NaN where the system does not tell.</param>
/// <param name="WallSeconds">From its start to its end.</param>
/// <param name="Load">The system's load average over the minute before; NaN where it has none.</param>
public sealed record EpochCost(
    string Experiment, double Seconds, double SamplesPerSecond, double PeakRssMb, int Threads, double ProcessorSeconds,
    double WallSeconds, double Load)
{
    /// <summary>Processor time per second and thread: about 1 for a process that need not share.</summary>
    internal double Busy => ProcessorSeconds / WallSeconds / Threads;
}

/// <summary>One epoch of each experiment, in the order in which they were trained.</summary>
sealed record EpochRound(int Round, IReadOnlyList<EpochCost> Costs)
{
    public EpochCost Of(string experiment) => Costs.Single(cost => cost.Experiment == experiment);
}
