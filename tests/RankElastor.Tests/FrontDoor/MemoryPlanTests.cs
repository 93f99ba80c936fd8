using RankElastor.Data.Files;

namespace RankElastor.Tests.FrontDoor;

public sealed class MemoryPlanTests
{
    static readonly MemoryPlan _small = new() { Tables = 1e9, Dense = 2e9, Batch = 3e9, Data = 4e9 };

    [Fact]
    public void WhatFits_IsLetThrough() => _small.Check("c", 10e9);

    [Theory]
    [InlineData("embedding_dim", 50e9, 0, 0, 0)]
    [InlineData("hidden_units", 0, 50e9, 0, 0)]
    [InlineData("batch_size", 0, 0, 50e9, 0)]
    [InlineData("shuffle_form", 0, 0, 0, 50e9)]
    public void WhatDoesNot_IsRefused_AndTheLargestPartNamesTheKey(
        string key, double tables, double dense, double batch, double data)
    {
        var plan = new MemoryPlan
        {
            Tables = _small.Tables + tables,
            Dense = _small.Dense + dense,
            Batch = _small.Batch + batch,
            Data = _small.Data + data,
        };
        var error = Assert.Throws<InputException>(() => plan.Check("c", 59e9));
        Assert.StartsWith($"c: {key}: found a run of 60 GB, 5", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("what the machine has, 59 GB", error.Message, StringComparison.Ordinal);
    }
}
