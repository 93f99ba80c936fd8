using System.Text;
using RankElastor.Data.Files;
using RankElastor.Experiments.Lab;
using RankElastor.Experiments.Sawtooth;
using RankElastor.Experiments.Sawtooth.Pages;
using RankElastor.Experiments.Sawtooth.Pictures;
using RankElastor.Report.Reading;

namespace RankElastor.Experiments;

/// <summary>
/// Which modules of RankMixer and RankElastor raise the rank of a row's token matrix and which lower it. The
/// configuration holds one experiment of each model per data set.
/// </summary>
public sealed class SawtoothExperiment : LabExperiment
{
    /// <summary>The paper's two definitions, and the variant between them.</summary>
    static readonly string[] _variants = ["entropy_rank_sv", "entropy_rank_ev", "stable_rank"];

    /// <inheritdoc/>
    public override string Name => "sawtooth";

    /// <inheritdoc/>
    public override string Question =>
        "Which modules of RankMixer and RankElastor raise effective rank, which lower it, in which variant, "
        + "trained against initial?";

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
                runs.Add(RunView.Load(request.RunFolder(experiment, seed)));
                request.Progress($"{experiment}, seed {seed}: read");
            }
        }

        var all = DatasetRuns.Of(runs);
        if (all.Count == 0)
        {
            throw InputException.At("--config", string.Join(", ", request.Experiments),
                "an experiment of RankMixer and one of RankElastor on the same data set");
        }

        IEnumerable<SawtoothFinding> Findings(DatasetRuns data) =>
            SawtoothSentences.All.SelectMany(sentence => _variants.Select(variant => sentence.On(data, variant)));
        List<SawtoothFinding> findings = [.. all.SelectMany(Findings)];
        var page = Write(request.Out, all, findings);
        return new LabResult(Name, [.. findings.Select(finding => finding.AsClaim())], seconds, page);
    }

    static string Write(string folder, IReadOnlyList<DatasetRuns> all, IReadOnlyList<SawtoothFinding> findings)
    {
        SawtoothFigure[] Draw(DatasetRuns data) =>
            [.. _variants.Select(variant => TrajectoryFigure.Draw(data, variant)), ChangeFigure.Draw(data, _variants)];
        var figures = Path.Combine(folder, "figures");
        DurableFile.CreateFolder(figures);
        var pictures = all.ToDictionary(data => data.Dataset, Draw);
        foreach (var picture in pictures.Values.SelectMany(drawn => drawn))
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
