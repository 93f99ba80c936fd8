using RankElastor.Experiments.Lab;
using RankElastor.Experiments.Pages;

namespace RankElastor.Experiments.Sawtooth.Pages;

/// <summary>One sign per module and data set, trained and initial; and how often the whole sawtooth is there.</summary>
static class DirectionsSection
{
    static readonly ModuleKind[] _kinds =
    [
        ModuleKind.Mixing, ModuleKind.Norm, ModuleKind.Network, ModuleKind.MixingAndNorm, ModuleKind.NormAndNetwork,
    ];

    public static string Of(IReadOnlyList<DatasetRuns> all, IReadOnlyList<string> variants)
    {
        List<ModelRuns> Of(int model) => [.. all.Select(data => data.Models[model])];
        var models = Enumerable.Range(0, all[0].Models.Count).Select(Of).ToList();
        string Sawteeth(bool trained) => string.Join("; ", models.Select(runs => Sawtooth(runs, variants, trained)));
        var table = new MarkdownTable(["module", .. variants.Select(variant => $"`{variant}`")]);
        foreach (var runs in models)
        {
            foreach (var module in runs[0].Modules.Where(module => _kinds.Contains(module.Kind)))
            {
                string Cell(string variant) =>
                    $"{Signs(runs, module, variant, true)} ({Signs(runs, module, variant, false)})";
                table.Add([$"{runs[0].Model} {module.Name}", .. variants.Select(Cell)]);
            }
        }

        var datasets = string.Join(", ", all.Select(data => data.Dataset));
        return $"With **trained** weights, {Sawteeth(true)}.\n\nWith **initial** weights, {Sawteeth(false)}.\n\n"
            + "▲ expands, ▼ contracts, · unclear or unchanged; one sign each for "
            + $"{datasets}, in this order; first trained, then (initial).\n\n"
            + table;
    }

    static string Sawtooth(List<ModelRuns> models, IReadOnlyList<string> variants, bool trained)
    {
        var verdicts = models.SelectMany(runs => variants.Select(variant => Verdicts.And(
            Every(runs, ModuleKind.Mixing, variant, 1), Every(runs, ModuleKind.NormAndNetwork, variant, -1)))).ToList();
        int Count(string wanted) => verdicts.Count(verdict => verdict == wanted);
        return $"{models[0].Model}'s sawtooth (mixing up and P-FFN down in every block) "
            + $"is there in {Count(Claim.Holds)} of {verdicts.Count} data sets × variants, "
            + $"and clearly broken in {Count(Claim.Refuted)}";

        string Every(ModelRuns runs, ModuleKind kind, string variant, int sign) =>
            Verdicts.Every([.. runs.Of(kind).Select(module => runs.Change(module, variant, trained))], sign);
    }

    static string Signs(List<ModelRuns> models, SawtoothModule module, string variant, bool trained) =>
        string.Concat(models.Select(runs => runs.Change(module, variant, trained) switch
        {
            var change when change.IsNothing() => '·',
            { Direction: > 0 } => '▲',
            { Direction: < 0 } => '▼',
            _ => '·',
        }));
}
