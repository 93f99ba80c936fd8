using System.Text;
using RankElastor.Experiments.Sawtooth.Pictures;
using RankElastor.Report.Drawing;
using RankElastor.Report.Reading;

namespace RankElastor.Experiments.Sawtooth.Pages;

/// <summary>The page of the sawtooth question as Markdown, all of its numbers from the logs of the runs.</summary>
static class SawtoothPage
{
    const string Preamble = """
        # The sawtooth question

        Which modules raise the rank of a row's token matrix, which lower it, in which variant of "effective rank"
        — and is it training that makes them?

        The RankElastor paper (its sections 2.2 and 4.3, figures 1, 2, 5 and 6) says that in RankMixer token
        mixing raises effective rank and the per-token networks (P-FFN) lower it, in a damped oscillation whose
        end hardly exceeds the embeddings, and that RankElastor expands more and shrinks less. Its text defines
        effective rank as the *stable rank*; its figures show the *entropy rank on singular values*; each figure
        is of trained weights, and the arrows of the reference implementation are drawn by label. Here the
        direction comes from the data alone: both models, two blocks each, several seeds, trained weights (those
        that validation chose) against the initial ones of the same run.

        Read with care:

        - **Rank is no score.** It is shown beside AUC and logloss, and a model with more of it is not a better
          one.
        - **Variants differ.** `entropy_rank_sv` is exp(−Σ p ln p) with p = σ / Σσ, `entropy_rank_ev` the same
          with σ², `stable_rank` Σσ² / max σ². All count directions, from 1 to the smaller side of the matrix.
        - **The norm.** RankMixer's `mixing` site lies after the LayerNorm that belongs to its mixing,
          RankElastor's before any norm — as in the paper's figures, which therefore compare unlike things. The
          site `norm` (an RMSNorm in both) lies after it in both. So mixing is given alone and with its norm, and
          the P-FFN alone (from `norm`) and with the norm before it (from `mixing`, as the paper has it).
          RankMixer's LayerNorm is never seen apart from its mixing.
        - **Shapes differ.** Embeddings and tokens, and the two models' tokens, may have other shapes; then the
          ratio to the mean of Gaussian matrices of the same shape (*no structure*) is the fair number.
        - **Intervals** are 95 % by Student's t over seeds, each seed giving the mean over the same probed
          validation rows. *Expands* and *contracts* mean that the interval excludes zero, *unclear* that it does
          not. A sentence about every block *holds* when each block's interval lies on its side, is *refuted* when
          one lies wholly on the other, else it is *inconclusive*.


        """;

    public static string Render(IReadOnlyList<DatasetRuns> all, IReadOnlyList<SawtoothFinding> findings,
        IReadOnlyDictionary<string, SawtoothFigure[]> pictures, IReadOnlyList<string> variants)
    {
        var text = new StringBuilder(Preamble).Append(ShortAnswer.Of(all, findings, variants));
        foreach (var data in all)
        {
            var own = findings.Where(finding => finding.Dataset == data.Dataset);
            text.Append(DatasetSection.Of(data, pictures[data.Dataset], [.. own]));
        }

        if (all.FirstOrDefault(data => data.Dataset == ReferenceRanks.Dataset) is { } reference)
        {
            text.Append(ReferenceSection.Of(reference));
        }

        var runs = all.SelectMany(data => data.Models).SelectMany(model => model.Runs);
        return text.Append(NumbersSection.Of(all, variants)).Append(Origin([.. runs])).ToString();
    }

    static string Origin(IReadOnlyList<RunView> runs)
    {
        var probes = runs.SelectMany(run => run.Trained!.Sites.Values);
        var samples = probes.Select(probe => probe.Sample).Distinct().Order();
        var threads = Distinct(run => Figures.Whole(run.Manifest.Threads));
        var options = $"--config experiments/sawtooth --data-root ../shared/data --threads {threads}";
        var seeds = Distinct(run => Figures.Whole(run.Manifest.Seed));
        return $"""
            ## Where this comes from

                rankelastor lab sawtooth {options} --out OUT

            writes this page and its figures into `OUT/sawtooth`, training first what is not there yet.
            {runs.Count} runs: {Distinct(run => run.Manifest.Experiment)}; seeds {seeds};
            {string.Join(", ", samples)} validation rows probed, evenly spaced;
            embedding update {Distinct(run => run.Manifest.EmbeddingUpdate)};
            commit {Distinct(run => run.Manifest.Commit)}.
            Machine: {Distinct(run => Entries(run.Manifest.Machine))};
            {Distinct(run => Entries(run.Manifest.Versions))}.

            """;

        string Distinct(Func<RunView, string> what) => string.Join(", ", runs.Select(what).Distinct());

        static string Entries(IReadOnlyDictionary<string, string> entries) => string.Join(", ",
            entries.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => $"{entry.Key} {entry.Value}"));
    }
}
