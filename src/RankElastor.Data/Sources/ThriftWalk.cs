namespace RankElastor.Data.Sources;

/// <summary>
/// Walks a struct in Thrift's compact protocol and checks that every length lies within the bytes and no nesting is
/// deeper than formats are. Whole numbers of the outer two levels are collected.
/// </summary>
ref struct ThriftWalk
{
    const int Deepest = 32;
    readonly ReadOnlySpan<byte> _bytes;
    readonly Dictionary<int, long> _found = [];
    int _at;

    ThriftWalk(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>
    /// The numbers of the struct at the start of the bytes by field, those of structs in it by outer · 100 + inner.
    /// </summary>
    /// <exception cref="InvalidDataException">It is no such struct.</exception>
    internal static IReadOnlyDictionary<int, long> Over(ReadOnlySpan<byte> bytes, out int length)
    {
        var walk = new ThriftWalk(bytes);
        walk.Struct(0, 0);
        length = walk._at;
        return walk._found;
    }

    internal static void Over(ReadOnlySpan<byte> bytes) => Over(bytes, out _);

    void Struct(int depth, int outer)
    {
        Require(depth < Deepest);
        for (var field = 0; Byte() is var head and not 0;)
        {
            field = head >> 4 == 0 ? (int)ZigZag() : field + (head >> 4);
            Value(head & 15, depth, depth > 1 ? -1 : 100 * outer + field, isElement: false);
        }
    }

    void Value(int type, int depth, int path, bool isElement)
    {
        switch (type)
        {
            case 1 or 2: // truths: the type itself, or a byte in a list
                Skip(isElement ? 1 : 0);
                break;
            case 3:
                Skip(1);
                break;
            case 4 or 5 or 6:
                var number = ZigZag();
                if (path >= 0 && !isElement)
                {
                    _found[path] = number;
                }

                break;
            case 7:
                Skip(sizeof(double));
                break;
            case 8:
                Skip(Size());
                break;
            case 9 or 10:
                var head = Byte();
                List(head >> 4 == 15 ? Size() : head >> 4, head & 15, 0, depth);
                break;
            case 11:
                var pairs = Size();
                var types = pairs == 0 ? 0 : Byte();
                List(pairs, types >> 4, types & 15, depth);
                break;
            case 12:
                Struct(depth + 1, isElement ? -1 : path);
                break;
            default:
                Require(false);
                break;
        }
    }

    void List(int count, int type, int second, int depth)
    {
        Require(depth < Deepest && count <= _bytes.Length - _at);
        for (; count > 0; count--)
        {
            Value(type, depth + 1, -1, isElement: true);
            if (second > 0)
            {
                Value(second, depth + 1, -1, isElement: true);
            }
        }
    }

    int Size()
    {
        var size = Number();
        Require(size <= (ulong)(_bytes.Length - _at));
        return (int)size;
    }

    void Skip(int count)
    {
        Require(count <= _bytes.Length - _at);
        _at += count;
    }

    byte Byte()
    {
        Require(_at < _bytes.Length);
        return _bytes[_at++];
    }

    long ZigZag() => Number() is var number ? (long)(number >> 1) ^ -(long)(number & 1) : 0;

    ulong Number()
    {
        var number = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var next = Byte();
            Require(shift < 64);
            number |= (ulong)(next & 127) << shift;
            if (next < 128)
            {
                return number;
            }
        }
    }

    static void Require(bool holds)
    {
        if (!holds)
        {
            throw new InvalidDataException("a damaged header");
        }
    }
}
