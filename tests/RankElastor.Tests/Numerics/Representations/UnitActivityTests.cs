using RankElastor.Numerics.Representations;

namespace RankElastor.Tests.Numerics.Representations;

public sealed class UnitActivityTests
{
    [Fact]
    public void Of_TellsDeadPinnedAndLivingUnitsApart()
    {
        const int rows = 50;
        var values = Drawn.Normal(rows * 4, 1);
        for (var i = 0; i < rows; i++)
        {
            values[i * 4] = 1e-8f * (i % 2); // dead
            values[i * 4 + 1] = 1 + 1e-5f * i; // pinned
        }

        var activity = UnitActivity.Of(values, rows);
        Assert.Equal((0.25, 0.25), (activity.DeadShare, activity.SaturatedShare));
        Assert.Equal(Math.Sqrt(values.Average(x => (double)x * x)), activity.Rms, 1e-12);
    }

    [Fact]
    public void Of_ALivingLayer_HasNeither_HoweverSmallItsValues()
    {
        var values = Array.ConvertAll(Drawn.Normal(64 * 30, 2, mean: 3), x => x * 1e-7f);
        var activity = UnitActivity.Of(values, 64);
        Assert.Equal((0, 0), (activity.DeadShare, activity.SaturatedShare));
    }

    [Fact]
    public void Of_AUnitThatWakesOnOneRow_IsNotDead()
    {
        var values = new float[100 * 2];
        values[^1] = 1;
        Assert.Equal((0.5, 0), (UnitActivity.Of(values, 100).DeadShare, UnitActivity.Of(values, 100).SaturatedShare));
    }

    [Fact]
    public void Of_ALayerOfZeros_IsDead_AndOneRowCannotShowAPin()
    {
        Assert.Equal(new UnitActivity(1, 0, 0), UnitActivity.Of(new float[6], 2));
        Assert.Equal(double.NaN, UnitActivity.Of([1, 2], 1).SaturatedShare);
        Assert.Throws<ArgumentException>(() => UnitActivity.Of([1, 2, 3], 2));
    }

    [Fact]
    public void LayerOfGelusThatAreAllShut_IsDead()
    {
        float[] values = [.. Enumerable.Range(0, 64).Select(i => -6e-9f * (1 + i % 7 / 10f) * (i % 2))];
        Assert.Equal(1, UnitActivity.Of(values, 8).DeadShare);
    }
}
