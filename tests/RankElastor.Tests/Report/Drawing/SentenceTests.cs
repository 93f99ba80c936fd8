using RankElastor.Report.Drawing;

namespace RankElastor.Tests.Report.Drawing;

public sealed class SentenceTests
{
    [Theory]
    [InlineData("validation logloss 0.4", "Validation logloss 0.4")]
    [InlineData("over-smoothing is seen", "Over-smoothing is seen")]
    [InlineData("m_seed1: mixing lowers", "m_seed1: mixing lowers")]
    [InlineData("block1 raises", "block1 raises")]
    [InlineData("entropy rank", "Entropy rank")]
    [InlineData("é", "É")]
    [InlineData("", "")]
    public void Capital_LeavesNamesAsTheyAre(string text, string expected) =>
        Assert.Equal(expected, Sentence.Capital(text));
}
