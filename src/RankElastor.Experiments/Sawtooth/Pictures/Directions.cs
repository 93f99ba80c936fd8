using RankElastor.Report.Drawing;

namespace RankElastor.Experiments.Sawtooth.Pictures;

/// <summary>Directions of a kind of module over the blocks, in words.</summary>
static class Directions
{
    /// <summary><c>expands in both blocks</c>, or <c>expands in block 1 and contracts in block 2</c>.</summary>
    public static string Of(ModelRuns runs, ModuleKind kind, string variant, bool trained)
    {
        var groups = runs.Of(kind).GroupBy(module => runs.Change(module, variant, trained).Direction).ToList();
        string In(IEnumerable<SawtoothModule> modules) =>
            Blocks([.. modules.Select(module => module.Block)], runs.Blocks);
        return string.Join(" and ", groups.Select(group => $"{Word(group.Key)} in {In(group)}"));
    }

    static string Word(int direction) => direction switch { > 0 => "expands", < 0 => "contracts", _ => "is unclear" };

    static string Blocks(List<int> blocks, int all) =>
        blocks.Count == all && all == 2 ? "both blocks"
        : blocks.Count == all && all > 2 ? "all blocks"
        : (blocks.Count == 1 ? "block " : "blocks ") + string.Join(", ", blocks.Select(Figures.Whole));
}
