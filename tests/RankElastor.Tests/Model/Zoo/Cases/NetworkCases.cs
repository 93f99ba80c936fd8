namespace RankElastor.Tests.Model.Zoo.Cases;

/// <summary>Models of networks and crossings.</summary>
static class NetworkCases
{
    public static IReadOnlyList<ZooCase> All { get; } =
    [
    ];
}
