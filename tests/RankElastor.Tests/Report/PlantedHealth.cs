using RankElastor.Training.Records;

namespace RankElastor.Tests.Report;

/// <summary>
/// Health records and alarms of a run that never was: gate 2 dies, the field <c>country</c> collapses, a small weight
/// refuses its spectrum's fit.
/// </summary>
static class PlantedHealth
{
    public static void Write(RunLog log, int epoch, double validLoss)
    {
        HealthRecord Record(
            SubjectKind kind, string subject, int[] shape, int sample, params (string, double)[] measures) =>
            new(
                epoch, epoch * 100, kind, subject, shape, sample, validLoss,
                measures.ToDictionary(measure => measure.Item1, measure => measure.Item2));
        log.Write(Record(SubjectKind.Table, "item", [4096, 16], 120_000, (
            "entropy_rank_ev", 14 - 0.2 * epoch), ("attainable_rank", 16),
            ("entropy_rank_ev_head", 9), ("rows_head", 40), ("entropy_rank_ev_tail", 15), ("rows_tail", 4000)));
        log.Write(Record(
            SubjectKind.Table, "country", [240, 16], 240, ("entropy_rank_ev", 12 - 1.4 * epoch),
            ("attainable_rank", 16)));
        log.Write(Record(SubjectKind.Table, "gender", [2, 16], 2, ("entropy_rank_ev", 1.9)));
        log.Write(Record(
            SubjectKind.Gate, "block1/ffn/gate1", [2048, 64], 256, ("dead_share", 0.01), ("saturated_share", 0.02),
            ("rms", 0.4)));
        log.Write(Record(
            SubjectKind.Gate, "block2/ffn/gate1", [2048, 64], 256, ("dead_share", Math.Min(0.9, 0.15 * epoch)),
            ("saturated_share", 0.0), ("rms", 0.2)));
        log.Write(Record(SubjectKind.Attention, "attention", [256, 4, 8, 8], 256, ("entropy", 0.7)));
        log.Write(Record(
            SubjectKind.Batch, "block1/ffn", [256, 512], 256, ("entropy_rank_ev", 40 - epoch), ("mean_energy", 0.3),
            ("stable_rank", 9)));
        log.Write(
            Record(SubjectKind.Tokens, "block1/ffn", [8, 64], 256, ("residual_share", 0.8), ("mean_cosine", 0.2)));
        log.Write(Record(
            SubjectKind.Weight, "blocks.0.ffn.weight", [64, 16], 0, ("stable_rank", 7.5), ("log_norm", 1.2)) with
        {
            Refused = new Dictionary<string, string> { ["alpha"] = "16 eigenvalues, fewer than 50" },
        });
    }

    public static AlarmRecord DeadGate(int epoch, string state = AlarmRecord.Raised, string action = "reduce_lr") =>
        new(epoch, epoch * 100, RuleName.DeadGate, state, AlarmRecord.Warning, "block2/ffn/gate1",
            "gate/dead_share/block2/ffn/gate1", 0.9, 0.8, Cause.DeadGates,
            "90 % of the units of block2/ffn/gate1 gave zero for every row that was looked at.",
            ["a smaller learning_rate", "a gate that does not die"], action, 0.45);

    public static AlarmRecord LowCardinality { get; } = new(0, 0, RuleName.LowCardinality, AlarmRecord.Raised,
        AlarmRecord.Note, "gender", "table/attainable_rank/gender", 2, 16,
        Cause.Cardinality, "gender has 2 values, fewer than its vectors have directions.", [], "log", 0.69);
}
