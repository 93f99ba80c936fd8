using RankElastor.Numerics.Statistics;
using RankElastor.Report.Drawing;
using RankElastor.Report.Forms;
using RankElastor.Report.Reading;
using RankElastor.Training.Inspection;
using RankElastor.Training.Probes.Measures;

namespace RankElastor.Report.Stages;

/// <summary>The mean rank of the inspected rows through a model's sites; without structure dashed.</summary>
static class InspectionChart
{
    /// <summary>The entropy rank on singular values; null for a model with a single site.</summary>
    public static Chart? Draw(ModelInspection inspection)
    {
        if (inspection.Sites.Count < 2)
        {
            return null;
        }

        Measure rank = SpectrumMeasures.EntropyRankSv, ratio = SpectrumMeasures.BaselineRatio;
        List<(int Place, string Site, double Rank, double Baseline)> seen =
        [
            .. inspection.Sites.Select((site, place) =>
            {
                var mean = site.Measures.GetValueOrDefault(rank, double.NaN);
                return (place, site.Name, mean, mean / site.Measures.GetValueOrDefault(ratio, double.NaN));
            }).Where(site => double.IsFinite(site.mean)),
        ];
        var title = $"{Variant.Of(rank).Title} through the model";
        var reading = seen.Count < 2 ? ""
            : $"It {Sentence.Move(seen[0].Rank, seen[^1].Rank)} from {Figures.Short(seen[0].Rank)} at {seen[0].Site} "
            + $"to {Figures.Short(seen[^1].Rank)} at {seen[^1].Site}.";
        var points = seen.ConvertAll(at => new PlacesPoint(at.Place, new Interval(at.Rank, double.NaN, 1)));
        var form = new PlacesForm
        {
            Description = $"{title}. {reading}",
            Values = Variant.Of(rank).Axis,
            Places = [.. inspection.Sites.Select(site => site.Name)],
            Lines = [new PlacesLine(inspection.Model, 0, IsInitial: false, IsGrey: false, points)],
            Rules = [.. seen.Where(at => double.IsFinite(at.Baseline)).Select(at => (at.Place, at.Baseline))],
        };
        LegendEntry[] legend =
            [LegendEntry.Of(inspection.Model, 0), new("no structure (Gaussian matrix of that shape)", "rule")];
        var data = new Csv($"trajectory-{rank.Name}", "site", "mean", "baseline", "rows", "logloss");
        foreach (var (_, site, mean, baseline) in seen)
        {
            data.Add(site, mean, baseline, inspection.Sample, inspection.Logloss);
        }

        return new Chart(title, reading, inspection.Loss, form.Draw(), legend, data);
    }
}
