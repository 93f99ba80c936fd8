using System.Runtime.Intrinsics;

namespace RankElastor.Kernels.Rows;

/// <summary>
/// Embedding lookup, a gather of rows of several tables by id: output[(r·P + p)·width + j] = table_p[ids[r·P + p], j]
/// for r in 0 … rows − 1, p in 0 … P − 1, j in 0 … width − 1, with P tables (one may stand several times).
/// </summary>
/// <remarks>
/// Throws <see cref="ArgumentOutOfRangeException"/> where an id lies outside its table. Output is written in order,
/// rows are prefetched.
/// </remarks>
public static class GatherRows
{
    const int Ahead = 16;

    /// <summary>From float32 tables.</summary>
    public static void FromFloats(
        ReadOnlySpan<RowTable> tables, int width, ReadOnlySpan<int> ids, Span<float> output) =>
        Copy<FloatRow>(tables, width, ids, output);

    /// <summary>From bfloat16 tables.</summary>
    public static void FromBf16(ReadOnlySpan<RowTable> tables, int width, ReadOnlySpan<int> ids, Span<float> output) =>
        Copy<Bf16Row>(tables, width, ids, output);

    /// <summary>From tables of scaled bytes.</summary>
    public static void FromInt8(ReadOnlySpan<RowTable> tables, int width, ReadOnlySpan<int> ids, Span<float> output) =>
        Copy<Int8Row>(tables, width, ids, output);

    static void Copy<TRow>(ReadOnlySpan<RowTable> tables, int width, ReadOnlySpan<int> ids, Span<float> output)
        where TRow : struct, IRowReader
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(output.Length, ids.Length * width);
        var rowBytes = width * TRow.ElementBytes;
        var (column, columnAhead) = (0, Ahead % tables.Length);
        for (var i = 0; i < ids.Length; i++)
        {
            if (i + Ahead < ids.Length)
            {
                CacheHint.Fetch(tables[columnAhead].Address + (nint)(ids[i + Ahead] * (long)rowBytes), rowBytes);
            }

            var table = tables[column];
            if ((uint)ids[i] >= (uint)table.Rows)
            {
                throw new ArgumentOutOfRangeException(
                    nameof(ids), ids[i], $"Column {column} allows 0 … {table.Rows - 1}.");
            }

            TRow.Read(table, ids[i], output.Slice(i * width, width));
            column = column + 1 == tables.Length ? 0 : column + 1;
            columnAhead = columnAhead + 1 == tables.Length ? 0 : columnAhead + 1;
        }
    }

    interface IRowReader
    {
        static abstract int ElementBytes { get; }

        static abstract void Read(RowTable table, long row, Span<float> output);
    }

    readonly struct FloatRow : IRowReader
    {
        public static int ElementBytes => sizeof(float);

        public static unsafe void Read(RowTable table, long row, Span<float> output)
        {
            var source = (float*)table.Address + row * output.Length;
            var i = 0;
            for (; i <= output.Length - Vector512<float>.Count; i += Vector512<float>.Count)
            {
                Vector512.Load(source + i).CopyTo(output[i..]);
            }

            for (; i <= output.Length - Vector128<float>.Count; i += Vector128<float>.Count)
            {
                Vector128.Load(source + i).CopyTo(output[i..]);
            }

            for (; i < output.Length; i++)
            {
                output[i] = source[i];
            }
        }
    }

    readonly struct Bf16Row : IRowReader
    {
        public static int ElementBytes => sizeof(ushort);

        public static unsafe void Read(RowTable table, long row, Span<float> output) =>
            Bf16Rows.Widen(
                new ReadOnlySpan<ushort>((ushort*)table.Address + row * output.Length, output.Length), output);
    }

    readonly struct Int8Row : IRowReader
    {
        public static int ElementBytes => sizeof(sbyte);

        public static unsafe void Read(RowTable table, long row, Span<float> output) => Int8Rows.Widen(
            new ReadOnlySpan<sbyte>((sbyte*)table.Address + row * output.Length, output.Length),
            ((float*)table.Scales)[row], output);
    }
}
