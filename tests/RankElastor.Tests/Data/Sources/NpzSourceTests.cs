using System.Globalization;
using System.IO.Compression;
using RankElastor.Data.Files;
using RankElastor.Data.Sources;

namespace RankElastor.Tests.Data.Sources;

public sealed class NpzSourceTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(CompressionLevel.NoCompression)]
    [InlineData(CompressionLevel.SmallestSize)]
    public void Read_EveryType_AsText(CompressionLevel level)
    {
        using var source = Written(
            level,
            NpzFile.Of("i1", [2], (sbyte[])[-1, 2]), NpzFile.Of("u1", [2], (byte[])[255, 0]),
            NpzFile.Of("i2", [2], (short[])[-300, 2]), NpzFile.Of("i4", [2], (int[])[-70000, 5]),
            NpzFile.Of("i8", [2], (long[])[-5000000000L, 7]), NpzFile.Of("u8", [2], (ulong[])[ulong.MaxValue, 1]),
            NpzFile.Of("f2", [2], (Half[])[(Half)0.5, (Half)2]), NpzFile.Of("f4", [2], (float[])[0.1f, float.NaN]),
            NpzFile.Of("f8", [2], (double[])[0.1, 3]), NpzFile.Of("b", [2], (bool[])[true, false]),
            NpzFile.OfTexts("text", ["é^", "longer"]), NpzFile.Raw("s", "|S3", [2], [.. "ab\0abc"u8]),
            NpzFile.Raw("big", ">i4", [2], [0, 0, 1, 2, 255, 255, 255, 255]),
            NpzFile.Of("column", [2, 1], (int[])[8, 9]), NpzFile.Of("list", [2, 3], (int[])[1, 2, 3, 0, 0, 4]));

        Assert.Equal(
            "-1,255,-300,-70000,-5000000000,18446744073709551615,0.5,0.1,0.1,1,é^,ab,258,8,[1;2;3]"
            + "|2,0,2,5,7,1,2,null,3,0,longer,abc,-1,9,[0;0;4]",
            Rows.Joined(source));
    }

    [Fact]
    public void Read_ManyRows_InChunks()
    {
        using var source = Written(
            CompressionLevel.Fastest, NpzFile.Of("a", [10_000], [.. Enumerable.Range(0, 10_000)]),
            NpzFile.Of("b", [10_000, 2], [.. Enumerable.Range(0, 20_000).Select(value => (long)value)]));

        var rows = Rows.Of(source, chunkRows: 300);

        Assert.Equal(
            Enumerable.Range(0, 10_000).Select(row => row.ToString(CultureInfo.InvariantCulture)),
            rows.Select(row => row[0]!));
        Assert.Equal("[19998;19999]", rows[^1][1]);
    }

    [Theory]
    [InlineData("|O", "a", "a.npz: a: found elements of type |O; allowed: whole numbers, floats, truths or text")]
    [InlineData("<c8", "a", "a.npz: a: found elements of type <c8")]
    [InlineData("<i4", "cube", "a.npz: cube: found the shape (1, 1, 1); allowed: (rows,) or (rows, width)")]
    [InlineData("<i4", "none", "a.npz: no column 'none'; columns: a, cube, fortran, short, other")]
    [InlineData("<i4", "fortran", "a.npz: fortran: found Fortran's order of elements")]
    [InlineData("<i4", "short", "a.npz: short: found an end before the last row; allowed: 2 rows of 1 values")]
    [InlineData("<i4", "other", "a.npz: other: found 3 rows; allowed: as many as 'a' has, 2")]
    public void Read_WhatIsNoColumn_IsOneLine(string type, string column, string message)
    {
        using var source = Written(
            CompressionLevel.NoCompression,
            NpzFile.Raw("a", type, [2], new byte[64]), NpzFile.Of("cube", [1, 1, 1], (int[])[1]),
            NpzFile.Raw("fortran", "<i4", [2, 2], new byte[16], isFortran: true),
            NpzFile.Raw("short", "<i4", [2], new byte[5]), NpzFile.Of("other", [3], (int[])[1, 2, 3]));

        var error = Assert.Throws<InputException>(() =>
        {
            source.Use("a");
            source.Use(column);
            Rows.Used(source);
        });

        Assert.StartsWith(_folder[message], error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void Constructor_NoArchive_SaysSo()
    {
        File.WriteAllText(_folder["a.npz"], "<html>");
        var error = Assert.Throws<InputException>(() => new NpzSource(_folder["a.npz"]));
        Assert.StartsWith(
            $"{_folder["a.npz"]}: not an archive of NumPy arrays", error.Message, StringComparison.Ordinal);
    }

    NpzSource Written(CompressionLevel level, params NpzFile[] arrays)
    {
        NpzFile.Write(_folder["a.npz"], arrays, level);
        return new NpzSource(_folder["a.npz"]);
    }
}
