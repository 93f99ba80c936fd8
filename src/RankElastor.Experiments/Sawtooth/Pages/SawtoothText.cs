using System.Text;
using RankElastor.Data.Files;
using RankElastor.Experiments.Lab;
using RankElastor.Experiments.Pages;
using RankElastor.Experiments.Sawtooth.Pictures;
using RankElastor.Report.Drawing;
using RankElastor.Report.Reading;

namespace RankElastor.Experiments.Sawtooth.Pages;

/// <summary>What the page says beside its claims: how to read it, figures, every number, where it comes from.</summary>
static class SawtoothText
{
    /// <summary>For a reader who knows none of the papers.</summary>
    public const string Introduction = """
        A ranking model turns a row into a small matrix, a vector for each field or token, and changes it layer by
        layer. Its *effective rank* says in how many directions the vectors point. RankElastor's authors say that the
        rank falls with depth in older models; that in RankMixer mixing raises it and the networks of the tokens (P-FFN)
        lower it, like the teeth of a saw; and that RankElastor raises more and lowers less. Here every sentence is
        asked of every data set.

        - **Rank is no score.** AUC and logloss stand beside it below, and a model with more rank is not a better one.
        - **Ratios.** Matrices of different shapes cannot have the same rank. Claims are about the entropy rank on
          singular values, exp(−Σ p ln p) with p = σ / Σσ, as in the paper's figures, over its mean for normal
          matrices of the same shape: 1 is "no structure". The table of directions has two variants more:
          `entropy_rank_ev`, with σ², and `stable_rank`, Σσ² / max σ², which is the definition in the paper's
          text.
        - **The norm.** RankMixer's `mixing` lies after the LayerNorm that belongs to it, RankElastor's before any norm,
          as in the paper's figures, which therefore compare unlike things. `norm` (an RMSNorm in both) lies after it in
          both: where the two models are compared, the norm counts to the mixing.
        - The paper saw Criteo and Avazu. A sentence that is false elsewhere is "not seen" there, and not refuted.
        """;

    static readonly string[] _variants = [Trajectory.Variant, "entropy_rank_ev", "stable_rank"];

    /// <summary>Writes the figures and returns what the page has behind its table of claims.</summary>
    public static string Of(IReadOnlyList<DatasetRuns> all, LabRequest request)
    {
        var text = new StringBuilder();
        DurableFile.CreateFolder(Path.Combine(request.Out, "figures"));
        foreach (var data in all)
        {
            LabFigure[] figures = [DepthFigure.Draw(data), ChangeFigure.Draw(data, _variants)];
            foreach (var figure in figures)
            {
                PageFile.Write(Path.Combine(request.Out, "figures", figure.File), figure.Text);
            }

            text.Append(DatasetSection.Of(data, figures));
        }

        text.Append("## Directions\n\n").Append(DirectionsSection.Of(all, _variants));
        if (all.FirstOrDefault(data => data.Dataset == ReferenceRanks.Dataset) is { } reference)
        {
            text.Append(ReferenceSection.Of(reference));
        }

        var runs = all.SelectMany(data => data.All).SelectMany(model => model.Runs);
        return text.Append(NumbersSection.Of(all, _variants)).Append(Origin([.. runs], request.Config)).ToString();
    }

    static string Origin(IReadOnlyList<RunView> runs, string? config)
    {
        var probes = runs.SelectMany(run => run.Trained!.Sites.Values);
        var samples = probes.Select(probe => probe.Sample).Distinct().Order();
        var options = $"--expid {Distinct(run => run.Manifest.Experiment, " ")} "
            + $"--threads {Distinct(run => Figures.Whole(run.Manifest.Threads))}";
        return $"""
            ## Where this comes from

                rankelastor lab sawtooth --config {config} {options} --data-root DATA --out OUT

            writes this page and its figures into `OUT/sawtooth`, training first what is not there yet.
            {runs.Count} runs; seeds {Distinct(run => Figures.Whole(run.Manifest.Seed))};
            {string.Join(", ", samples)} validation rows probed, evenly spaced;
            embedding update {Distinct(run => run.Manifest.EmbeddingUpdate)};
            commit {Distinct(run => run.Manifest.Commit)}.
            Machine: {Distinct(run => Entries(run.Manifest.Machine))};
            {Distinct(run => Entries(run.Manifest.Versions))}.


            """;

        string Distinct(Func<RunView, string> what, string between = ", ") =>
            string.Join(between, runs.Select(what).Distinct());

        static string Entries(IReadOnlyDictionary<string, string> entries) => string.Join(", ",
            entries.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => $"{entry.Key} {entry.Value}"));
    }
}
