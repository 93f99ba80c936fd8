using System.IO.Hashing;

namespace RankElastor.Data.Encoders;

/// <summary>Counts the values of a field while rows are encoded, and keeps a sample of its unknown tokens.</summary>
sealed class FieldTally
{
    /// <summary>Enough to tell a spelling that most unknown tokens share from chance.</summary>
    public const int MostSamples = 32;

    /// <summary>Those with the least hashes: the same in any order, and evenly drawn from the different ones.</summary>
    readonly SortedList<ulong, byte[]> _sample = [];
    double _least = double.PositiveInfinity, _most = double.NegativeInfinity; // of numbers, or of ids
    long _numbers;

    public long Rows { get; private set; }

    public long Missing { get; private set; }

    public long Values { get; private set; }

    public long Unknown { get; private set; }

    /// <summary>Different unknown tokens, at most <see cref="MostSamples"/>.</summary>
    public IReadOnlyList<byte[]> Sample => [.. _sample.Values];

    public void Row(bool isMissing)
    {
        Rows++;
        Missing += isMissing ? 1 : 0;
    }

    /// <summary>The least and the largest number; null where there was none.</summary>
    public (double Least, double Most)? Range => _numbers > 0 ? (_least, _most) : null;

    /// <summary>Whether every row had a value, and all the same.</summary>
    public bool IsConstant => Rows > 0 && Unknown == 0 && _least == _most && (Values == Rows || _numbers == Rows);

    public void Number(double number)
    {
        _numbers++;
        Stretch(number, number);
    }

    public void Value(ReadOnlySpan<byte> token, int id, bool isUnknown)
    {
        Values++;
        Stretch(id, id);
        if (isUnknown)
        {
            Unknown++;
            Keep(XxHash3.HashToUInt64(token), token);
        }
    }

    public void Add(FieldTally other)
    {
        (Rows, Missing) = (Rows + other.Rows, Missing + other.Missing);
        (Values, Unknown) = (Values + other.Values, Unknown + other.Unknown);
        _numbers += other._numbers;
        Stretch(other._least, other._most);
        foreach (var (hash, token) in other._sample)
        {
            Keep(hash, token);
        }
    }

    void Stretch(double least, double most) => (_least, _most) = (Math.Min(_least, least), Math.Max(_most, most));

    void Keep(ulong hash, ReadOnlySpan<byte> token)
    {
        var isFull = _sample.Count == MostSamples;
        if ((isFull && hash >= _sample.GetKeyAtIndex(MostSamples - 1)) || _sample.ContainsKey(hash))
        {
            return;
        }

        if (isFull)
        {
            _sample.RemoveAt(MostSamples - 1);
        }

        _sample.Add(hash, token.ToArray());
    }
}
