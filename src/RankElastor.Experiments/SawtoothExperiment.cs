using System.Globalization;
using System.Text;
using RankElastor.Data.Files;
using RankElastor.Experiments.Lab;
using RankElastor.Experiments.Sawtooth;
using RankElastor.Experiments.Sawtooth.Pages;
using RankElastor.Experiments.Sawtooth.Pictures;
using RankElastor.Report.Reading;

namespace RankElastor.Experiments;

/// <summary>
/// Which modules of RankMixer and RankElastor raise the rank of a row's token matrix and which lower it, trained against initial, over seeds: the sentences of the paper
/// as claims, a page and figures. The configuration holds one experiment of each model on each data set.
/// </summary>
public sealed class SawtoothExperiment : LabExperiment
{
    /// <summary>The paper's two definitions, and the variant between them.</summary>
    static readonly string[] _variants = ["entropy_rank_sv", "entropy_rank_ev", "stable_rank"];

    /// <inheritdoc/>
    public override string Name => "sawtooth";

    /// <inheritdoc/>
    public override string Question => "Which modules of RankMixer and RankElastor raise effective rank, which lower it, in which variant, trained against initial?";

    /// <inheritdoc/>
    public override bool NeedsConfig => true;

    /// <inheritdoc/>
    public override LabResult Run(LabRequest request, CancellationToken stop)
    {
        var runs = new List<RunView>();
        var seconds = 0.0;
        foreach (var experiment in request.Experiments)
        {
            foreach (var seed in request.AllSeeds)
            {
                stop.ThrowIfCancellationRequested();
                seconds += request.Train(experiment, seed).Seconds;
                runs.Add(RunView.Load(Path.Combine(request.Out, string.Create(CultureInfo.InvariantCulture, $"{experiment}_seed{seed}"))));
                request.Say($"{experiment}, seed {seed}: read");
            }
        }

        var all = DatasetRuns.Of(runs);
        if (all.Count == 0)
        {
            throw InputException.At("--config", string.Join(", ", request.Experiments), "an experiment of RankMixer and one of RankElastor on the same data set");
        }

        List<SawtoothFinding> findings = [.. all.SelectMany(data => SawtoothSentences.All.SelectMany(sentence => _variants.Select(variant => sentence.On(data, variant))))];
        return new LabResult(Name, [.. findings.Select(finding => finding.AsClaim())], seconds, Write(request.Out, all, findings));
    }

    static string Write(string folder, IReadOnlyList<DatasetRuns> all, IReadOnlyList<SawtoothFinding> findings)
    {
        var pictures = all.SelectMany(data => _variants.Select(variant => TrajectoryFigure.Draw(data, variant)).Append(ChangeFigure.Draw(data, _variants))
            .Select(picture => (data.Dataset, Figure: picture))).ToLookup(entry => entry.Dataset, entry => entry.Figure);
        var figures = Path.Combine(folder, "figures");
        DurableFile.CreateFolder(figures);
        foreach (var picture in pictures.SelectMany(group => group))
        {
            WriteText(Path.Combine(figures, picture.File), picture.Text);
        }

        var page = Path.Combine(folder, "sawtooth.md");
        WriteText(page, SawtoothPage.Render(all, findings, pictures, _variants));
        return page;
    }

    static void WriteText(string path, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        DurableFile.Write(path, file => file.Write(bytes));
    }
}
