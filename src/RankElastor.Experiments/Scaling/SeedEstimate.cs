using RankElastor.Numerics.Randomness;
using RankElastor.Numerics.Statistics;
using RankElastor.Report.Drawing;

namespace RankElastor.Experiments.Scaling;

/// <summary>
/// A number computed from the runs of several seeds, with two 95 % intervals. The bootstrap draws seeds with
/// replacement, for all models and sizes the same ones; with few seeds it is too narrow (five: about two thirds).
/// Student's t is of the numbers that the seeds give one by one.
/// </summary>
/// <param name="Value">Of all seeds.</param>
/// <param name="Low">2.5 % quantile over resamples; NaN where one of them is undefined.</param>
/// <param name="High">97.5 % quantile.</param>
/// <param name="BySeed">The mean of the seeds' own numbers.</param>
readonly record struct SeedEstimate(double Value, double Low, double High, Interval BySeed)
{
    /// <summary>Drawn each time.</summary>
    public const int Resamples = PairedBootstrap.Usual;

    const ulong Draws = 2019;

    /// <summary>+1 where both intervals lie above 0, −1 where both lie below, else 0.</summary>
    public int Direction => Low > 0 && BySeed.Low > 0 ? 1 : High < 0 && BySeed.High < 0 ? -1 : 0;

    /// <summary>Of a statistic of seeds, which are given by their places 0 … <paramref name="seeds"/> − 1.</summary>
    public static SeedEstimate Of(int seeds, Func<IReadOnlyList<int>, double> statistic)
    {
        var (random, values, drawn) = (new SeededRandom(Draws), new double[Resamples], new int[seeds]);
        for (var i = 0; i < Resamples; i++)
        {
            var stream = random.Fork(i);
            for (var j = 0; j < seeds; j++)
            {
                drawn[j] = stream.NextInt(seeds);
            }

            values[i] = statistic(drawn);
        }

        var all = Enumerable.Range(0, seeds).ToList();
        return new(
            statistic(all), Sample.Quantile(values, 0.025), Sample.Quantile(values, 0.975),
            Interval.OfMean(all.Select(seed => statistic([seed]))));
    }

    /// <summary><c>+0.0012 [+0.0010, +0.0014]; t [+0.0008, +0.0016]</c>.</summary>
    public string Text(int decimals)
    {
        string Signed(double value) => Figures.Signed(value, decimals);
        return $"{Signed(Value)} [{Signed(Low)}, {Signed(High)}]; t [{Signed(BySeed.Low)}, {Signed(BySeed.High)}]";
    }
}
