using System.Runtime.CompilerServices;
using RankElastor.Data.Files;

namespace RankElastor.Data.Encoders.Vocabularies;

/// <summary>
/// A set of byte strings numbered 0, 1, … by first appearance: open addressing with linear probing, where a slot
/// holds hash and number, so that a look-up costs one cache line for the slot and one for the key. The bytes lie in
/// one growing arena of at most 2 GiB.
/// </summary>
public sealed class TokenTable
{
    byte[] _arena = new byte[1024];
    int[] _ends = new int[64];
    TokenKey[] _keys = new TokenKey[64];
    Slot[] _slots = new Slot[128]; // the length is a power of two

    /// <summary>Tokens in the table.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes of memory that the table takes.</summary>
    public long Bytes => _arena.LongLength + 4L * _ends.Length + 16L * _keys.Length + 8L * _slots.Length;

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
        var key = TokenKey.Of(token);
        return Find(token, key, key.Hash);
    }

    /// <summary>The token's number; a new one if it was not there.</summary>
    public int FindOrAdd(ReadOnlySpan<byte> token)
    {
        var key = TokenKey.Of(token);
        var hash = key.Hash;
        var found = Find(token, key, hash);
        if (found >= 0)
        {
            return found;
        }

        var start = Count == 0 ? 0 : _ends[Count - 1];
        GrowFor(start, token.Length);
        token.CopyTo(_arena.AsSpan(start));
        _ends[Count] = start + token.Length;
        _keys[Count] = key;
        Place(Count, hash);
        return Count++;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    int Find(ReadOnlySpan<byte> token, TokenKey key, uint hash)
    {
        var slots = _slots;
        var mask = slots.Length - 1;
        for (var place = (int)hash & mask; slots[place].Next != 0; place = (place + 1) & mask)
        {
            var number = slots[place].Next - 1;
            if (slots[place].Hash == hash && _keys[number] == key && (!key.IsLong || this[number].SequenceEqual(token)))
            {
                return number;
            }
        }

        return -1;
    }

    void GrowFor(int start, int length)
    {
        if (start + length > _arena.Length)
        {
            var wanted = Math.Min(Array.MaxLength, Math.Max(2L * _arena.Length, (long)start + length));
            if (wanted < (long)start + length)
            {
                throw new InputException(
                    "a vocabulary holds more than 2 GiB of tokens; raise min_categr_count or drop the field");
            }

            Array.Resize(ref _arena, (int)wanted);
        }

        if (Count == _ends.Length)
        {
            Array.Resize(ref _ends, 2 * Count);
            Array.Resize(ref _keys, 2 * Count);
            var old = _slots;
            _slots = new Slot[4 * Count];
            foreach (var slot in old.Where(slot => slot.Next != 0))
            {
                Place(slot.Next - 1, slot.Hash);
            }
        }
    }

    void Place(int number, uint hash)
    {
        var mask = _slots.Length - 1;
        var place = (int)hash & mask;
        while (_slots[place].Next != 0)
        {
            place = (place + 1) & mask;
        }

        _slots[place] = new Slot(hash, number + 1);
    }

    /// <summary>The token's hash and number + 1; 0 for a free slot.</summary>
    readonly record struct Slot(uint Hash, int Next);
}
