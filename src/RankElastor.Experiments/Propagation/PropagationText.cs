using RankElastor.Experiments.Pages;
using RankElastor.Numerics.Statistics;
using RankElastor.Report.Drawing;

namespace RankElastor.Experiments.Propagation;

/// <summary>Losses in words and numbers.</summary>
static class PropagationText
{
    /// <summary>A number of so many decimals.</summary>
    public static string Number(double value, int decimals) => Figures.Fixed(value, decimals);

    /// <summary>A loss: <c>+0.012 [+0.003, +0.021]</c>.</summary>
    public static string Lost(Interval lost, int decimals = 3) => lost.Change(decimals);

    /// <summary>What a loss would have to be to be told from the margin.</summary>
    public static string Least(Interval lost, double margin, int decimals = 3)
    {
        var apart = PropagationRule.LeastSeen(lost);
        return double.IsNaN(apart) ? "one seed tells nothing"
            : $"seen in eight of ten: below {Number(margin - apart, decimals)} or above "
                + Number(margin + apart, decimals);
    }
}
