using RankElastor.Numerics.Statistics;
using RankElastor.Report.Drawing;

namespace RankElastor.Experiments.Epochs;

/// <summary>
/// How many times the time or memory of another model a model takes: exp of the mean over rounds of the logarithm of
/// the ratio within a round, and of its 95 % interval by Student's t.
/// </summary>
/// <param name="Quantity"><c>time</c> or <c>memory</c>.</param>
/// <param name="Experiment">The experiment above the line.</param>
/// <param name="Against">The one below.</param>
/// <param name="Ratio">The geometric mean.</param>
/// <param name="Low">Lower end; NaN for fewer than 2 rounds.</param>
/// <param name="High">Upper end.</param>
public sealed record EpochRatio(
    string Quantity, string Experiment, string Against, double Ratio, double Low, double High)
{
    /// <summary>Seconds of the epoch.</summary>
    public const string Time = "time";

    /// <summary>Peak resident memory.</summary>
    public const string Memory = "memory";

    /// <summary>1.12 [1.08, 1.16].</summary>
    internal string Text => $"{Rounded(Ratio)} [{Rounded(Low)}, {Rounded(High)}]";

    static string Rounded(double ratio) => ratio < 10 ? Figures.Fixed(ratio, 3) : Figures.Short(ratio);

    static double Measure(string quantity, EpochCost cost) =>
        quantity == Time ? cost.Seconds : cost.PeakRssMb;

    /// <summary>One ratio per round.</summary>
    internal static IEnumerable<double> InRounds(
        string quantity, string experiment, string against, IEnumerable<EpochRound> rounds) => rounds.Select(
            round => Measure(quantity, round.Of(experiment)) / Measure(quantity, round.Of(against)));

    internal static EpochRatio Over(
        string quantity, string experiment, string against, IEnumerable<EpochRound> rounds)
    {
        var ratios = InRounds(quantity, experiment, against, rounds);
        var mean = new PairedDifferences(ratios.Select(ratio => Math.Log(ratio))).Mean;
        return new(
            quantity, experiment, against, Math.Exp(mean.Mean), Math.Exp(mean.Low), Math.Exp(mean.High));
    }
}
