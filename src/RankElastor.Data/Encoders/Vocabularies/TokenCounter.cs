using System.Text.Unicode;

namespace RankElastor.Data.Encoders.Vocabularies;

/// <summary>Counts tokens of the training rows and numbers them: more frequent first, equally frequent by first appearance.</summary>
public sealed class TokenCounter
{
    readonly TokenTable _tokens = new();
    long[] _counts = new long[64];

    /// <summary>Distinct tokens so far.</summary>
    public int Count => _tokens.Count;

    /// <summary>One more of a token.</summary>
    public void Add(ReadOnlySpan<byte> token)
    {
        var number = _tokens.FindOrAdd(token);
        if (number == _counts.Length)
        {
            Array.Resize(ref _counts, 2 * number);
        }

        _counts[number]++;
    }

    /// <summary>
    /// The vocabulary of the tokens that appeared at least <paramref name="minCount"/> times: ids 1, 2, … by count, or the token itself
    /// as id without <paramref name="remap"/>.
    /// </summary>
    /// <exception cref="InputException">A token is no UTF-8, or no usable id although remap is off.</exception>
    public Vocabulary Build(string fieldName, int minCount, bool remap)
    {
        var order = Enumerable.Range(0, _tokens.Count)
            .Where(number => _counts[number] >= minCount && !Vocabulary.IsReserved(_tokens[number]))
            .OrderByDescending(number => _counts[number]); // a stable sort: ties keep the order of first appearance
        var vocabulary = new Vocabulary(remap);
        foreach (var number in order)
        {
            if (!Utf8.IsValid(_tokens[number]))
            {
                throw InputException.At($"field {fieldName}", $"a token that is not UTF-8 ({Convert.ToHexString(_tokens[number])})", "UTF-8 text; convert the file");
            }

            vocabulary.Add(_tokens[number], fieldName);
        }

        return vocabulary;
    }
}
