using RankElastor.Data.Datasets;
using RankElastor.Data.Sources;

namespace RankElastor.Data.Encoders;

/// <summary>
/// Notices a sequence field whose splitter occurs in no text, so that every history is a single token, and finds the
/// character that probably separates them: the one that most texts hold.
/// </summary>
sealed class SplitterCheck(FieldOptions options)
{
    const string Candidates = "|,;^ \t:/#~&+_-";
    readonly long[] _holders = new long[Candidates.Length];
    long _texts;
    bool _isSplit;

    /// <summary>Looks at a value until the splitter has occurred.</summary>
    public void Observe(FieldReader reader, int row, Elements elements)
    {
        _isSplit |= elements.Left > 1;
        if (_isSplit || elements.Left == 0 || reader.IsList(row))
        {
            return;
        }

        _texts++;
        var text = elements.Next();
        for (var index = 0; index < _holders.Length; index++)
        {
            _holders[index] += text.Contains((byte)Candidates[index]) ? 1 : 0;
        }
    }

    public string? Remark
    {
        get
        {
            if (_isSplit || _texts == 0)
            {
                return null;
            }

            var likely = Array.IndexOf(_holders, _holders.Max());
            var advice = 2 * _holders[likely] > _texts
                ? $"; {_holders[likely]} of {_texts} hold '{Candidates[likely]}': splitter: '{Candidates[likely]}'?"
                : "";
            return $"{options.Name}: no value of column {options.Column} holds the splitter '{options.Splitter}', "
                + $"so each sequence is one token{advice}";
        }
    }
}
