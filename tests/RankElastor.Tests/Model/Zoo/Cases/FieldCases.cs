namespace RankElastor.Tests.Model.Zoo.Cases;

/// <summary>Models of attention, graphs and convolutions of fields.</summary>
static class FieldCases
{
    public static IReadOnlyList<ZooCase> All { get; } =
    [
    ];
}
