using System.Buffers.Binary;
using System.Text;

namespace RankElastor.Data.Sources;

/// <summary>The type of an array's elements, as NumPy writes it: <c>&lt;i8</c>, <c>|b1</c>, <c>&lt;U12</c>.</summary>
/// <param name="Bytes">Of one element.</param>
abstract record NpyElement(int Bytes)
{
    /// <summary>Adds a value of a row.</summary>
    public abstract void Add(ChunkBuilder builder, ReadOnlySpan<byte> element);

    /// <summary>Appends an element of a row that is a list.</summary>
    public abstract void Append(ChunkBuilder builder, ReadOnlySpan<byte> element);

    /// <summary>The type behind NumPy's text; null for one whose values have no text.</summary>
    public static NpyElement? Of(string type) => type switch
    {
        "|b1" => new Typed<bool>(1, bytes => bytes[0] != 0),
        "|i1" => new Typed<sbyte>(1, bytes => (sbyte)bytes[0]),
        "|u1" => new Typed<byte>(1, bytes => bytes[0]),
        "<i2" => new Typed<short>(2, BinaryPrimitives.ReadInt16LittleEndian),
        "<i4" => new Typed<int>(4, BinaryPrimitives.ReadInt32LittleEndian),
        "<i8" => new Typed<long>(8, BinaryPrimitives.ReadInt64LittleEndian),
        "<u2" => new Typed<ushort>(2, BinaryPrimitives.ReadUInt16LittleEndian),
        "<u4" => new Typed<uint>(4, BinaryPrimitives.ReadUInt32LittleEndian),
        "<u8" => new Typed<ulong>(8, BinaryPrimitives.ReadUInt64LittleEndian),
        "<f2" => new Typed<float>(2, bytes => (float)BinaryPrimitives.ReadHalfLittleEndian(bytes)),
        "<f4" => new Typed<float>(4, BinaryPrimitives.ReadSingleLittleEndian),
        "<f8" => new Typed<double>(8, BinaryPrimitives.ReadDoubleLittleEndian),
        ">i2" => new Typed<short>(2, BinaryPrimitives.ReadInt16BigEndian),
        ">i4" => new Typed<int>(4, BinaryPrimitives.ReadInt32BigEndian),
        ">i8" => new Typed<long>(8, BinaryPrimitives.ReadInt64BigEndian),
        ">f4" => new Typed<float>(4, BinaryPrimitives.ReadSingleBigEndian),
        ">f8" => new Typed<double>(8, BinaryPrimitives.ReadDoubleBigEndian),
        ['<', 'U', .. var letters] when Length(letters) is { } count and < (1 << 20) =>
            new Typed<string>(4 * count, bytes => Encoding.UTF32.GetString(bytes).TrimEnd('\0')),
        ['|', 'S', .. var letters] when Length(letters) is { } count =>
            new Typed<string>(count, bytes => Encoding.UTF8.GetString(bytes.TrimEnd((byte)0))),
        _ => null,
    };

    static int? Length(string digits) => int.TryParse(digits, out var length) && length is > 0 and < 1 << 20
        ? length : null;

    sealed record Typed<T>(int Bytes, Func<ReadOnlySpan<byte>, T> Read) : NpyElement(Bytes)
    {
        public override void Add(ChunkBuilder builder, ReadOnlySpan<byte> element) => builder.Add(Read(element));

        public override void Append(ChunkBuilder builder, ReadOnlySpan<byte> element) =>
            builder.AppendElement(Read(element));
    }
}
