namespace RankElastor.Training.Optimisation;

/// <summary>
/// What one update saw: the gradient's global norm before clipping, and the penalty of the weights before the update. With lazy
/// embedding updates both count only the table rows of the batch.
/// </summary>
public readonly record struct StepReport(double GradientNorm, double Regularisation);
