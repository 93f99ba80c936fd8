using System.Text;
using RankElastor.Experiments.Pages;
using RankElastor.Report.Drawing;

namespace RankElastor.Experiments.Sawtooth.Pages;

/// <summary>Every rank and every change behind the figures, folded away.</summary>
static class NumbersSection
{
    public static string Of(IReadOnlyList<DatasetRuns> all, IReadOnlyList<string> variants)
    {
        var text = new StringBuilder("""
            ## All numbers

            Mean over seeds with its 95 % interval, in directions. *No structure* is the mean over Gaussian matrices of
            the site's shape. A module that changes the shape of the matrix, or the whole model where it does, has the
            change of the ratio to that baseline in brackets after it.


            """);
        foreach (var data in all)
        {
            foreach (var variant in variants)
            {
                text.Append($"<details><summary>{data.Dataset}, {variant}</summary>\n\n")
                    .Append(Ranks(data, variant)).Append(Changes(data, variant)).Append("</details>\n\n");
            }
        }

        return text.ToString();
    }

    static MarkdownTable Ranks(DatasetRuns data, string variant)
    {
        string[] Header(ModelRuns model) =>
            [$"{model.Model}, initial", $"{model.Model}, trained", "shape; no structure"];
        var table = new MarkdownTable(["site", .. data.Models.SelectMany(Header)]);
        foreach (var site in data.Mixer.Sites)
        {
            string[] Cells(ModelRuns model)
            {
                var (rows, columns) = model.Shape(site);
                var baseline = Figures.Fixed(model.Baseline(site, variant), 2);
                var (initial, trained) = (model.Rank(site, variant, false), model.Rank(site, variant, true));
                return [initial.Level(), trained.Level(), $"{rows} × {columns}; {baseline}"];
            }

            table.Add([site, .. data.Models.SelectMany(Cells)]);
        }

        return table;
    }

    static MarkdownTable Changes(DatasetRuns data, string variant)
    {
        string[] Header(ModelRuns model) => [$"{model.Model}, initial", $"{model.Model}, trained"];
        string[] Cells(ModelRuns model, int module) =>
            [Cell(model, model.Modules[module], variant, false), Cell(model, model.Modules[module], variant, true)];
        var table = new MarkdownTable(["module", .. data.Models.SelectMany(Header)]);
        var modules = data.Mixer.Modules;
        for (var i = 0; i < Math.Min(modules.Count, data.Elastor.Modules.Count); i++)
        {
            table.Add([modules[i].Name, .. data.Models.SelectMany(model => Cells(model, i))]);
        }

        return table;
    }

    static string Cell(ModelRuns model, SawtoothModule module, string variant, bool trained)
    {
        var change = model.Change(module, variant, trained);
        var ratio = model.RatioChange(module, variant, trained);
        var reshapes = model.Shape(module.From) != model.Shape(module.To);
        return $"{change.Word()} {change.Change()}" + (reshapes ? $" (ratio {ratio.Change(3)}, {ratio.Word()})" : "");
    }
}
