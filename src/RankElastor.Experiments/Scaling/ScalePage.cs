using System.Text;
using RankElastor.Experiments.Lab;
using RankElastor.Report.Drawing;

namespace RankElastor.Experiments.Scaling;

/// <summary>The page: claims, fits, growth at equal size, where it stops paying, and every size.</summary>
static class ScalePage
{
    /// <summary>Markdown.</summary>
    public static string Write(LabRequest request, IReadOnlyList<ScaleSet> sets)
    {
        var machine = MachineInfo.Describe();
        var page = new StringBuilder("# Scaling RankMixer and RankElastor\n\n");
        page.Append($"`rankelastor lab scale --config {request.Config} ")
            .Append($"--expid {string.Join(' ', request.Experiments)} --seeds {Figures.Whole(request.Seeds)} ")
            .Append($"--seed {Figures.Whole(request.FirstSeed)}")
            .Append(request.MachineOptions.Threads is { } threads ? $" --threads {Figures.Whole(threads)}" : "")
            .Append("`, commit ")
            .Append($"{MachineInfo.Commit()}, {machine["cores"]} cores, {machine["cpu"]}. Every run: ")
            .Append("[scale.csv](scale.csv).\n\n")
            .Append("Depth is the number of blocks, width a factor of the hidden size of the per-token networks ")
            .Append("(`interaction_mlp_params.hidden_units`); all else is the base experiment's. Test split, weights ")
            .Append("chosen on validation. Sizes are dense parameters, and training seconds per epoch, which are ")
            .Append("measured: they depend on the machine and on what ran beside. Slopes are of least squares on the ")
            .Append("logarithm to the base 10. Intervals are 95 % over seeds: in brackets by ")
            .Append($"{Figures.Whole(SeedEstimate.Resamples)} resamples of seeds, the same for both models (too ")
            .Append("narrow with few seeds), behind `t` by Student's t of the seeds' own numbers. Ranks are `")
            .Append($"{ScaleRun.Rank}`, the entropy rank on singular values of a row's tokens; ratios are to matrices ")
            .Append("without structure of the same shape. A higher rank is not a better model.\n\n");
        foreach (var set in sets)
        {
            Add(page, set);
        }

        return page.ToString();
    }

    static void Add(StringBuilder page, ScaleSet set)
    {
        page.Append($"## {set.Data}\n\n").Append(ScaleTables.Claims(set));
        foreach (var size in ScaleSize.All)
        {
            page.Append($"![{set.Data}: test AUC against {size.Name}](figures/{ScaleFigure.File(set, size)})\n\n");
        }

        page.Append("### Slopes\n\nPer decade. A logloss that falls is better.\n\n").Append(ScaleTables.Slopes(set))
            .Append("### Both ways against one, at equal size\n\nTest AUC of joint growth less that of single growth, ")
            .Append("mean over the logarithms of sizes that both have; nothing is extrapolated. All begin at the ")
            .Append("same smallest model.\n\n")
            .Append(ScaleTables.AtEqualSize(set))
            .Append("### Where growth stops paying\n\nA step to the next size pays where the 95 % interval ")
            .Append("(Student's t) of its gain of AUC, paired by seed, lies above 0; a rank grows by the same rule. ")
            .Append("`mixing` and `ffn` (the last site) are of the last block.\n\n");
        foreach (var model in set.Models)
        {
            foreach (var family in ScaleFamily.All)
            {
                page.Append($"- {ScaleSentence.Of(model.Name, model.Curve(family))}\n");
            }
        }

        page.Append('\n').Append(ScaleTables.Steps(set)).Append("### Every size\n\nMean ± standard deviation over ")
            .Append("seeds.\n\n").Append(ScaleTables.Sizes(set));
    }
}
