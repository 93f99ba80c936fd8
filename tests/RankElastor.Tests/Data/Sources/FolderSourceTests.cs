using RankElastor.Data.Files;
using RankElastor.Data.Sources;
using RankElastor.Numerics.Threads;

namespace RankElastor.Tests.Data.Sources;

public sealed class FolderSourceTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    FolderSource Source(params string[] texts) => new(
        "folder", [.. texts.Select((text, index) => _folder.Write($"{index}.csv", text))],
        file => new CsvSource(file, new CsvOptions()));

    [Fact]
    public void Read_FilesWithOtherColumnsInOtherOrder_GiveTheUsedOnes()
    {
        using var source = Source("a,b\n1,2\n", "b,x,x,a\n3,,,4\n", "a,b\n");
        Assert.Equal((0, 1), (source.Use("b"), source.Use("a")));
        Assert.Equal([["2", "1"], ["3", "4"]], Rows.Used(source));
        Assert.Equal(2, source.ReadWindows(new Workers(2)).Sum(window => window.Sum(chunk => chunk.Rows)));
    }

    [Fact]
    public void Read_FileWithoutAUsedColumn_IsNamed()
    {
        using var source = Source("a,b\n1,2\n", "a,c\n3,4\n");
        source.Use("b");
        Assert.Equal(
            $"{_folder["1.csv"]}: no column 'b'; columns: a, c; did you mean 'a'?",
            Assert.Throws<InputException>(() => Rows.Used(source)).Message);
    }
}
