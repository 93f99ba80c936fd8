using System.IO.Hashing;

namespace RankElastor.Data.Encoders.Vocabularies;

/// <summary>
/// A set of byte strings numbered 0, 1, … by first appearance: open addressing with linear probing over hashes, the bytes in one
/// growing arena. Holds at most 2 GiB of bytes.
/// </summary>
public sealed class TokenTable
{
    byte[] _arena = new byte[1024];
    int[] _ends = new int[64];
    uint[] _hashes = new uint[64];
    int[] _slots = new int[128]; // number + 1, or 0 for a free slot; the length is a power of two

    /// <summary>Tokens in the table.</summary>
    public int Count { get; private set; }

    /// <summary>The bytes of a token.</summary>
    public ReadOnlySpan<byte> this[int number]
    {
        get
        {
            var start = number == 0 ? 0 : _ends[number - 1];
            return _arena.AsSpan(start, _ends[number] - start);
        }
    }

    /// <summary>The token's number, or -1.</summary>
    public int Find(ReadOnlySpan<byte> token)
    {
        var hash = Hash(token);
        var mask = _slots.Length - 1;
        for (var slot = (int)hash & mask; _slots[slot] != 0; slot = (slot + 1) & mask)
        {
            var number = _slots[slot] - 1;
            if (_hashes[number] == hash && this[number].SequenceEqual(token))
            {
                return number;
            }
        }

        return -1;
    }

    /// <summary>The token's number; a new one if it was not there.</summary>
    public int FindOrAdd(ReadOnlySpan<byte> token)
    {
        var found = Find(token);
        if (found >= 0)
        {
            return found;
        }

        var start = Count == 0 ? 0 : _ends[Count - 1];
        GrowFor(start, token.Length);
        token.CopyTo(_arena.AsSpan(start));
        _ends[Count] = start + token.Length;
        _hashes[Count] = Hash(token);
        Place(Count);
        return Count++;
    }

    void GrowFor(int start, int length)
    {
        if (start + length > _arena.Length)
        {
            var wanted = Math.Min(Array.MaxLength, Math.Max(2L * _arena.Length, (long)start + length));
            if (wanted < (long)start + length)
            {
                throw new InputException("a vocabulary holds more than 2 GiB of tokens; raise min_categr_count or drop the field");
            }

            Array.Resize(ref _arena, (int)wanted);
        }

        if (Count == _ends.Length)
        {
            Array.Resize(ref _ends, 2 * Count);
            Array.Resize(ref _hashes, 2 * Count);
            _slots = new int[4 * Count];
            for (var number = 0; number < Count; number++)
            {
                Place(number);
            }
        }
    }

    void Place(int number)
    {
        var mask = _slots.Length - 1;
        var slot = (int)_hashes[number] & mask;
        while (_slots[slot] != 0)
        {
            slot = (slot + 1) & mask;
        }

        _slots[slot] = number + 1;
    }

    static uint Hash(ReadOnlySpan<byte> token) => (uint)XxHash3.HashToUInt64(token);
}
