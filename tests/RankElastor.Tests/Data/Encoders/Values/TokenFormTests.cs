using System.Globalization;
using System.Numerics;
using System.Text;
using CsCheck;
using RankElastor.Data.Encoders.Values;

namespace RankElastor.Tests.Data.Encoders.Values;

public sealed class TokenFormTests
{
    [Theory]
    [InlineData("7", "7")]
    [InlineData("007", "7")]
    [InlineData(" 7.0 ", "7")]
    [InlineData("+7e0", "7")]
    [InlineData("-0", "0")]
    [InlineData("-0.0e5", "0")]
    [InlineData("-007", "-7")]
    [InlineData("9223372036854775807", "9223372036854775807")]
    [InlineData("9223372036854775808", "9223372036854775808")]
    [InlineData("18446744073709551615", "18446744073709551615")]
    [InlineData("18446744073709551615.0", "18446744073709551615")]
    [InlineData("018446744073709551615.", "18446744073709551615")]
    [InlineData("-170141183460469231731687303715884105728", "-170141183460469231731687303715884105728")]
    [InlineData("1e15", "1000000000000000")]
    [InlineData("1.5E+1", "15")]
    [InlineData("1500e-2", "15")]
    [InlineData("1.8446744073709552e+19", "18446744073709552000")]
    public void Canonical_WholeNumbers_AreTheirDigits(string raw, string token)
    {
        Assert.Equal(token, Canonical(raw, ValueForm.Whole));
        Assert.Equal(token, Canonical(raw, ValueForm.Real));
        Assert.Equal(raw, Canonical(raw, ValueForm.Text));
    }

    [Theory]
    [InlineData("0.10", "0.1")]
    [InlineData("1.5", "1.5")]
    [InlineData("1e-7", "1E-07")]
    [InlineData("9007199254740993.5", "9007199254740994")]
    public void Canonical_Fractions_AreTheShortestText_AndNoWholeNumbers(string raw, string token)
    {
        Assert.Equal(token, Canonical(raw, ValueForm.Real));
        Assert.Null(Canonical(raw, ValueForm.Whole));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("-")]
    [InlineData("1.2.3")]
    [InlineData("--1")]
    [InlineData("1e")]
    [InlineData("e5")]
    [InlineData("0x10")]
    [InlineData("1e999")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("12 13")]
    public void Canonical_Other_IsRefused(string raw)
    {
        Assert.Null(Canonical(raw, ValueForm.Real));
        Assert.Null(Canonical(raw, ValueForm.Whole));
    }

    /// <summary>Any decimal text against exact arithmetic: m · 10^k is whole iff 10^−k divides m.</summary>
    [Fact]
    public void Canonical_IsExactArithmetic() =>
        Gen.Select(
            Gen.String[Gen.Char['0', '9'], 1, 25], Gen.String[Gen.Char['0', '3'], 0, 6], Gen.Int[-8, 20], Gen.Bool)
        .Sample((whole, fraction, exponent, isNegative) =>
        {
            var raw = $"{(isNegative ? "-" : "")}{whole}.{fraction}e{exponent}";
            var mantissa = BigInteger.Parse(whole + fraction, CultureInfo.InvariantCulture) * (isNegative ? -1 : 1);
            var scale = exponent - fraction.Length;
            var power = BigInteger.Pow(10, Math.Abs(scale));
            var expected = scale >= 0 ? mantissa * power
                : mantissa % power == 0 ? mantissa / power : (BigInteger?)null;
            Assert.Equal(expected?.ToString(CultureInfo.InvariantCulture), Canonical(raw, ValueForm.Whole));
        }, iter: 5000);

    [Theory]
    [InlineData("1.2345678901234568E+17", true)]
    [InlineData("1.2345678901234568e+17", true)]
    [InlineData("1.6777217E+07", true)]
    [InlineData("9.0071992547409920E+015", true)]
    [InlineData("9007199254740993.0", true)]
    [InlineData("9007199254740991.0", false)]
    [InlineData("16777217.0", false)]
    [InlineData("1.5E+03", false)]
    [InlineData("123E+17", false)]
    [InlineData("123456789012345678", false)]
    [InlineData("1.x345678901234568E+17", false)]
    [InlineData("E+17", false)]
    public void IsRounded_KnowsWhatPassedThroughFloatingPoint(string token, bool isRounded) =>
        Assert.Equal(isRounded, TokenForm.IsRounded(Encoding.UTF8.GetBytes(token)));

    static string? Canonical(string raw, ValueForm form) =>
        TokenForm.TryCanonical(Encoding.UTF8.GetBytes(raw), form, new byte[TokenForm.MaxLength], out var token)
            ? Encoding.UTF8.GetString(token) : null;
}
