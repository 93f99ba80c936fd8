using RankElastor.Numerics.Metrics;
using RankElastor.Numerics.Randomness;

namespace RankElastor.Tests.Numerics.Metrics;

/// <summary>Rows of four fields of 8 values; logit = effect of field 0 + interaction of fields 1 and 2.</summary>
public sealed class ResidualCrossesTests
{
    const int Fields = 4, Values = 8, Rows = 20_000;
    static readonly double[] _effects = Draw(Values, 7), _pairs = Draw(Values * Values, 8);

    [Fact]
    public void PredictionsThatAreRight_LeaveNothing()
    {
        var gain = Of(Drawn(1, (main, pair) => main + pair));
        Assert.InRange(gain.Auc, -2e-3, 1e-3);
        Assert.InRange(gain.Logloss, -1e-3, 1e-3);
    }

    [Fact]
    public void AnInteractionThatIsMissing_IsFound_AtWhatItCosts_AndNamed()
    {
        var rows = Drawn(2, (main, _) => main);
        var full = Drawn(2, (main, pair) => main + pair); // the same rows with the right logits
        var lost = Auc.Of(full.Logits, full.Labels) - Auc.Of(rows.Logits, rows.Labels);
        var gain = Of(rows);
        Assert.InRange(lost, 0.05, 0.3);
        Assert.InRange(gain.Auc, 0.85 * lost, 1.02 * lost);
        Assert.InRange(gain.Error, 1e-4, 0.01);
        Assert.Equal([1, 2], Enumerable.Range(0, Fields).OrderByDescending(i => gain.ByField[i]).Take(2).Order());
        Assert.InRange(gain.ByField[1], 0.9 * gain.Logloss, 1.1 * gain.Logloss);
        Assert.InRange(Math.Abs(gain.ByField[3]), 0, 0.05 * gain.Logloss);
    }

    [Fact]
    public void FurtherRows_HelpToFindSmallEffects()
    {
        var few = Drawn(3, (main, pair) => main + 0.7 * pair, 2_000);
        var help = Drawn(4, (main, pair) => main + 0.7 * pair, 60_000);
        Assert.True(Of(few, help).Auc > Of(few).Auc + 0.002);
    }

    [Fact]
    public void AModelThatIsOnlyMiscalibrated_LeavesNothing() =>
        Assert.InRange(Of(Drawn(5, (main, pair) => 3 * (main + pair) - 1)).Auc, -2e-3, 1e-3);

    [Theory]
    [InlineData(1e-4)] // predictions that hardly differ, as a model's are that has just begun
    [InlineData(40)]
    [InlineData(-1)] // and the wrong way round
    public void PredictionsOfAnyScale_AreJudged(double scale)
    {
        var gain = Of(Drawn(9, (main, _) => scale * main));
        Assert.InRange(gain.Auc, 0.03, 0.7);
        Assert.InRange(gain.Logloss, 0.02, 1);
    }

    [Fact]
    public void ManyValues_ShareCells()
    {
        var rows = Drawn(6, (main, _) => main);
        for (var i = 0; i < Rows; i++)
        {
            rows.Codes[3 * rows.Capacity + i] = i; // a field that never repeats
        }

        var gain = new ResidualCrosses([Values, Values, Values, Rows]).Of(rows);
        Assert.True(gain.Auc > 0.05);
    }

    [Fact]
    public void OneClass_IsUndefined_AndANaN_IsRefused()
    {
        var rows = Drawn(7, (main, _) => main, 50);
        rows.Labels.AsSpan().Clear();
        Assert.True(double.IsNaN(Of(rows).Auc));
        rows.Logits[3] = float.NaN;
        Assert.Throws<ArgumentException>(() => Of(rows));
    }

    static ResidualGain Of(CodedRows rows, CodedRows? further = null) =>
        new ResidualCrosses([Values, Values, Values, Values]).Of(rows, further);

    static double[] Draw(int count, ulong seed)
    {
        var random = new SeededRandom(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextNormal())];
    }

    static CodedRows Drawn(ulong seed, Func<double, double, double> logit, int count = Rows)
    {
        var random = new SeededRandom(seed);
        var rows = new CodedRows(Fields, count) { Count = count };
        for (var i = 0; i < count; i++)
        {
            for (var field = 0; field < Fields; field++)
            {
                rows.Codes[field * count + i] = random.NextInt(Values);
            }

            int Code(int field) => rows.Codes[field * count + i];
            var (main, pair) = (_effects[Code(0)], _pairs[Code(1) * Values + Code(2)]);
            rows.Labels[i] = random.NextDouble() < 1 / (1 + Math.Exp(-main - pair)) ? 1 : 0;
            rows.Logits[i] = (float)logit(main, pair);
        }

        return rows;
    }
}
