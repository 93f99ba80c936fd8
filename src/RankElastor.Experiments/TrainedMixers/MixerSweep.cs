using RankElastor.Experiments.Pages;
using RankElastor.Numerics.Statistics;
using RankElastor.Report.Drawing;

namespace RankElastor.Experiments.TrainedMixers;

/// <summary>Arms on images of one kind, and what became of each with every seed.</summary>
sealed record MixerSweep(
    string Images, IReadOnlyList<MixerArm> Arms, Func<MixerArm, IReadOnlyList<MixerResult>> Results)
{
    const string File = "width.svg", Title = "Mixers of the same number of connections";

    /// <summary>The page's section: the picture, a table of each sweep, and one of the other arms.</summary>
    public static string Section(string folder, IReadOnlyList<MixerSweep> sweeps, MixerSweep others)
    {
        PageFile.Write(Path.Combine(folder, File), Draw(sweeps));
        var tables = sweeps.Select(sweep => $"Mixers, {sweep.Images}:\n\n{sweep.Table()}\n");
        return $"## Width, connections and parameters\n\n![{Title}]({File})\n\n{string.Concat(tables)}"
            + $"The other networks, generated images:\n\n{others.Table()}\n";
    }

    MarkdownTable Table()
    {
        var rows = new MarkdownTable(
            "network", "width", "not 0", "Ω", "parameters", "test accuracy ± SD", "training accuracy",
            "largest gradient");
        foreach (var arm in Arms)
        {
            var results = Results(arm);
            double[] scores = [.. results.Select(result => result.Accuracy)];
            rows.Add(
                arm.ToString(), Figures.Whole(arm.Width), Figures.Fixed(arm.Density, 4),
                Figures.Fixed(results[0].Omega, 0), Figures.Whole((int)results[0].Parameters),
                $"{Figures.Fixed(Sample.Mean(scores), 3)} ± {Figures.Fixed(Sample.StandardDeviation(scores), 3)}",
                Figures.Fixed(results.Average(result => result.Learned), 3),
                Figures.Fixed(results.Average(result => result.Gradient), 2));
        }

        return rows;
    }

    static string Draw(IReadOnlyList<MixerSweep> sweeps) => PanelsFigure.Draw(
        Title, "tokens S; bars: all seeds", [.. sweeps[0].Arms.Select(arm => Figures.Whole(arm.Reads))],
        [
            new("test accuracy", [.. sweeps.Select(sweep => sweep.Line(sweep.Images, result => result.Accuracy))]),
            new("numbers of generated images' networks",
                [
                    sweeps[0].Line("connections Ω", result => result.Omega),
                    sweeps[0].Line("parameters", result => result.Parameters),
                ]),
        ]);

    PanelLine Line(string name, Func<MixerResult, double> of) =>
        new(name, [.. Arms.Select(arm => (double[])[.. Results(arm).Select(of)])]);
}
