using System.Text;
using RankElastor.Report.Drawing;

namespace RankElastor.Experiments.Sawtooth.Pages;

/// <summary>Every rank and every change behind the figures, folded away.</summary>
static class NumbersSection
{
    public static string Of(IReadOnlyList<DatasetRuns> all, IReadOnlyList<string> variants)
    {
        var text = new StringBuilder("## All numbers\n\nMean over seeds with its 95 % interval, in directions. *No structure* is the mean over Gaussian matrices of the site's shape. ");
        text.Append("A module that changes the shape of the matrix, or the whole model where it does, has the change of the ratio to that baseline in brackets after it.\n\n");
        foreach (var data in all)
        {
            foreach (var variant in variants)
            {
                text.Append($"<details><summary>{data.Dataset}, {variant}</summary>\n\n").Append(Ranks(data, variant)).Append(Changes(data, variant)).Append("</details>\n\n");
            }
        }

        return text.ToString();
    }

    static MarkdownTable Ranks(DatasetRuns data, string variant)
    {
        var table = new MarkdownTable(["site", .. data.Models.SelectMany(model => new[] { $"{model.Model}, initial", $"{model.Model}, trained", "shape; no structure" })]);
        foreach (var site in data.Mixer.Sites)
        {
            table.Add([site, .. data.Models.SelectMany(model => new[]
            {
                model.Rank(site, variant, false).Level(), model.Rank(site, variant, true).Level(),
                $"{model.Shape(site).Rows} × {model.Shape(site).Columns}; {Figures.Fixed(model.Baseline(site, variant), 2)}",
            })]);
        }

        return table;
    }

    static MarkdownTable Changes(DatasetRuns data, string variant)
    {
        var table = new MarkdownTable(["module", .. data.Models.SelectMany(model => new[] { $"{model.Model}, initial", $"{model.Model}, trained" })]);
        foreach (var (mixer, elastor) in data.Mixer.Modules.Zip(data.Elastor.Modules))
        {
            table.Add(mixer.Name, Cell(data.Mixer, mixer, variant, false), Cell(data.Mixer, mixer, variant, true),
                Cell(data.Elastor, elastor, variant, false), Cell(data.Elastor, elastor, variant, true));
        }

        return table;
    }

    static string Cell(ModelRuns model, SawtoothModule module, string variant, bool trained)
    {
        var change = model.Change(module, variant, trained);
        var ratio = model.Shape(module.From) == model.Shape(module.To) ? ""
            : $" (ratio {model.RatioChange(module, variant, trained).Change(3)}, {model.RatioChange(module, variant, trained).Word()})";
        return $"{change.Word()} {change.Change()}{ratio}";
    }
}
