using System.Text;
using RankElastor.Experiments.Lab;
using RankElastor.Numerics.Statistics;

namespace RankElastor.Experiments.Sawtooth.Pages;

/// <summary>Which modules expand and which contract, at a glance: a sign for each data set, trained and initial, and how often the whole sawtooth is there.</summary>
static class DirectionsSection
{
    static readonly ModuleKind[] _kinds = [ModuleKind.Mixing, ModuleKind.Norm, ModuleKind.Network, ModuleKind.MixingAndNorm, ModuleKind.NormAndNetwork];

    public static string Of(IReadOnlyList<DatasetRuns> all, IReadOnlyList<string> variants)
    {
        var text = new StringBuilder();
        foreach (var trained in (bool[])[true, false])
        {
            text.Append(trained ? "With **trained** weights, " : "With **initial** weights, ").Append(string.Join("; ", Enumerable.Range(0, all[0].Models.Count)
                .Select(model => Sawtooth([.. all.Select(data => data.Models[model])], variants, trained)))).Append(".\n\n");
        }

        text.Append($"▲ expands, ▼ contracts, · unclear or unchanged; one sign each for {string.Join(", ", all.Select(data => data.Dataset))}, in this order; first trained, then (initial).\n\n");
        var table = new MarkdownTable(["module", .. variants.Select(variant => $"`{variant}`")]);
        for (var model = 0; model < all[0].Models.Count; model++)
        {
            foreach (var module in all[0].Models[model].Modules.Where(module => _kinds.Contains(module.Kind)))
            {
                List<ModelRuns> runs = [.. all.Select(data => data.Models[model])];
                table.Add([$"{runs[0].Model} {module.Name}", .. variants.Select(variant => $"{Signs(runs, module, variant, true)} ({Signs(runs, module, variant, false)})")]);
            }
        }

        return text.Append(table).ToString();
    }

    static string Sawtooth(IReadOnlyList<ModelRuns> runs, IReadOnlyList<string> variants, bool trained)
    {
        var verdicts = runs.SelectMany(one => variants.Select(variant => Verdicts.And(
            Verdicts.Every([.. Changes(one, ModuleKind.Mixing, variant)], 1), Verdicts.Every([.. Changes(one, ModuleKind.NormAndNetwork, variant)], -1)))).ToList();
        return $"{runs[0].Model}'s sawtooth (mixing up and P-FFN down in every block) is there in {verdicts.Count(one => one == Claim.Holds)} of {verdicts.Count} "
            + $"data sets × variants, and clearly broken in {verdicts.Count(one => one == Claim.Refuted)}";

        IEnumerable<Interval> Changes(ModelRuns one, ModuleKind kind, string variant) => one.Of(kind).Select(module => one.Change(module, variant, trained));
    }

    static string Signs(IReadOnlyList<ModelRuns> runs, SawtoothModule module, string variant, bool trained) =>
        string.Concat(runs.Select(one => one.Change(module, variant, trained) switch
        {
            var change when change.IsNothing() => '·',
            { Direction: > 0 } => '▲',
            { Direction: < 0 } => '▼',
            _ => '·',
        }));
}
