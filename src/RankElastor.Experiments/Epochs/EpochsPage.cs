using System.Text;
using RankElastor.Experiments.Pages;
using RankElastor.Numerics.Statistics;
using RankElastor.Report.Drawing;

namespace RankElastor.Experiments.Epochs;

/// <summary>The page of bench epochs: models, ratios, claims, the machine, and how it was measured.</summary>
static class EpochsPage
{
    /// <summary>The file's name.</summary>
    public const string File = "epochs.md";

    /// <summary>Markdown.</summary>
    public static string Write(EpochTable table)
    {
        var (machine, request) = (MachineInfo.Describe(), table.Request);
        var page = new StringBuilder($"# Time and memory of an epoch on {request.Experiments[0].Data.DatasetId}\n\n")
            .Append($"`{request.Command}`\n\nCommit {MachineInfo.Commit()}, {machine["cores"]} cores, ")
            .Append($"{machine["cpu"]}; {Figures.Whole(table.Rounds.Count)} rounds.\n\n");
        foreach (var warning in table.Warnings)
        {
            page.Append($"**Warning**: {warning}.\n\n");
        }

        page.Append($"![Ratios of time and memory to the first model, round by round]({EpochsFigure.File})\n\n")
            .Append(Models(table)).Append(Ratios(table));
        if (table.Claims.Count > 0)
        {
            page.Append("## What the paper says\n\n").Append(Claims(table));
        }

        return page.Append(How(table)).ToString();
    }

    static MarkdownTable Models(EpochTable table)
    {
        var models = new MarkdownTable(
            "model", "seconds per epoch, median", "range", "samples/s, median", "peak memory, MB, median", "threads",
            "processor time per second and thread");
        foreach (var model in table.Models)
        {
            models.Add(
                model.Experiment, Figures.Short(model.Seconds),
                $"{Figures.Short(model.Least)} … {Figures.Short(model.Most)}", Figures.Count(model.SamplesPerSecond),
                Figures.Count(model.PeakRssMb), Figures.Whole(model.Threads), Figures.Fixed(model.Busy, 2));
        }

        return models;
    }

    static MarkdownTable Ratios(EpochTable table)
    {
        var first = table.Models[0].Experiment;
        var ratios = new MarkdownTable("pair", "time [95 %]", "memory [95 %]");
        foreach (var pair in table.Ratios.GroupBy(ratio => ratio.Experiment))
        {
            string Of(string quantity) => pair.Single(ratio => ratio.Quantity == quantity).Text;
            ratios.Add($"{pair.Key} / {first}", Of(EpochRatio.Time), Of(EpochRatio.Memory));
        }

        return ratios;
    }

    static MarkdownTable Claims(EpochTable table)
    {
        var claims = new MarkdownTable("claim", "", "holds where", "measured", "verdict");
        foreach (var claim in table.Claims)
        {
            claims.Add(claim.Id, claim.Statement, claim.Expected, claim.Measured, claim.Verdict);
        }

        return claims;
    }

    static string How(EpochTable table) => $"""
        ## How it was measured

        {Load(table.Loads)}

        Each round trains one epoch of each model, each in a process of its own (`run --max-epochs 1` on data prepared
        before), in an order that is reversed in each second round and turns by one place after it. Seconds are
        those of steps and of waiting for batches; preparation, evaluation, probes and the start of the process are left
        out, compilation in the first steps is not. Samples/s are those of the steps. Peak memory is that of the whole
        process, evaluation and probes included. A ratio is taken within a round; shown are exp of the mean of its
        logarithm and of the mean's 95 % interval (Student's t over rounds).

        Every training: [epochs.csv](epochs.csv).

        """;

    static string Load(IReadOnlyList<double> loads) => loads.Count == 0
        ? "The system tells no load average."
        : $"Load average (1 min) before each training: median {Figures.Fixed(Sample.Median([.. loads]), 1)}, "
            + $"{Figures.Fixed(loads.Min(), 1)} … {Figures.Fixed(loads.Max(), 1)}; what ran just before counts in it.";
}
