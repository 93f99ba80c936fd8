namespace RankElastor.Tests.Model.Zoo.Cases;

/// <summary>
/// A configuration of a model for the fields of <see cref="SmallData"/> (six, E = 4, the last two histories of 5 where
/// it names <c>click_history</c>, with two more where it names <c>neg_item_id</c>), which every test of the zoo goes
/// through, and its sites with a matrix per row, in order: <c>embedding 6x4, cross1 6x4</c>.
/// </summary>
sealed record ZooCase(string Json, string Rows)
{
    /// <summary>Every one.</summary>
    public static IReadOnlyList<ZooCase> All { get; } =
    [
        .. PairCases.All, .. NetworkCases.All, .. FieldCases.All, .. TaskCases.All, .. HistoryCases.All,
        .. InterestCases.All, .. LongHistoryCases.All, .. TokenCases.All,
    ];

    /// <summary>The first configuration of a model that reads histories, or null for another model.</summary>
    public static string? OfHistories(string model) => All.Select(made => made.Json).FirstOrDefault(json =>
        json.Contains("_history", StringComparison.Ordinal)
        && json.Contains($"\"model\": \"{model}\"", StringComparison.Ordinal));
}
