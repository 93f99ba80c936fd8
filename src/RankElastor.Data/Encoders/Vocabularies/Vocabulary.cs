using System.Buffers.Text;
using System.Text;
using RankElastor.Data.Files;

namespace RankElastor.Data.Encoders.Vocabularies;

/// <summary>
/// Token to id, by FuxiCTR's rule: 0 is padding, known tokens have 1, 2, …, and the last id, <see cref="Size"/> − 1,
/// is out of vocabulary. Without remapping a known token is its own id and out of vocabulary is one above the
/// largest.
/// </summary>
public sealed class Vocabulary(bool remap)
{
    readonly TokenTable _tokens = new();
    readonly List<int> _givenIds = [];
    int _largest;
    int _further; // tokens that only given vectors know

    /// <summary>False where tokens are ids.</summary>
    public bool Remap { get; } = remap;

    /// <summary>Table rows: padding, tokens, out of vocabulary, tokens that only given vectors know.</summary>
    public int Size => _largest + 2 + _further;

    /// <summary>The id of every unknown token.</summary>
    public int OutOfVocabulary => _largest + 1;

    /// <summary>Known tokens.</summary>
    public int Count => _tokens.Count;

    /// <summary>The id of a canonical token.</summary>
    public int Id(ReadOnlySpan<byte> token)
    {
        var number = _tokens.Find(token);
        return number < 0 ? OutOfVocabulary : IdOf(number);
    }

    /// <summary>Tokens with their ids in the order in which they were numbered.</summary>
    public IEnumerable<KeyValuePair<string, int>> Entries =>
        Enumerable.Range(0, Count)
            .Select(number => KeyValuePair.Create(Text(number), IdOf(number)));

    /// <summary>Adds the next token; one that is there already stays as it is.</summary>
    /// <exception cref="InputException">The token must be its own id and is not in 0 … 2^31 − 3.</exception>
    public void Add(ReadOnlySpan<byte> token, string fieldName)
    {
        var before = Count;
        if (_tokens.FindOrAdd(token) < before)
        {
            return;
        }

        if (!Remap)
        {
            _givenIds.Add(GivenId(token, fieldName));
        }

        _largest = Remap ? Count : Math.Max(_largest, _givenIds[^1]);
    }

    /// <summary>
    /// Adds a token that only given vectors know: its id is behind that of unknown tokens, as in FuxiCTR, and no other
    /// token can be added later.
    /// </summary>
    public void AddFurther(ReadOnlySpan<byte> token)
    {
        var before = Count;
        if (_tokens.FindOrAdd(token) == before)
        {
            _further++;
        }
    }

    /// <summary>Adds the tokens of a field that shares the table, behind the present ones.</summary>
    public void Merge(Vocabulary other, string fieldName)
    {
        for (var number = 0; number < other.Count; number++)
        {
            Add(other._tokens[number], fieldName);
        }
    }

    /// <summary>The names of padding and out-of-vocabulary in files are no tokens.</summary>
    public static bool IsReserved(ReadOnlySpan<byte> token) =>
        token.SequenceEqual("__PAD__"u8) || token.SequenceEqual("__OOV__"u8);

    int IdOf(int number) => number - (Count - _further) is >= 0 and var further ? OutOfVocabulary + 1 + further
        : Remap ? number + 1 : _givenIds[number];

    string Text(int number) => Encoding.UTF8.GetString(_tokens[number]);

    static int GivenId(ReadOnlySpan<byte> token, string fieldName) =>
        Utf8Parser.TryParse(token, out int id, out var consumed) && consumed == token.Length
            && id is >= 0 and < int.MaxValue - 2
            ? id
            : throw InputException.At($"field {fieldName}", $"token '{Encoding.UTF8.GetString(token)}'",
                "a whole number from 0, because remap is False");
}
