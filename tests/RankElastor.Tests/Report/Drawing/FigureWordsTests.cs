using RankElastor.Report.Drawing;

namespace RankElastor.Tests.Report.Drawing;

public sealed class FigureWordsTests
{
    [Theory]
    [InlineData(3.146, "3.15 s")]
    [InlineData(9.96, "10 s")]
    [InlineData(119.2, "119 s")]
    [InlineData(121, "2 min 1 s")]
    [InlineData(7199, "119 min 59 s")]
    [InlineData(7200, "2 h 0 min")]
    [InlineData(9296, "2 h 34 min")]
    [InlineData(double.NaN, "–")]
    public void Duration_IsTold(double seconds, string words) => Assert.Equal(words, Figures.Duration(seconds));

    [Theory]
    [InlineData(0.5, "+50.0 %")]
    [InlineData(-0.5, "−50.0 %")]
    [InlineData(0, "0.00 %")]
    [InlineData(-0.00001, "0.00 %")]
    [InlineData(0.00994, "+0.99 %")]
    [InlineData(2, "+200 %")]
    [InlineData(double.NaN, "–")]
    public void Percent_HasASignAndAboutThreeDigits(double share, string words) =>
        Assert.Equal(words.Replace(' ', '\u00a0'), Figures.Percent(share));

    [Theory]
    [InlineData(0, 2, "0.00")]
    [InlineData(1.234, 2, "+1.23")]
    [InlineData(-1.234, 2, "−1.23")]
    [InlineData(-0.004, 2, "0.00")]
    public void Signed_HasASignWhereThereIsSomething(double value, int decimals, string words) =>
        Assert.Equal(words, Figures.Signed(value, decimals));

    [Theory]
    [InlineData(1, 2, "rises from 1.00 to 2.00")]
    [InlineData(2, 1, "falls from 2.00 to 1.00")]
    [InlineData(2, 2, "stays from 2.00 to 2.00")]
    public void Move_HasTheDirectionOfItsNumbers(double from, double to, string words) =>
        Assert.Equal(words, Sentence.MoveOf(from, to));
}
