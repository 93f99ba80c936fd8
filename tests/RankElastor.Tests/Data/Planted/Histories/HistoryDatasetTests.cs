using RankElastor.Data.Planted;
using RankElastor.Data.Planted.Histories;

namespace RankElastor.Tests.Data.Planted.Histories;

public sealed class HistoryDatasetTests
{
    static readonly HistoryOptions _small = new()
    {
        Items = 6,
        Topics = 3,
        Contexts = 2,
        MeanLength = 3,
        MaxLength = 4,
        TrainRows = 200_000,
        TestRows = 40_000,
        Persistence = 0.8,
    };

    /// <summary>
    /// Among rows of one context, one topic shown and one history of topics, the share of clicks is what the exact
    /// probability says: by counting, without the filter's formulas.
    /// </summary>
    [Fact]
    public void Best_IsTheShareOfClicks_AmongRowsThatLookAlike()
    {
        var data = new HistoryDataset(_small);
        var rows = Enumerable.Range(0, 200_000).Select(row => data.Row(PlantedSplit.Train, row));
        var groups = rows.GroupBy(row =>
            $"{string.Join(" ", row.Contexts)} {data.TopicOf(row.Item)} "
                + string.Join(",", row.History.Select(data.TopicOf)));
        var (checkedRows, worst) = (0, 0.0);
        foreach (var group in groups.Select(group => group.ToList()).Where(group => group.Count > 400))
        {
            var (best, share) = (data.Best(group[0]), group.Average(row => row.Clicked ? 1.0 : 0));
            worst = Math.Max(worst, Math.Abs(share - best) / Math.Sqrt(best * (1 - best) / group.Count));
            checkedRows += group.Count;
        }

        Assert.True(checkedRows > 50_000, $"only {checkedRows} rows");
        Assert.InRange(worst, 0, 4.2);
    }

    /// <summary>Without interest a row's logit is the context's, a sum of two parts of deviation 1 / √2 each.</summary>
    [Fact]
    public void SeveralFieldsOfTheContext_ShareItsPart()
    {
        var law = _small with { ContextFields = 2, Contexts = 50, ContextScale = 1, Interest = 0 };
        var data = new HistoryDataset(law);
        var rows = Enumerable.Range(0, 50_000).Select(row => data.Row(PlantedSplit.Train, row)).ToList();
        Assert.All(rows, row => Assert.Equal(2, row.Contexts.Length));
        var logits = rows.GroupBy(row => row.Contexts[0])
            .Select(group => group.Average(row => Math.Log(data.Best(row) / (1 - data.Best(row))))).ToList();
        Assert.Equal(50, logits.Count);
        Assert.InRange(Deviation(logits), 0.5, 0.9);

        static double Deviation(List<double> values) =>
            Math.Sqrt(values.Sum(value => Math.Pow(value - values.Average(), 2)) / (values.Count - 1));
    }

    [Fact]
    public void Rows_AreAFunctionOfSeedSplitAndNumber()
    {
        var (data, same) = (new HistoryDataset(_small), new HistoryDataset(_small));
        Assert.Equal(data.Row(PlantedSplit.Test, 7).History, same.Row(PlantedSplit.Test, 7).History);
        var rows = Enumerable.Range(0, 3000).Select(row => data.Row(PlantedSplit.Valid, row)).ToList();
        Assert.InRange(rows.Max(row => row.History.Length), 4, 4);
        Assert.Contains(rows, row => row.History.Length == 0);
        Assert.All(rows, row => Assert.InRange(row.Item, 0, 5));
    }

    [Fact]
    public void Truth_OrdersHistoryBeforeNone()
    {
        var truth = new HistoryDataset(_small).Truth(PlantedSplit.Test);
        Assert.True(truth.BayesAuc > truth.BlindAuc + 0.05, $"{truth}");
        Assert.InRange(truth.BlindAuc, 0.5, 0.65);
    }
}
