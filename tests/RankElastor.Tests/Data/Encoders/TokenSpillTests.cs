using System.Globalization;
using System.Text;
using CsCheck;
using RankElastor.Data.Encoders.Values;
using RankElastor.Data.Encoders.Vocabularies;

namespace RankElastor.Tests.Data.Encoders;

public sealed class TokenSpillTests
{
    [Fact]
    public void Build_AfterSpills_IsTheVocabularyOfMemoryAlone() =>
        Gen.Select(Gen.Int[0, 400].Array[0, 3000], Gen.Int[1, 4]).Sample((tokens, minCount) =>
        {
            using var budget = new CountingBudget(8000);
            var (spilling, plain) = (new TokenCounter(budget), new TokenCounter());
            foreach (var token in tokens)
            {
                var bytes = Encoding.UTF8.GetBytes(
                    token % 7 == 0 ? $"a token of more than fifteen bytes {token}" : $"t{token}");
                spilling.Add(bytes);
                plain.Add(bytes);
            }

            Assert.Equal(
                plain.Build("f", minCount, remap: true).Entries, spilling.Build("f", minCount, remap: true).Entries);
            Assert.True(budget.Spills > 1 || tokens.Distinct().Count() < 200);
        }, iter: 100);

    [Fact]
    public void TokenTable_TellsTokensOfAnyLengthApart() => Gen.Int[0, 24].Sample(length =>
    {
        var table = new TokenTable();
        var token = Enumerable.Range(1, length).Select(value => (byte)value).ToArray();
        Assert.Equal(0, table.FindOrAdd(token));
        for (var index = 0; index < length; index++)
        {
            var other = token.ToArray();
            other[index] ^= 0x80;
            Assert.Equal(-1, table.Find(other));
        }

        Assert.Equal(-1, table.Find([.. token, 0]));
        Assert.Equal(0, table.Find(token));
    });

    [Fact]
    public void ShortDecimal_HasTheBitsOfTheGeneralParser() =>
        Gen.Select(Gen.Long[-999_999_999_999_999, 999_999_999_999_999], Gen.Int[0, 16]).Sample((digits, point) =>
        {
            var text = digits.ToString(CultureInfo.InvariantCulture);
            text = point < text.Length && text[0] != '-' ? text.Insert(point, ".") : text;
            Assert.True(ShortDecimal.TryRead(Encoding.UTF8.GetBytes(text), out var value));
            Assert.Equal(
                BitConverter.DoubleToInt64Bits(double.Parse(text, CultureInfo.InvariantCulture)),
                BitConverter.DoubleToInt64Bits(value));
        }, iter: 10_000);

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData(".")]
    [InlineData("1e3")]
    [InlineData(" 1")]
    [InlineData("1.2.3")]
    [InlineData("1234567890123456")]
    public void ShortDecimal_LeavesOtherFormsAlone(string text) =>
        Assert.False(ShortDecimal.TryRead(Encoding.UTF8.GetBytes(text), out _));

    [Fact]
    public void ShortDecimal_KeepsTheSignOfZero()
    {
        Assert.True(ShortDecimal.TryRead("-0.0"u8, out var zero));
        Assert.True(double.IsNegative(zero));
    }
}
