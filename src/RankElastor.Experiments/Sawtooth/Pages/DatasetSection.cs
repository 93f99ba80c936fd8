using System.Text;
using RankElastor.Experiments.Lab;
using RankElastor.Experiments.Sawtooth.Pictures;
using RankElastor.Report.Drawing;

namespace RankElastor.Experiments.Sawtooth.Pages;

/// <summary>One data set: how well the models rank, the figures, and every sentence with the intervals it was judged by.</summary>
static class DatasetSection
{
    public static string Of(DatasetRuns data, IReadOnlyList<SawtoothFigure> pictures, IReadOnlyList<SawtoothFinding> findings)
    {
        var text = new StringBuilder($"## {data.Dataset}\n\n");
        var rows = data.Mixer.Runs[0].Manifest.Rows;
        text.Append($"{string.Join(" / ", rows.Select(split => $"{Figures.Count(split.Value)} {split.Key}"))} rows{(data.Label.Length > 0 ? $" ({data.Label})" : "")}; ")
            .Append($"seeds {string.Join(", ", data.Mixer.Runs.Select(run => run.Manifest.Seed))}. Rank is not a score; this is:\n\n").Append(Scores(data));
        foreach (var picture in pictures)
        {
            text.Append($"![{picture.Title}](figures/{picture.File})\n\n*{picture.Title}.* {picture.Reading}\n\n");
        }

        var variants = findings.Select(one => one.Variant).Distinct().ToList();
        var table = new MarkdownTable(["sentence", .. variants.Select(variant => $"`{variant}`")]);
        foreach (var sentence in findings.GroupBy(one => one.Sentence))
        {
            table.Add([sentence.Key.Statement, .. sentence.Select(one => $"{Word(one.Verdict)}: {one.Numbers}")]);
        }

        return text.Append("Mean over seeds with its 95 % interval, in directions; where a model has several blocks, first block first.\n\n").Append(table).ToString();
    }

    static string Word(string verdict) => verdict == Claim.Inconclusive ? verdict : $"**{verdict}**";

    static string Scores(DatasetRuns data)
    {
        var table = new MarkdownTable("model", "test AUC", "test logloss", "validation AUC", "validation logloss", "logloss of the probed rows, initial weights", "kept epochs");
        foreach (var model in data.Models)
        {
            table.Add(model.Model, model.Metric("test", "AUC").Level(4), model.Metric("test", "logloss").Level(4), model.Metric("valid", "AUC").Level(4),
                model.Metric("valid", "logloss").Level(4), model.Loss(trained: false).Level(4), string.Join(", ", model.Runs.Select(run => run.BestEpoch)));
        }

        return table.ToString();
    }
}
