using RankElastor.Experiments.Collapse;
using RankElastor.Experiments.Severity.Runs;

namespace RankElastor.Experiments.Severity.Judging;

/// <summary>One model of a sweep, degree by degree, the mildest first.</summary>
/// <param name="At">The model and the subject.</param>
/// <param name="Twins">The runs without a plant, against themselves: what the rule compares there, and finds.</param>
/// <param name="Degrees">The degrees.</param>
sealed record ModelCurve(PlantedModel At, DegreeResult Twins, IReadOnlyList<DegreeResult> Degrees)
{
    /// <summary>A loss of AUC that counts as harm.</summary>
    public const double Harm = 0.005;

    /// <summary>The mildest degree that costs <see cref="Harm"/> or more with an interval above 0.</summary>
    public DegreeResult? LeastHarmful =>
        Degrees.FirstOrDefault(degree => degree.AucLost.Mean >= Harm && degree.AucLost.Low > 0);

    /// <summary>The mildest degree that is found in at least nine runs of ten; null where none is.</summary>
    public DegreeResult? LeastFound => Degrees.FirstOrDefault(degree => degree.IsFound);

    /// <summary>The costliest degree that is not; null where all are.</summary>
    public DegreeResult? WorstMissed => Degrees.Where(degree => !degree.IsFound)
        .OrderByDescending(degree => degree.AucLost.Mean).FirstOrDefault();
}

/// <summary>A sweep with what was measured.</summary>
sealed record SweepResult(Sweep Sweep, IReadOnlyList<ModelCurve> Curves);
