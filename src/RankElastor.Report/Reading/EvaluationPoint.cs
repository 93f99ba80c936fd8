using RankElastor.Training.Records;

namespace RankElastor.Report.Reading;

/// <summary>An evaluation and where it lies on an axis of epochs: the end of epoch 3 is 3, the middle of it 2.5.</summary>
sealed record EvaluationPoint(double Position, EvaluationRecord Record);
