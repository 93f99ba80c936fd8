using RankElastor.Data.Datasets;
using RankElastor.Experiments.Searches;
using RankElastor.Tests.FrontDoor.Tuning;
using RankElastor.Training.Options;
using RankElastor.Training.Records;

namespace RankElastor.Tests.Experiments.Searches;

/// <summary>How a budget is spent, with trainings that end as a function says.</summary>
public sealed class SearchPlanTests
{
    public static TheoryData<SearchMethod, int, int> Cases
    {
        get
        {
            var cases = new TheoryData<SearchMethod, int, int>();
            foreach (var method in (SearchMethod[])[SearchMethod.Random, SearchMethod.Halving, SearchMethod.Tpe])
            {
                foreach (var budget in (int[])[1, 2, 7, 63, 100])
                {
                    foreach (var first in (int[])[1, 3])
                    {
                        cases.Add(method, budget, first);
                    }
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Budget_IsNeverExceeded_AndLeavesLessThanAFirstRound(SearchMethod method, int budget, int first)
    {
        var entries = Spent(Options(method, budget, first), most: 20, stopsAt: number => number % 3 == 0 ? 5 : 20);
        var spent = entries.Sum(entry => entry.Spent);
        Assert.InRange(spent, budget - first + 1, budget);
        foreach (var point in entries.GroupBy(entry => entry.Number))
        {
            Assert.Equal(point.Last().Result!.Epochs, point.Sum(entry => entry.Spent));
            Assert.InRange(point.First().Limit, first, 20);
        }
    }

    [Fact]
    public void LastTraining_IsClipped()
    {
        var entries = Spent(Options(SearchMethod.Random, 50, 1), most: 20, stopsAt: _ => 20);
        Assert.Equal([20, 20, 10], entries.Select(entry => entry.Limit));
    }

    [Fact]
    public void AStoppedTraining_LeavesItsEpochsToOthers()
    {
        var entries = Spent(Options(SearchMethod.Random, 50, 1), most: 20, stopsAt: _ => 7);
        Assert.Equal([7, 7, 7, 7, 7, 7, 7, 1], entries.Select(entry => entry.Spent));
    }

    [Fact]
    public void Halving_GoesOnFromWhereItPaused()
    {
        var entries = Spent(Options(SearchMethod.Halving, 63, 3), most: 100, stopsAt: _ => 100);
        Assert.Equal(13, entries.Count);
        Assert.Equal([3, 6, 18], entries.Select(entry => entry.Spent).Distinct());
        Assert.Equal(27, entries[^1].Result!.Epochs);
        Assert.Equal(63, entries.Sum(entry => entry.Spent));
    }

    [Fact]
    public void AnotherBudget_BeginsWithTheSamePoints()
    {
        foreach (var method in (SearchMethod[])[SearchMethod.Random, SearchMethod.Tpe])
        {
            var (small, large) = (
                Spent(Options(method, 60, 1), 20, _ => 8), Spent(Options(method, 120, 1), 20, _ => 8));
            Assert.Equal(
                small.SkipLast(1).Select(entry => entry.Id), large.Take(small.Count - 1).Select(entry => entry.Id));
        }
    }

    [Fact]
    public void Base_IsTheFirstPoint_OfEveryMethod()
    {
        foreach (var method in (SearchMethod[])[SearchMethod.Random, SearchMethod.Halving, SearchMethod.Tpe])
        {
            var entries = Spent(Options(method, 60, 2) with { StartsAtBase = true }, 20, _ => 20);
            Assert.Equal([0.2, 1e-3, 3L, "gelu"], entries[0].Values);
        }
    }

    [Fact]
    public void WhatASearchSees_HasNoTestMetrics() => Assert.DoesNotContain(
        typeof(RankElastor.Tuning.TriedPoint).GetProperties(),
        property => property.PropertyType == typeof(ResultRecord)
            || property.Name.Contains("Test", StringComparison.Ordinal));

    static SearchOptions Options(SearchMethod method, int budget, int first) => new()
    {
        Method = method,
        Epochs = budget,
        FirstEpochs = first,
        RandomPoints = 3,
    };

    static List<SearchEntry> Spent(SearchOptions options, int most, Func<int, int> stopsAt)
    {
        var training = new TrainingOptions { Epochs = most };
        var plan = new SearchPlan(options, Objective.Mixed, [0.2, 1e-3, 3L, "gelu"], training);
        List<SearchEntry> entries = [];
        while (plan.Next(entries) is { } step)
        {
            var epochs = Math.Max(step.Before, Math.Min(step.Limit, stopsAt(step.Number)));
            entries.Add(new SearchEntry
            {
                Number = step.Number,
                Id = string.Join(' ', step.Values),
                Rung = step.Rung,
                Limit = step.Limit,
                Spent = epochs - step.Before,
                Seconds = 0,
                Values = step.Values,
                Result = Result(epochs, Objective.Smooth(step.Values)),
            });
        }

        return entries;
    }

    static ResultRecord Result(int epochs, double auc) => new()
    {
        Run = "",
        Model = "",
        Experiment = "",
        Dataset = "",
        Seed = 1,
        Epochs = epochs,
        BestEpoch = epochs,
        Valid = new Dictionary<string, double> { ["AUC"] = auc },
        Test = new Dictionary<string, double>(),
        Parameters = new Dictionary<string, long>(),
        SamplesPerSecond = 0,
        Seconds = 0,
        Costs = new Dictionary<string, double>(),
        PeakRssMb = 0,
        EmbeddingUpdate = "exact",
        Spectra = new Dictionary<string, IReadOnlyDictionary<string, double>>(),
    };
}
