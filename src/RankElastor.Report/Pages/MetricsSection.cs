using RankElastor.Report.Charts;
using RankElastor.Report.Drawing;
using RankElastor.Report.Reading;

namespace RankElastor.Report.Pages;

/// <summary>Metrics by epoch and the training loss by step.</summary>
static class MetricsSection
{
    public static void Write(Html html, RunSet set)
    {
        html.Section("metrics", "How the model learned", Explanations.Metrics);
        var evaluations = set.Runs.SelectMany(run => run.Evaluations);
        foreach (var metric in Metric.Order(evaluations.SelectMany(point => point.Record.Metrics.Keys)))
        {
            html.Card(MetricChart.Draw(set, metric));
        }

        if (set.Runs.Any(run => run.Steps.Count > 1))
        {
            html.Card(StepChart.Draw(set));
        }

        if (ReliabilityChart.Draw(set) is { } reliability)
        {
            html.Card(reliability);
        }

        html.Raw($"</div>");
        if (set.Runs.All(run => run.Evaluations.Count == 0))
        {
            html.Raw($"""<p class="note">No evaluation was recorded.</p>""");
        }

        html.Raw($"</section>");
    }
}
