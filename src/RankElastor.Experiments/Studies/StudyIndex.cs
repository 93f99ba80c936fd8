using System.Text;
using RankElastor.Experiments.Pages;
using RankElastor.Report.Drawing;

namespace RankElastor.Experiments.Studies;

/// <summary>The page over a study's data sets: models beside each other, and all verdicts.</summary>
public static class StudyIndex
{
    const string File = "tables.md";

    /// <summary>Writes <c>tables.md</c> into a folder that holds a folder for each data set.</summary>
    /// <param name="folder">The study's folder.</param>
    /// <param name="command">The command, for the page.</param>
    /// <param name="results">Of each data set.</param>
    /// <returns>The page's file.</returns>
    public static string Write(string folder, string command, IReadOnlyList<StudyResult> results)
    {
        var page = new StringBuilder($"# Study on {string.Join(", ", results.Select(result => result.Dataset))}\n\n")
            .Append($"`{command}`\n\nEach data set has a page with intervals, budgets, commit and machine: ")
            .Append(string.Join(", ", results.Select(result => $"[{result.Dataset}]({Link(folder, result)})")))
            .Append(". Tests are corrected (Holm) over the pairs of one metric of one data set, not over data ")
            .Append("sets.\n\n");
        foreach (var metric in results.SelectMany(result => result.Models).Select(model => model.Metric).Distinct())
        {
            page.Append($"## {metric}\n\nMean ± standard deviation over seeds.\n\n").Append(Models(results, metric))
                .Append(Verdicts(results, metric));
        }

        var file = Path.Combine(folder, File);
        PageFile.Write(file, page.ToString());
        return file;
    }

    static MarkdownTable Models(IReadOnlyList<StudyResult> results, string metric)
    {
        var table = new MarkdownTable(["model", .. results.Select(result => result.Dataset)]);
        var names = results.SelectMany(result => result.Models.Select(model => Short(result, model.Experiment)));
        foreach (var name in names.Distinct())
        {
            table.Add([name, .. results.Select(result => result.Models
                .Where(model => model.Metric == metric && Short(result, model.Experiment) == name)
                .Select(model => $"{Figures.LongScore(model.Mean)} ± {Figures.LongScore(model.Deviation)}")
                .FirstOrDefault(Figures.Missing))]);
        }

        return table;
    }

    static MarkdownTable Verdicts(IReadOnlyList<StudyResult> results, string metric)
    {
        var table = new MarkdownTable(["pair", .. results.Select(result => result.Dataset)]);
        var texts = results.SelectMany(result => result.Verdicts.Select(pair => Text(result, pair))).Distinct();
        foreach (var text in texts)
        {
            table.Add([text, .. results.Select(result => result.Verdicts
                .Where(pair => pair.Metric == metric && Text(result, pair) == text)
                .Select(pair => $"{Figures.Signed(pair.Difference, 5)} [{Figures.Signed(pair.Low, 5)}, "
                    + $"{Figures.Signed(pair.High, 5)}]: {pair.Verdict}").FirstOrDefault(Figures.Missing))]);
        }

        return table;
    }

    static string Text(StudyResult result, StudyVerdict pair) =>
        pair.Contrast.Text(name => Short(result, name));

    static string Short(StudyResult result, string experiment) => StudyArm.ShortName(experiment, result.Dataset);

    static string Link(string folder, StudyResult result) => Path.GetRelativePath(folder, result.Page);
}
