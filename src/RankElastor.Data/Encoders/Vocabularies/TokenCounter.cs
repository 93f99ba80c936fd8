using System.Text.Unicode;
using RankElastor.Data.Files;

namespace RankElastor.Data.Encoders.Vocabularies;

/// <summary>
/// Counts tokens of the training rows and numbers them: more frequent first, equally frequent by first appearance.
/// What outgrows the budget goes to disk as sorted runs and is merged in the end, with the same result.
/// </summary>
sealed class TokenCounter
{
    readonly CountingBudget? _budget;
    readonly List<string> _runs = [];
    TokenTable _tokens = new();
    long[] _counts = new long[64];
    long[] _firsts = new long[64];
    long _seen;
    long _booked;

    public TokenCounter() { }

    internal TokenCounter(CountingBudget budget) => _budget = budget;

    public int Count => _tokens.Count;

    public void Add(ReadOnlySpan<byte> token)
    {
        var number = _tokens.FindOrAdd(token);
        if (number == _counts.Length)
        {
            Array.Resize(ref _counts, 2 * number);
            Array.Resize(ref _firsts, 2 * number);
        }

        if (_counts[number]++ == 0)
        {
            _firsts[number] = _seen;
            Book();
        }

        _seen++;
    }

    /// <summary>
    /// The vocabulary of the tokens that appeared at least <paramref name="minCount"/> times: ids 1, 2, … by count,
    /// or the token itself as id without <paramref name="remap"/>.
    /// </summary>
    /// <exception cref="InputException">A token is no UTF-8, or no usable id although remap is off.</exception>
    public Vocabulary Build(string fieldName, int minCount, bool remap)
    {
        var vocabulary = new Vocabulary(remap);
        if (_runs.Count > 0)
        {
            Spill();
            var counted = TokenRun.Merge(_runs).Where(entry => entry.Count >= minCount)
                .OrderByDescending(entry => entry.Count).ThenBy(entry => entry.First);
            foreach (var entry in counted)
            {
                Add(vocabulary, entry.Token, fieldName);
            }

            return vocabulary;
        }

        var order = Enumerable.Range(0, _tokens.Count)
            .Where(number => _counts[number] >= minCount)
            .OrderByDescending(number => _counts[number]); // a stable sort: ties keep the order of first appearance
        foreach (var number in order)
        {
            Add(vocabulary, _tokens[number], fieldName);
        }

        return vocabulary;
    }

    static void Add(Vocabulary vocabulary, ReadOnlySpan<byte> token, string fieldName)
    {
        if (Vocabulary.IsReserved(token))
        {
            return;
        }

        if (!Utf8.IsValid(token))
        {
            throw InputException.At($"field {fieldName}", $"a token that is not UTF-8 ({Convert.ToHexString(token)})",
                "UTF-8 text; convert the file");
        }

        vocabulary.Add(token, fieldName);
    }

    void Book()
    {
        var bytes = _tokens.Bytes + sizeof(long) * 2L * _counts.Length;
        if (_budget is not null && bytes != _booked)
        {
            var isOver = _budget.Take(bytes - _booked);
            _booked = bytes;
            if (isOver)
            {
                Spill();
            }
        }
    }

    void Spill()
    {
        var path = _budget!.NewFile();
        var sorted = Enumerable.Range(0, _tokens.Count)
            .Select(number => new CountedToken(_tokens[number].ToArray(), _counts[number], _firsts[number]))
            .OrderBy(entry => entry.Token, TokenRun.Order);
        TokenRun.Write(path, sorted);
        _runs.Add(path);
        _budget.Take(-_booked);
        _tokens = new TokenTable();
        _counts = new long[64];
        _firsts = new long[64];
        _booked = 0;
    }
}
