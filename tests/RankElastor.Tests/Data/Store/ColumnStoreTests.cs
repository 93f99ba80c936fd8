using System.Runtime.InteropServices;
using CsCheck;
using RankElastor.Data.Files;
using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Data.Store;

namespace RankElastor.Tests.Data.Store;

public sealed class ColumnStoreTests
{
    static readonly BatchLayout _layout = new(new Schema("s", [
        new Field { Name = "a", Kind = FieldKind.Categorical, VocabularySize = 100, MaxLength = 1 },
        new Field { Name = "n", Kind = FieldKind.Numeric },
        new Field { Name = "g/..", Kind = FieldKind.Meta },
        new Field { Name = "s", Kind = FieldKind.Sequence, VocabularySize = 100, MaxLength = 3 }], ["label"]));

    [Fact]
    public void Read_GivesWhatWasWritten_InAnyOrder() => Gen.Int[0, 49].Array[0, 80].Sample(rows =>
    {
        using var folder = new TemporaryFolder();
        using var store = Written(folder, 50);
        var batch = new Batch(_layout, 80);
        store.Read(rows, batch);
        Assert.Equal(rows.Length, batch.Rows);
        for (var index = 0; index < rows.Length; index++)
        {
            var row = rows[index];
            var (start, length) = Shape(row);
            int[] expected = [row, 10 * row, 10 * row + 1, 10 * row + 2];
            for (var position = 0; position < 3; position++)
            {
                expected[1 + position] *= position >= start && position < start + length ? 1 : 0;
            }

            Assert.Equal(expected, batch.Padded(index));
            Assert.Equal((row / 2f, -row, row % 2), (batch.Numbers[index], batch.Meta[index], batch.Labels[index]));
        }
    }, iter: 10);

    [Fact]
    public void Read_RowBeyondTheLast_IsRefused()
    {
        using var folder = new TemporaryFolder();
        using var store = Written(folder, 50);
        Assert.Throws<ArgumentOutOfRangeException>(() => store.Read([49, 50], new Batch(_layout, 2)));
    }

    [Fact]
    public void Open_ForAnotherSchemaOfTheSameColumns_IsRefused()
    {
        using var folder = new TemporaryFolder();
        Written(folder, 50).Dispose();
        var fields = _layout.Schema.Fields
            .Select(field => field.Name == "a" ? field with { VocabularySize = 101 } : field);
        var other = new BatchLayout(new Schema("s", [.. fields], ["label"]));
        Assert.Contains(
            "written for another schema",
            Assert.Throws<InputException>(() => ColumnStore.Open(folder.At("store"), other)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Open_TruncatedColumn_NamesTheFile()
    {
        using var folder = new TemporaryFolder();
        Written(folder, 50).Dispose();
        using (var file = File.OpenWrite(folder.At("store/001_n.f32")))
        {
            file.SetLength(199);
        }

        Assert.Contains("001_n.f32: truncated: 199 bytes instead of 200", Wrong(folder), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("000_a.i32")]
    [InlineData("001_n.f32")]
    [InlineData("002_g___.i64")]
    [InlineData("003_s.places.i64")]
    [InlineData("003_s.i32")]
    [InlineData("label.f32")]
    public void Open_AnyFlippedBit_OfAnyColumn_NamesTheFile(string file)
    {
        using var folder = new TemporaryFolder();
        Written(folder, 50).Dispose();
        var path = folder.At($"store/{file}");
        var whole = File.ReadAllBytes(path);
        foreach (var place in (int[])[0, 77, whole.Length - 1])
        {
            var bytes = (byte[])whole.Clone();
            bytes[place] ^= 0x10;
            File.WriteAllBytes(path, bytes);
            Assert.Contains($"{file}: wrong checksum", Wrong(folder), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Open_RowsOfAnotherSource_AreRefused()
    {
        using var folder = new TemporaryFolder();
        Written(folder, 50).Dispose();
        var error = Assert.Throws<InputException>(() =>
            ColumnStore.Open(folder.At("store"), _layout, source: "valid 1 2").Dispose()).Message;
        Assert.Contains("manifest.json: the rows of another split", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_MissingColumn_NamesTheFile()
    {
        using var folder = new TemporaryFolder();
        Written(folder, 50).Dispose();
        File.Delete(folder.At("store/label.f32"));
        Assert.Contains("label.f32: missing", Wrong(folder), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("null")]
    public void Open_DamagedManifest_IsOneLine(string manifest)
    {
        using var folder = new TemporaryFolder();
        Written(folder, 50).Dispose();
        folder.Write("store/manifest.json", manifest);
        Assert.Matches(@"^[^\n]*manifest\.json: [^\n]*delete[^\n]*$", Wrong(folder));
    }

    [Fact]
    public void Writer_NotCompleted_LeavesNothing()
    {
        using var folder = new TemporaryFolder();
        using (var writer = new ColumnStoreWriter(folder.At("store"), _layout))
        {
            writer.Append(0);
        }

        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    /// <summary>Padded in front, behind, on both sides, or all padding; row 0 begins with an id that is 0.</summary>
    static (int Start, int Length) Shape(int row) => (row % 6) switch
    {
        0 => (row == 0 ? 1 : 0, row == 0 ? 2 : 3),
        1 => (0, 3),
        2 => (1, 2),
        3 => (0, 2),
        4 => (1, 1),
        _ => (0, 0),
    };

    static string Wrong(TemporaryFolder folder) =>
        Assert.Throws<InputException>(() => ColumnStore.Open(folder.At("store"), _layout)).Message;

    static ColumnStore Written(TemporaryFolder folder, int rows)
    {
        using (var writer = new ColumnStoreWriter(folder.At("store"), _layout))
        {
            for (var first = 0; first < rows; first += 20)
            {
                var count = Math.Min(20, rows - first);
                writer.Reserve(count);
                for (var index = 0; index < count; index++)
                {
                    var row = first + index;
                    MemoryMarshal.Cast<byte, int>(writer.Column(0, 0, count))[index] = row;
                    MemoryMarshal.Cast<byte, float>(writer.Column(1, 0, count))[index] = row / 2f;
                    MemoryMarshal.Cast<byte, long>(writer.Column(2, 0, count))[index] = -row;
                    int[] ids = [10 * row, 10 * row + 1, 10 * row + 2];
                    var (start, length) = Shape(row);
                    StoredPlace.Of(writer.Column(3, 0, count))[index] = new StoredPlace(length, start);
                    writer.AddIds(3, ids.AsSpan(start, length));
                    MemoryMarshal.Cast<byte, float>(writer.Column(4, 0, count))[index] = row % 2;
                }

                writer.Append(count);
            }

            writer.Complete();
        }

        return ColumnStore.Open(folder.At("store"), _layout);
    }
}
