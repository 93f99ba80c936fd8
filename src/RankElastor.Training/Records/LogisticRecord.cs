namespace RankElastor.Training.Records;

/// <summary>A logistic regression on a run's rows, trained in a small share of its time to hold it against.</summary>
/// <param name="Valid">AUC and log loss of the validation split.</param>
/// <param name="Test">The same of the test split; empty without one.</param>
/// <param name="Passes">Passes over the training rows, the last one perhaps not whole.</param>
/// <param name="Rows">Rows that it learnt from, each as often as it was seen.</param>
/// <param name="Seconds">What it took.</param>
public sealed record LogisticRecord(
    IReadOnlyDictionary<string, double> Valid, IReadOnlyDictionary<string, double> Test, int Passes, long Rows,
    double Seconds);
