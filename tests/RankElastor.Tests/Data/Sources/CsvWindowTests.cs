using CsCheck;
using RankElastor.Data.Files;
using RankElastor.Data.Sources;
using RankElastor.Numerics.Threads;

namespace RankElastor.Tests.Data.Sources;

public sealed class CsvWindowTests
{
    static readonly string[] _values = [
        "", "x", "12", "a long value", "é", "\"q\"", "\"a,b\"", "\"two\nlines\"", "\"two\r\nlines\"",
        "\"say \"\"hi\"\"\"", "in\"side"];

    static readonly string[] _ends = ["\n", "\r\n", "\n\n", "\r\n\r\n"];

    static readonly Gen<string> _texts =
        from rows in Gen.Int[0, _values.Length - 1].Array[3].Array[0, 40]
        from hasQuotes in Gen.Bool
        from ends in Gen.Int[0, 3].Select(index => _ends[index])
        from last in Gen.Bool.Select(isEnded => isEnded ? ends : "")
        select "a,b,c" + ends + string.Join(
            ends,
            rows.Select(row => string.Join(',', row.Select(value => _values[hasQuotes ? value : value % 5])))) + last;

    [Fact]
    public void ReadWindows_IsTheSequentialReading_AtAnyThreadsAndBlockSize() =>
        Gen.Select(_texts, Gen.Int[3, 90], Gen.Int[1, 3]).Sample((text, blockBytes, threads) =>
        {
            using var folder = new TemporaryFolder();
            var path = folder.Write("a.csv", text);
            Assert.Equal(Scanned(path, 1 << 20, 1), Scanned(path, blockBytes, threads));
        }, iter: 1000);

    [Fact]
    public void ReadWindows_EveryBoundary_GivesTheSameRowsAndLines()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("a.csv", "a,b,c\r\n1,\"x\r\n\"\"y\"\"\",3\r\n\r\n4,\"5,\n5\",6\n7,8,9\r\n");
        var expected = Scanned(path, 1 << 20, 1);
        Assert.Equal(["2: 1|x\r\n\"y\"|3", "5: 4|5,\n5|6", "7: 7|8|9"], expected);
        for (var blockBytes = 3; blockBytes < 64; blockBytes++)
        {
            Assert.Equal(expected, Scanned(path, blockBytes, 2));
        }
    }

    [Theory]
    [InlineData("1,2", ": found 2 values; allowed: 3")]
    [InlineData("1,2,3,4", ": found 4 values; allowed: 3")]
    [InlineData(
        "1,\"2\"x,3", ": found text after the closing quote of value 2; allowed: a separator or the end of the line")]
    public void ReadWindows_BadRow_IsNamedBehindTheRowsBeforeIt_InAnyBlock(string bad, string message)
    {
        using var folder = new TemporaryFolder();
        for (var before = 0; before < 40; before += 3)
        {
            var rows = string.Concat(Enumerable.Range(0, before).Select(row => $"{row},x,y\n"));
            var path = folder.Write("a.csv", $"a,b,c\n{rows}{bad}\n{string.Concat(Enumerable.Repeat("7,8\n", 20))}");
            for (var threads = 1; threads <= 3; threads++)
            {
                var seen = new List<string>();
                var error = Assert.Throws<InputException>(() => Scan(path, 32, threads, seen));
                Assert.Equal($"{path}:{before + 2}{message}", error.Message);
                Assert.Equal(before, seen.Count);
            }
        }
    }

    static List<string> Scanned(string path, int blockBytes, int threads)
    {
        var rows = new List<string>();
        Scan(path, blockBytes, threads, rows);
        return rows;
    }

    static void Scan(string path, int blockBytes, int threads, List<string> rows)
    {
        using var source = new CsvSource(path, new CsvOptions(), blockBytes);
        source.UseAll();
        foreach (var window in source.ReadWindows(new Workers(threads)))
        {
            foreach (var chunk in window)
            {
                foreach (var row in Enumerable.Range(0, chunk.Rows))
                {
                    var texts = Enumerable.Range(0, 3).Select(column => chunk.Text(row, column));
                    rows.Add($"{chunk.Lines[row]}: {string.Join('|', texts)}");
                }
            }
        }
    }
}
