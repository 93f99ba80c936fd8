using RankElastor.Data.Configuration;
using RankElastor.Data.Files;
using RankElastor.Experiments.Collapse;
using RankElastor.Training.Alarms;
using RankElastor.Training.Records;

namespace RankElastor.Experiments.Severity.Runs;

/// <summary>One rule against the degrees of one plant on one kind of rows.</summary>
sealed record Sweep(string Data, GradedPlant Plant, RuleName Rule)
{
    static readonly GradedPlant _realUnits = Plants.DeadUnits with
    {
        Models = [Plants.ShutGates(CollapseModel.TenTokens, null), Plants.ShutHidden(null)],
    };

    static readonly GradedPlant _realTables = Plants.AllTables with
    {
        Models =
        [
            Plants.Confine(CollapseModel.TenTokens, FrappeRows.LargeTable, null),
            Plants.Confine(CollapseModel.Dnn, FrappeRows.LargeTable, null),
        ],
    };

    /// <summary>All of them: generated rows first.</summary>
    public static IReadOnlyList<Sweep> All { get; } =
    [
        .. Plants.Graded.SelectMany(plant => plant.Rules.Select(rule => new Sweep(RowsByName.Generated, plant, rule))),
        new(FrappeRows.Name, _realUnits, RuleName.DeadGate),
        new(FrappeRows.Name, _realTables, RuleName.CollapsedTable),
    ];

    /// <summary>Those of a rule, or all.</summary>
    /// <exception cref="InputException">No sweep is of that rule.</exception>
    public static IReadOnlyList<Sweep> Of(string? rule)
    {
        List<Sweep> found = [.. All.Where(sweep => rule is null || sweep.Rule.ToString() == rule)];
        var known = All.Select(sweep => sweep.Rule.ToString()).Distinct().Append(UnruledPlant.Part).ToList();
        return found.Count > 0 ? found
            : throw InputException.At("--only", $"'{rule}'", string.Join(" | ", known) + NearMiss.Hint(rule!, known));
    }

    /// <summary>Heading and file name: unique among the sweeps.</summary>
    public string Id => $"{Rule}-{Plant.Name}-{Data}";

    /// <summary>The rule as the book has it.</summary>
    public AlarmRule InBook => AlarmRules.Find(Rule);

    /// <summary>The number that the rule compares for a model.</summary>
    public Address AddressOf(PlantedModel at) => InBook.Address with { Subject = at.Shown };
}
