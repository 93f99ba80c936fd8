using RankElastor.Numerics.Statistics;
using RankElastor.Numerics.Threads;

namespace RankElastor.Tests.Numerics.Statistics;

/// <summary>Against all n^n resamples of a few units, within the error of drawing some of them.</summary>
public sealed class PairedBootstrapTests
{
    static readonly WeightedDifferences _rows = new(new[] { 0.3, -0.1, 0.25, -0.05, 0.1 }, default);
    static readonly WeightedDifferences _groups = new(
        new[] { 0.3, -0.2, 0.25, 0, -0.5 }, new double[] { 3, 5, 2, 4, 1 });

    public static TheoryData<WeightedDifferences> Cases => [_rows, _groups];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Interval_AndP_AreThoseOfAllResamples(WeightedDifferences units)
    {
        var all = AllResamples(units);
        const int Draws = 40_000;
        var drawn = PairedBootstrap.Of(units, seed: 1, Draws);

        var q = Math.Min(all.Count(mean => mean <= 0), all.Count(mean => mean >= 0)) / (double)all.Length;
        Assert.Equal(2 * q, drawn.P, 4 * 2 * Math.Sqrt(q * (1 - q) / Draws));
        Assert.Equal(2 * Math.Sqrt(q * (1 - q) / Draws), drawn.MonteCarloError, 1e-3);
        var near = 4 * Math.Sqrt(0.025 * 0.975 / Draws); // of the place of an end, four standard errors
        Assert.InRange(drawn.Low, At(all, 0.025 - near), At(all, 0.025 + near));
        Assert.InRange(drawn.High, At(all, 0.975 - near), At(all, 0.975 + near));
    }

    [Fact]
    public void SameSeed_GivesTheSame_OnAnyNumberOfThreads()
    {
        var one = PairedBootstrap.Of(_groups, 5);
        Assert.Equal(one, PairedBootstrap.Of(_groups, 5, workers: new Workers(3)));
        Assert.NotEqual(one.P, PairedBootstrap.Of(_groups, 6).P);
    }

    [Fact]
    public void Degenerate_IsSaid()
    {
        Assert.True(double.IsNaN(PairedBootstrap.Of(new(default, default), 1).P));
        Assert.True(double.IsNaN(PairedBootstrap.Of(new(new[] { 1.0 }, new[] { 0.0 }), 1).Low));
        var same = PairedBootstrap.Of(new(new[] { 0.0, 0, 0 }, default), 1);
        Assert.Equal((0, 0, 0, 1), (same.Mean, same.Low, same.High, same.P));
        var sure = PairedBootstrap.Of(new(new[] { 0.5, 0.5 }, default), 1, 99);
        Assert.Equal((0.5, 0.5, 0.5, 0.02), (sure.Mean, sure.Low, sure.High, sure.P)); // 2 · 1 / 100, never 0
        Assert.Throws<ArgumentOutOfRangeException>(() => PairedBootstrap.Of(_rows, 1, 39));
        Assert.Throws<ArgumentOutOfRangeException>(() => new WeightedDifferences(new[] { 1.0 }, new[] { 1.0, 2 }));
    }

    [Fact]
    public void Error_IsThatOfAMean_AndOfARatio()
    {
        Assert.Equal(0.1, _rows.Mean, 1e-15);
        // squares .04 + .04 + .0225 + .0225 + 0 = .125; √(.125 / 4 / 5)
        Assert.Equal(Math.Sqrt(0.00625), _rows.Gain().Error, 1e-15);
        // mean −.1/15; Σ w² (d − m)² by hand, times 5/4, over 15²
        var m = -0.1 / 15;
        var squares = 9 * Math.Pow(0.3 - m, 2) + 25 * Math.Pow(-0.2 - m, 2) + 4 * Math.Pow(0.25 - m, 2)
            + 16 * m * m + Math.Pow(-0.5 - m, 2);
        Assert.Equal(m, _groups.Mean, 1e-15);
        Assert.Equal(Math.Sqrt(squares * 1.25) / 15, _groups.Gain().Error, 1e-15);
        Assert.True(double.IsNaN(new WeightedDifferences(new[] { 1.0 }, default).Gain().Error));
    }

    static double At(double[] ascending, double level) =>
        ascending[Math.Clamp((int)(level * ascending.Length), 0, ascending.Length - 1)];

    /// <summary>The means of all n^n equally likely resamples, ascending.</summary>
    static double[] AllResamples(WeightedDifferences units)
    {
        var (values, n) = (units.Values.ToArray(), units.Values.Length);
        double[] weights = units.Weights.IsEmpty ? [.. Enumerable.Repeat(1.0, n)] : units.Weights.ToArray();
        var means = new double[(int)Math.Pow(n, n)];
        for (var resample = 0; resample < means.Length; resample++)
        {
            var (sum, all, rest) = (0.0, 0.0, resample);
            for (var place = 0; place < n; place++, rest /= n)
            {
                sum += weights[rest % n] * values[rest % n];
                all += weights[rest % n];
            }

            means[resample] = sum / all;
        }

        Array.Sort(means);
        return means;
    }
}
