using RankElastor.Training.Records;

namespace RankElastor.Report.Reading;

/// <summary>An evaluation and its position on an axis of epochs: the end of epoch 3 is 3, its middle 2.5.</summary>
sealed record EvaluationPoint(double Position, EvaluationRecord Record);
