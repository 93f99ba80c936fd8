using RankElastor.Training.Loop;
using RankElastor.Training.Records;

namespace RankElastor.Tests.Training.Loop;

/// <summary>Three evaluations within one epoch, of which the second was the best.</summary>
public sealed class KeptReadingTests
{
    static readonly RunRecord[] _log =
    [
        Health(0, 0), Health(1, 10), Evaluation(10, true), Health(1, 20), Evaluation(20, true), Health(1, 30),
        Evaluation(30, false), Evaluation(30, true) with { Split = "test" },
    ];

    [Theory]
    [InlineData(true, 20)]
    [InlineData(false, 30)] // the last weights are kept
    public void TheVerdict_IsOfTheWeightsThatWereKept(bool bestOnly, long step) =>
        Assert.Equal(step, RunEnding.Kept(_log, bestOnly)!.Step);

    [Fact]
    public void WithoutProbes_NothingIsKept() =>
        Assert.Null(RunEnding.Kept([.. _log.OfType<EvaluationRecord>()], true));

    static HealthRecord Health(int epoch, long step) =>
        new(epoch, step, SubjectKind.Model, "model", [], 1, 0.5, new Dictionary<string, double>());

    static EvaluationRecord Evaluation(long step, bool improved) =>
        new("valid", 1, step, new Dictionary<string, double>(), 0.7, improved, 0.5, 1e-3, 1);
}
