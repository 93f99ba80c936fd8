using RankElastor.Numerics.Density;
using RankElastor.Report.Drawing;

namespace RankElastor.Experiments.Sawtooth;

/// <summary>
/// The mean of one number per seed with its 95 % interval over seeds, mean ± t · s / √n. With fewer than two seeds
/// the interval is not a number and no direction is clear.
/// </summary>
sealed record SeedInterval(double Mean, double Low, double High, int Seeds)
{
    /// <summary>+1 all of the interval lies above zero, −1 below, 0 neither.</summary>
    public int Direction => Low > 0 ? 1 : High < 0 ? -1 : 0;

    /// <summary>A change that no interval of two decimals would show.</summary>
    public bool IsNothing => Math.Max(Math.Abs(Low), Math.Abs(High)) < 0.005;

    /// <summary>The direction of a change, in a word.</summary>
    public string Word => IsNothing ? "unchanged" : Direction switch { > 0 => "expands", < 0 => "contracts", _ => "unclear" };

    /// <summary>The interval of the finite ones among the values.</summary>
    public static SeedInterval Of(IEnumerable<double> values)
    {
        var finite = values.Where(double.IsFinite).ToArray();
        var mean = Statistics.Mean(finite);
        var half = finite.Length < 2 ? double.NaN : StudentT.TwoSided95(finite.Length - 1) * Statistics.StandardDeviation(finite) / Math.Sqrt(finite.Length);
        return new SeedInterval(mean, mean - half, mean + half, finite.Length);
    }

    /// <summary>A level: <c>8.57 [8.40, 8.74]</c>.</summary>
    public string Level(int decimals = 2) => $"{Figures.Fixed(Mean, decimals)} [{Figures.Fixed(Low, decimals)}, {Figures.Fixed(High, decimals)}]";

    /// <summary>A change: <c>+1.56 [+1.22, +1.90]</c>.</summary>
    public string Change(int decimals = 2) => $"{Figures.Signed(Mean, decimals)} [{Figures.Signed(Low, decimals)}, {Figures.Signed(High, decimals)}]";
}
