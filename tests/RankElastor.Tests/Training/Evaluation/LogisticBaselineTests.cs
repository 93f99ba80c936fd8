using RankElastor.Numerics.Metrics;
using RankElastor.Training.Evaluation;

namespace RankElastor.Tests.Training.Evaluation;

public sealed class LogisticBaselineTests
{
    /// <summary>The planted logit is linear in user, item and price: nothing can rank the rows better.</summary>
    [Fact]
    public void LinearData_IsLearntNearlyAsWellAsItsTruth()
    {
        var test = TinyData.Rows(4000, 3);
        var truth = new float[test.Rows];
        for (var row = 0; row < test.Rows; row++)
        {
            var (user, item) = (test.Ids[row * test.Layout.IdColumns], test.Ids[row * test.Layout.IdColumns + 1]);
            truth[row] = (float)((user % 3 - 1) * 1.5 + (item % 2 - 0.5) + 0.7 * test.Numbers[row]);
        }

        var possible = Auc.Of(truth, test.Labels.AsSpan(0, test.Rows));
        var found = LogisticBaseline.Train(Source(8000, 1), Source(2000, 2), 0, long.MaxValue)!
            .Measure(new MemorySource(test, 64, 5));
        Assert.InRange(found["AUC"], possible - 0.01, possible + 0.005);
        Assert.InRange(found["logloss"], 0.3, 0.69);
    }

    [Fact]
    public void SameRows_GiveTheSameBits()
    {
        var first = LogisticBaseline.Train(Source(500, 1), Source(200, 2), 3, 2000)!;
        var second = LogisticBaseline.Train(Source(500, 1), Source(200, 2), 3, 2000)!;
        Assert.Equal(first.Measure(Source(200, 2)), second.Measure(Source(200, 2)));
    }

    [Theory]
    [InlineData(120, 120)]
    [InlineData(500, 500)]
    [InlineData(777, 777)]
    public void Rows_AreBounded(long most, long rows) =>
        Assert.Equal(rows, LogisticBaseline.Train(Source(500, 1), Source(200, 2), 0, most)!.Rows);

    [Fact]
    public void Passes_AreBounded_AndEndWhereNothingImproves()
    {
        var model = LogisticBaseline.Train(Source(300, 1), Source(200, 2), 0, long.MaxValue)!;
        Assert.InRange(model.Passes, 3, LogisticBaseline.MostPasses);
        Assert.Equal(300L * model.Passes, model.Rows);
    }

    /// <summary>Milliseconds since 1970 beside numbers of size 1.</summary>
    [Fact]
    public void NumbersOfAnyScale_AreStandardised()
    {
        var (train, valid) = (TinyData.Rows(4000, 1), TinyData.Rows(1000, 2));
        var plain = Auc(train, valid);
        foreach (var rows in new[] { train, valid })
        {
            for (var row = 0; row < rows.Rows; row++)
            {
                rows.Numbers[row] = 1.6e12f + 1e9f * rows.Numbers[row];
            }
        }

        Assert.InRange(Auc(train, valid), plain - 0.01, plain + 0.01);

        static double Auc(RankElastor.Data.Rows.Batch train, RankElastor.Data.Rows.Batch valid)
        {
            var source = new MemorySource(valid, 64, 5);
            return LogisticBaseline.Train(new MemorySource(train, 64, 5), source, 0, long.MaxValue)!
                .Measure(source)["AUC"];
        }
    }

    /// <summary>A larger model has earned a longer baseline; a small one gets what takes milliseconds.</summary>
    [Fact]
    public void Allowance_FollowsTheWorkOfTraining()
    {
        using var model = new TinyModel(TinyModel.Fields, 1);
        var (train, valid) = (Source(100_000, 1), Source(1000, 2));
        var few = LogisticBaseline.Allowance(model, 10, train, valid);
        var many = LogisticBaseline.Allowance(model, 100_000, train, valid);
        Assert.InRange(few, 100_000, 400_000); // two million values of six columns
        Assert.True(many > few);
        Assert.True(many <= 20L * 100_000);
    }

    static MemorySource Source(int rows, ulong seed) => new(TinyData.Rows(rows, seed), 64, 5);
}
