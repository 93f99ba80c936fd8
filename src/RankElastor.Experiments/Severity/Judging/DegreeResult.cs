using RankElastor.Numerics.Statistics;

namespace RankElastor.Experiments.Severity.Judging;

/// <summary>All seeds of one degree of a plant.</summary>
sealed record DegreeResult(double Degree, IReadOnlyList<Outcome> Outcomes)
{
    /// <summary>AUC of the twin less that of the planted run at the last evaluation: above 0 the plant costs.</summary>
    public Interval AucLost => Interval.OfMean(Outcomes.Select(outcome => outcome.AucLost));

    /// <summary>Median over seeds of what the rule compares, at the last evaluation.</summary>
    public double Quantity => Median(Outcomes.Select(outcome => outcome.Quantity));

    /// <summary>Runs in which the rule was up at its subject after the onset, or is part of the verdict.</summary>
    public Proportion Found => Proportion.Of([.. Outcomes], outcome => outcome.Delay is not null || outcome.InVerdict);

    /// <summary>Runs in which it was up while they trained.</summary>
    public Proportion Running => Proportion.Of([.. Outcomes], outcome => outcome.Delay is not null);

    /// <summary>Whether it was found in nine runs of ten, or more.</summary>
    public bool IsFound => Outcomes.Count > 0 && Found.Hits >= 0.9 * Found.Count;

    /// <summary>Median evaluations from the onset to the alarm, of runs that have one; NaN without.</summary>
    public double Delay => Median(Outcomes.Select(outcome => (double?)outcome.Delay ?? double.NaN));

    static double Median(IEnumerable<double> values)
    {
        var finite = values.Where(value => !double.IsNaN(value)).Order().ToList();
        return finite.Count == 0 ? double.NaN : (finite[(finite.Count - 1) / 2] + finite[finite.Count / 2]) / 2;
    }
}
