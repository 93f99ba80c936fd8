using System.Text;
using RankElastor.Data.Encoders.Values;
using RankElastor.Data.Encoders.Vocabularies;

namespace RankElastor.Data.Encoders;

/// <summary>
/// Why tokens are unknown: whether a vocabulary has them in another spelling, as when one file says 12.0 and another
/// 12.
/// </summary>
static class Spelling
{
    const int MostDigits = 12;

    static readonly (string Difference, Func<string, IEnumerable<string>> Others)[] _differences =
    [
        ("blanks around it", token => [token.Trim(), token + " ", " " + token]),
        ("upper and lower case",
            token => [token.ToLowerInvariant(), token.ToUpperInvariant(), Capital(token.ToLowerInvariant())]),
        ("another way to write the number", Numbers),
        ("leading zeros", token => Enumerable.Range(1, MostDigits).Select(digits => token.PadLeft(digits, '0'))),
        ("quotation marks", token => [token.Trim('"', '\''), $"\"{token}\"", $"'{token}'"]),
    ];

    /// <summary>
    /// The difference by which the most of these unknown tokens, and at least half of them, would be known; null where
    /// there is none.
    /// </summary>
    public static (string Difference, string Found, string Known)? Of(
        Vocabulary vocabulary, IReadOnlyList<byte[]> unknown)
    {
        var tokens = unknown.Select(Encoding.UTF8.GetString).ToList();
        var explained = _differences.Select(rule => (rule.Difference, Pairs: Known(rule.Others))).ToList();
        var (difference, pairs) = explained.MaxBy(rule => rule.Pairs.Count);
        return pairs.Count > 0 && 2 * pairs.Count >= tokens.Count
            ? (difference, pairs[0].Token, pairs[0].Other)
            : null;

        List<(string Token, string Other)> Known(Func<string, IEnumerable<string>> others) =>
        [
            .. tokens.Select(token => (token, other: others(token).FirstOrDefault(IsKnown)))
                .Where(pair => pair.other is not null).Select(pair => (pair.token, pair.other!)),
        ];

        bool IsKnown(string token) =>
            vocabulary.Id(Encoding.UTF8.GetBytes(token)) != vocabulary.OutOfVocabulary;
    }

    static IEnumerable<string> Numbers(string token)
    {
        var canonical = new byte[TokenForm.MaxLength];
        return TokenForm.TryCanonical(Encoding.UTF8.GetBytes(token), ValueForm.Real, canonical, out var number)
            && Encoding.UTF8.GetString(number) is var shortest
            ? [shortest, shortest + ".0"]
            : [];
    }

    static string Capital(string token) => token.Length == 0 ? token : char.ToUpperInvariant(token[0]) + token[1..];
}
