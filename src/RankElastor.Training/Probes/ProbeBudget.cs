using RankElastor.Training.State;

namespace RankElastor.Training.Probes;

/// <summary>
/// Holds probes' seconds under a share of training's: those of the training pass see fewer rows, or wait, and weight
/// spectra are left out. The reading beside an evaluation happens in any case and counts as spent.
/// </summary>
sealed class ProbeBudget(double share)
{
    const int FirstRows = 16, LeastRows = 8;
    double _seconds;
    long _rows;

    /// <summary>The most rows of a step's batch that a probe may look at now; 0 for none at all.</summary>
    public int Rows(TrainingState state)
    {
        if (double.IsPositiveInfinity(share))
        {
            return int.MaxValue;
        }

        var rows = _rows == 0 ? FirstRows : Left(state) * _rows / Math.Max(_seconds, 1e-12);
        return rows < LeastRows || Left(state) <= 0 ? 0 : (int)Math.Min(rows, int.MaxValue);
    }

    /// <summary>Books what a probe of a training pass took, to know what a row costs.</summary>
    public void Spent(int rows, double seconds)
    {
        _rows += rows;
        _seconds += rows > 0 ? seconds : 0;
    }

    /// <summary>Whether something that will take so many seconds still fits.</summary>
    public bool Allows(TrainingState state, double seconds) =>
        double.IsPositiveInfinity(share) || seconds < Left(state);

    double Left(TrainingState state) =>
        share * state.Costs.GetValueOrDefault("train") - state.Costs.GetValueOrDefault("probe");
}
