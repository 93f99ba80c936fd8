namespace RankElastor.Tests.Report;

/// <summary>A mean is over all seeds, or it is undefined and says for which one.</summary>
public sealed class SeedMeansTests : IDisposable
{
    readonly PlantedReport _report = new();

    public void Dispose() => _report.Dispose();

    [Fact]
    public void AllSeedsDefined_HaveAMean()
    {
        var page = _report.Render(Seed(1), Seed(2), Seed(3));
        Assert.DoesNotContain("undefined", page, StringComparison.Ordinal);
    }

    [Fact]
    public void OneSeedUndefined_IsNamed_InsteadOfAMeanOfTheOthers()
    {
        var page = _report.Render(Seed(1), Seed(2) with { Skill = double.NaN }, Seed(3));
        Assert.Contains("<td>2 of 3 seeds; seed 2 undefined</td>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void AModelWithAnUndefinedSeed_IsLeftOutOfTheComparison_AndSo()
    {
        var other = new PlantedLog { Model = "RankElastor" };
        var page = _report.Render(
            Seed(1), Seed(2) with { Skill = double.NaN }, other with { Seed = 1 }, other with { Seed = 2 });
        Assert.Contains("is left out: its AUC has 1 of 2 seeds; seed 2 undefined.", page, StringComparison.Ordinal);
    }

    static PlantedLog Seed(int seed) => new() { Seed = seed };
}
