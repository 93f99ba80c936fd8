namespace RankElastor.Tests.Model.Zoo.Cases;

/// <summary>Models of several tasks.</summary>
static class TaskCases
{
    public static IReadOnlyList<ZooCase> All { get; } =
    [
    ];
}
