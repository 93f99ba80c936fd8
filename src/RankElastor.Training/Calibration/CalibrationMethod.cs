namespace RankElastor.Training.Calibration;

/// <summary>How the probabilities of a trained model are recalibrated.</summary>
public enum CalibrationMethod
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>By <see cref="Numerics.Calibration.PlattMap"/>: two parameters.</summary>
    Platt,

    /// <summary>By <see cref="Numerics.Calibration.IsotonicMap"/>: any curve that does not fall.</summary>
    Isotonic,
}
