using RankElastor.Experiments.Collapse;
using RankElastor.Experiments.Severity.Judging;
using RankElastor.Experiments.Severity.Runs;
using RankElastor.Training.Records;

namespace RankElastor.Tests.Experiments.Severity;

/// <summary>Logs of eight evaluations as a test wants them.</summary>
static class MadeRuns
{
    /// <summary>Dead units against dead-gate, on generated rows.</summary>
    public static Sweep DeadGate { get; } = Sweep.Of("dead-gate")[0];

    /// <summary>The DNN of that sweep.</summary>
    public static PlantedModel Dnn { get; } = DeadGate.Plant.Models.Single(at => at.Model == CollapseModel.Dnn);

    /// <summary>A run whose last AUC is given, with shares of dead units by evaluation (from 1).</summary>
    public static Trial Log(double auc, Func<int, double> dead, int evaluations = 8)
    {
        var records = new List<RunRecord>();
        for (var i = 0; i <= evaluations; i++)
        {
            var (epoch, step) = (i == 0 ? 0 : 1, 60L * i);
            records.Add(new HealthRecord(
                epoch, step, SubjectKind.Gate, Dnn.Subject, [256, 64], 256, 0.5,
                new Dictionary<string, double> { ["dead_share"] = dead(i) }));
            records.Add(new HealthRecord(
                epoch, step, SubjectKind.Model, "model", [], 256, 0.5,
                new Dictionary<string, double> { ["left_auc"] = 0.01 * i, ["left_auc_low"] = 0.05 }));
            if (i > 0)
            {
                records.Add(new EvaluationRecord(
                    "valid", epoch, step, new Dictionary<string, double> { ["AUC"] = auc, ["logloss"] = 0.4 }, auc,
                    false, 0.4, 0.003, 1));
            }
        }

        return new Trial(records, false, 1);
    }

    /// <summary>A key of that sweep's DNN.</summary>
    public static RunKey Key(double degree, int seed) =>
        new(RowsByName.Generated, Dnn.Model.Name, DeadGate.Plant.Name, degree, seed);

    /// <summary>A degree with what was measured, a seed per lost AUC.</summary>
    public static DegreeResult Degree(double degree, double quantity, int found, params double[] lost) => new(
        degree,
        [
            .. lost.Select((auc, i) => new Outcome(
                Key(degree, i), auc, quantity, i < found ? 2 : null, i == 0 ? ["contraction at embedding"] : [])),
        ]);
}
