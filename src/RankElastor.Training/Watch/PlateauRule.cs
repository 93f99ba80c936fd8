using RankElastor.Data.Files;
using RankElastor.Training.Options;
using RankElastor.Training.State;

namespace RankElastor.Training.Watch;

/// <summary>
/// FuxiCTR's schedule: at an evaluation without improvement the rate falls, and when patience runs out the run stops.
/// </summary>
sealed class PlateauRule(TrainingOptions options, FuxiCtrLines lines)
{
    const double Factor = 0.1, LeastRate = 1e-6;

    /// <summary>The rate after one that no longer helps.</summary>
    public static double Reduce(double rate) => Math.Max(rate * Factor, LeastRate);

    /// <summary>Whether the monitored value is the best so far; if it is not, rate and patience shrink.</summary>
    /// <exception cref="InputException">The value is not a number.</exception>
    public bool Improves(TrainingState state, double monitor, IReadOnlyDictionary<string, double> metrics)
    {
        if (!double.IsFinite(monitor))
        {
            var culprit = metrics.First(metric => !double.IsFinite(metric.Value)).Key;
            throw new InputException(
                $"validation split: {culprit} is undefined (one class only?), so it cannot be monitored");
        }

        if (options.Monitor.Improves(monitor, state.Best))
        {
            state.Best = monitor;
            state.Stopping = 0;
            lines.Improved(options.Monitor.Mode, monitor);
            return true;
        }

        state.Stopping++;
        lines.NotImproved(options.Monitor.Mode, monitor);
        if (options.ReduceLearningRateOnPlateau)
        {
            state.LearningRate = Reduce(state.LearningRate);
            lines.RateReduced(state.LearningRate);
        }

        if (state.Stopping >= options.EarlyStopPatience)
        {
            state.Stopped = true;
            lines.StoppedEarly(state);
        }

        return false;
    }
}
