using RankElastor.Training.Probes.Measures;

namespace RankElastor.Training.Regression;

/// <summary>
/// How far a run may fall behind its baseline. Null stands for a limit's default. A limit that is given must be
/// comparable; a default is left out with a note where the runs did not record what it needs.
/// </summary>
public sealed record RegressionLimits
{
    /// <summary>The default of <see cref="MinAucDelta"/>.</summary>
    public const double AucDelta = -0.001;

    /// <summary>The default of <see cref="MaxLoglossDelta"/>.</summary>
    public const double LoglossDelta = 0.001;

    /// <summary>The default of <see cref="MinRankRatio"/>.</summary>
    public const double RankRatio = 0.8;

    /// <summary>The default of <see cref="RankMeasure"/>.</summary>
    public static string RankVariant => SpectrumMeasures.EntropyRankEv;

    /// <summary>The default of <see cref="MaxCalibrationDelta"/>.</summary>
    public const double CalibrationDelta = 0.02;

    /// <summary>The default of <see cref="MaxEceDelta"/>.</summary>
    public const double EceDelta = 0.01;

    /// <summary>The least AUC of the run minus that of the baseline.</summary>
    public double? MinAucDelta { get; init; }

    /// <summary>The largest logloss of the run minus that of the baseline.</summary>
    public double? MaxLoglossDelta { get; init; }

    /// <summary>The least rank of the run over that of the baseline.</summary>
    public double? MinRankRatio { get; init; }

    /// <summary>A measure (at every common site), or the address of one, <c>stable_rank/block1/ffn</c>.</summary>
    public string? RankMeasure { get; init; }

    /// <summary>How much further from 1 predicted over observed clicks may be than the baseline's.</summary>
    public double? MaxCalibrationDelta { get; init; }

    /// <summary>How far from 1 it may be in any case; replaces <see cref="MaxCalibrationDelta"/>.</summary>
    public double? MaxCalibrationError { get; init; }

    /// <summary>
    /// The largest expected calibration error of the run minus that of the baseline, or minus what calibrated
    /// predictions of the run would have (<c>ECE_null</c>) where that is more.
    /// </summary>
    public double? MaxEceDelta { get; init; }

    /// <summary>Compare runs of different data too.</summary>
    public bool AnyData { get; init; }
}
