using RankElastor.Data.Schemas;
using RankElastor.Training.State;

namespace RankElastor.Experiments.Collapse.Rows;

/// <summary>The rows of one training run, and how often it stops to look at itself.</summary>
/// <param name="Schema">The fields.</param>
/// <param name="Train">Rows to train on.</param>
/// <param name="Valid">Rows to evaluate and probe.</param>
/// <param name="Epochs">Passes over them.</param>
/// <param name="EvaluationSteps">Steps between evaluations.</param>
sealed record TrialRows(
    Schema Schema, IBatchSource Train, IBatchSource Valid, int Epochs, int EvaluationSteps);
