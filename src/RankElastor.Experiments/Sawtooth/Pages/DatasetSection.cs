using System.Text;
using RankElastor.Experiments.Pages;
using RankElastor.Report.Drawing;

namespace RankElastor.Experiments.Sawtooth.Pages;

/// <summary>One data set: how well the models rank, and the figures.</summary>
static class DatasetSection
{
    public static string Of(DatasetRuns data, IReadOnlyList<LabFigure> pictures)
    {
        var splits = data.Mixer.Runs[0].Manifest.Rows.Select(split => $"{Figures.Count(split.Value)} {split.Key}");
        var label = data.Label.Length > 0 ? $" ({data.Label})" : "";
        var seeds = string.Join(", ", data.Mixer.Runs.Select(run => run.Manifest.Seed));
        var text = new StringBuilder($"## {data.Dataset}\n\n")
            .Append($"{string.Join(" / ", splits)} rows{label}; seeds {seeds}. Rank is not a score; this is:\n\n")
            .Append(Scores(data));
        foreach (var picture in pictures)
        {
            text.Append($"![{picture.Title}](figures/{picture.File})\n\n*{picture.Title}.* {picture.Reading}\n\n");
        }

        return text.ToString();
    }

    static string Scores(DatasetRuns data)
    {
        var table = new MarkdownTable("model", "test AUC", "test logloss", "validation AUC", "validation logloss",
            "logloss of the probed rows, initial weights", "kept epochs");
        foreach (var model in data.All)
        {
            string Score(string split, string metric) => model.Metric(split, metric).Level(4);
            table.Add(model.Model, Score("test", "AUC"), Score("test", "logloss"), Score("valid", "AUC"),
                Score("valid", "logloss"), model.Loss(trained: false).Level(4),
                string.Join(", ", model.Runs.Select(run => run.BestEpoch)));
        }

        return table.ToString();
    }
}
