using RankElastor.Experiments.Pages;
using RankElastor.Numerics.Statistics;
using RankElastor.Report.Drawing;

namespace RankElastor.Experiments.Scaling;

/// <summary>Tables of the page, and the file with every run.</summary>
static class ScaleTables
{
    /// <summary>The claims of a data set.</summary>
    public static MarkdownTable Claims(ScaleSet set)
    {
        var table = new MarkdownTable("claim", "measured", "verdict");
        foreach (var claim in ScaleRule.Claims(set))
        {
            table.Add(claim.Statement, claim.Measured, claim.Verdict);
        }

        return table;
    }

    /// <summary>Slopes of both models and their difference.</summary>
    public static MarkdownTable Slopes(ScaleSet set)
    {
        var table = new MarkdownTable(
            "growth", "size", "metric", set.Mixer.Name, set.Elastor.Name, $"{set.Elastor.Name} less {set.Mixer.Name}");
        foreach (var family in ScaleFamily.All)
        {
            var (mixer, elastor) = (set.Mixer.Curve(family), set.Elastor.Curve(family));
            foreach (var size in ScaleSize.All)
            {
                foreach (var metric in (string[])[ScaleRun.Auc, ScaleRun.LogLoss])
                {
                    table.Add(
                        family.Name, size.Name, metric, mixer.Slope(size, metric).Text(5),
                        elastor.Slope(size, metric).Text(5), elastor.SlopeLess(mixer, size, metric).Text(5));
                }
            }
        }

        return table;
    }

    /// <summary>Joint growth less growth in depth and in width.</summary>
    public static MarkdownTable AtEqualSize(ScaleSet set)
    {
        var table = new MarkdownTable(
            "model", "joint less", "equal", "from", "to", "between measured sizes", "between the fits");
        foreach (var model in set.Models)
        {
            foreach (var size in ScaleSize.All)
            {
                foreach (var family in ScaleFamily.Single)
                {
                    var gain = model.JointAgainst(family, size);
                    table.Add(
                        model.Name, family.Name, size.Name, Size(Math.Pow(10, gain.Low)), Size(Math.Pow(10, gain.High)),
                        gain.Measured.Text(5), gain.Fitted.Text(5));
                }
            }
        }

        return table;
    }

    /// <summary>Each step: what it gains, and how ranks change.</summary>
    public static MarkdownTable Steps(ScaleSet set)
    {
        var table = new MarkdownTable([
            "model", "growth", "from", "to", "gain of AUC", .. ScaleRun.Modules.Select(module => $"rank: {module}"),
        ]);
        foreach (var model in set.Models)
        {
            foreach (var family in ScaleFamily.All)
            {
                var curve = model.Curve(family);
                foreach (var step in curve.Steps)
                {
                    table.Add([
                        model.Name, family.Name, $"{step.From}", $"{step.To}", step.Gain.Change(5),
                        .. step.Ranks.Select(rank => rank.Growth.Change()),
                    ]);
                }

                table.Add([
                    model.Name, family.Name, $"{family.Shapes[0]}", $"{family.Shapes[^1]} (all steps)",
                    curve.WholeGain.Change(5), .. ScaleRun.Modules.Select(_ => ""),
                ]);
            }
        }

        return table;
    }

    /// <summary>Every size of both models: costs, scores, ranks.</summary>
    public static MarkdownTable Sizes(ScaleSet set)
    {
        var table = new MarkdownTable([
            "model", "depth", "width", "dense parameters", "seconds per epoch", ScaleRun.Auc, ScaleRun.LogLoss,
            .. ScaleRun.Modules.Select(module => $"rank: {module} (ratio)"),
        ]);
        foreach (var model in set.Models)
        {
            foreach (var shape in ScaleFamily.AllShapes)
            {
                var runs = model.Runs[shape];
                double[] Of(Func<ScaleRun, double> value) => [.. runs.Select(value)];
                string Score(string metric) => $"{Figures.LongScore(Sample.Mean(Of(run => run.Score(metric))))} ± "
                    + Figures.LongScore(Sample.StandardDeviation(Of(run => run.Score(metric))));
                double At(string module, string measure) => Sample.Mean(Of(run => run.At(module, measure)));
                string Rank(string module) => $"{Figures.Fixed(At(module, ScaleRun.Rank), 2)} "
                    + $"({Figures.Fixed(At(module, ScaleRun.Ratio), 3)})";
                table.Add([
                    model.Name, Figures.Whole(shape.Depth), Figures.Whole(shape.Width), Figures.Count(runs[0].Dense),
                    Size(Sample.Mean(Of(run => run.Seconds))), Score(ScaleRun.Auc), Score(ScaleRun.LogLoss),
                    .. ScaleRun.Modules.Select(Rank),
                ]);
            }
        }

        return table;
    }

    /// <summary>A line per run.</summary>
    public static string Csv(IReadOnlyList<ScaleSet> sets)
    {
        var csv = new Csv("scale", [
            "data", "model", "depth", "width", "seed", "dense_parameters", "train_seconds_per_epoch", "epochs",
            "best_epoch", ScaleRun.Auc, ScaleRun.LogLoss,
            .. ScaleRun.Modules.SelectMany(module => (Csv.Cell[])
                [$"{ScaleRun.Rank}_{module}", $"{ScaleRun.Ratio}_{module}"]),
        ]);
        foreach (var set in sets)
        {
            foreach (var run in set.Models.SelectMany(model =>
                ScaleFamily.AllShapes.SelectMany(shape => model.Runs[shape])))
            {
                csv.Add([
                    set.Data, run.Result.Model, run.Shape.Depth, run.Shape.Width, run.Result.Seed, (int)run.Dense,
                    run.Seconds, run.Result.Epochs, run.Result.BestEpoch, run.Score(ScaleRun.Auc),
                    run.Score(ScaleRun.LogLoss), .. ScaleRun.Modules.SelectMany(module => (Csv.Cell[])
                        [run.At(module, ScaleRun.Rank), run.At(module, ScaleRun.Ratio)]),
                ]);
            }
        }

        return csv.ToString();
    }

    /// <summary>Parameters whole, seconds with three digits.</summary>
    static string Size(double size) => size >= 1000 ? Figures.Count(size) : Figures.Short(size);
}
