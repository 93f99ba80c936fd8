using System.Globalization;
using RankElastor.Experiments.Lab;

namespace RankElastor.Experiments.Epochs;

/// <summary>
/// What the paper says of an epoch of RankElastor beside one of RankMixer (section 4.2, figure 4), and when that holds.
/// The rules were fixed before anything was measured; an end that is exactly a bound counts as within.
/// </summary>
static class EpochClaims
{
    /// <summary>The paper's 10 to 15 %, with five points of room on either side.</summary>
    public const double LeastTime = 1.05, MostTime = 1.20;

    /// <summary>What "similar" memory may come to.</summary>
    public const double MostMemory = 1.15;

    /// <summary>The models' names in configurations.</summary>
    public const string Above = "RankElastor", Below = "RankMixer";

    /// <summary>An epoch takes 10 to 15 % longer.</summary>
    public static Claim Time(EpochRatio ratio) => Made(
        "P33", "An epoch takes 10 to 15 % longer than one of RankMixer.",
        $"the interval of the ratio lies within [{Bound(LeastTime)}, {Bound(MostTime)}]; refuted: wholly outside",
        ratio,
        holds: ratio.Low >= LeastTime && ratio.High <= MostTime,
        refuted: ratio.High < LeastTime || ratio.Low > MostTime);

    /// <summary>Memory is similar.</summary>
    public static Claim Memory(EpochRatio ratio) => Made(
        "P34", "Memory is similar to RankMixer's.",
        $"the interval of the ratio lies below {Bound(MostMemory)}; refuted: wholly above", ratio,
        holds: ratio.High < MostMemory, refuted: ratio.Low > MostMemory);

    static Claim Made(string id, string statement, string rule, EpochRatio ratio, bool holds, bool refuted) => new(
        id, statement, rule, $"{ratio.Experiment} / {ratio.Against}: {ratio.Text}", "",
        holds ? Claim.Holds : refuted ? Claim.Refuted : Claim.Inconclusive);

    static string Bound(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);
}
