namespace RankElastor.Tests.Model.Zoo.Cases;

/// <summary>Models of products of fields.</summary>
static class PairCases
{
    public static IReadOnlyList<ZooCase> All { get; } =
    [
    ];
}
