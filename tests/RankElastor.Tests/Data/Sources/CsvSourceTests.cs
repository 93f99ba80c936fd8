using CsCheck;
using RankElastor.Data.Files;
using RankElastor.Data.Sources;

namespace RankElastor.Tests.Data.Sources;

public sealed class CsvSourceTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    string Read(string text, CsvOptions? options = null) =>
        Rows.Joined(new CsvSource(_folder.Write("a.csv", text), options ?? new CsvOptions()));

    [Theory]
    [InlineData("a,b\n1,2\n3,4\n", "1,2|3,4")]
    [InlineData("a,b\r\n1,2\r\n3,4", "1,2|3,4")]
    [InlineData("\uFEFFa,b\n1,2", "1,2")]
    [InlineData("\n\r\na,b\n\n1,2\n\r\n", "1,2")]
    [InlineData("a,b\n,\n1,", ",|1,")]
    [InlineData("a,b\n\"1\"\"2\",\"x\"\n", "1\"2,x")]
    [InlineData("a,b\nsay \"hi\",5\" pipe\n", "say \"hi\",5\" pipe")]
    [InlineData("a,b\n\"\",\"\"\"\"", ",\"")]
    [InlineData("a,b\n", "")]
    [InlineData("\"a\",b\n1,é\r", "1,é")]
    public void Read_FollowsRfc4180(string text, string rows) => Assert.Equal(rows, Read(text));

    [Fact]
    public void Read_QuotedSeparatorsAndLineBreaks_StayInTheValue()
    {
        using var source = new CsvSource(_folder.Write("a.csv", "a,b\n\"1,\r\n2\",3\n4,5"), new CsvOptions());
        var rows = Rows.Of(source);
        Assert.Equal(["1,\r\n2", "3"], rows[0]);
        Assert.Equal([2L, 4L], source.Read().SelectMany(chunk => chunk.Lines.ToArray()));
    }

    [Fact]
    public void Columns_GivenOrFromHeader()
    {
        var path = _folder.Write("a.csv", "a\tb\n1\t2\n");
        Assert.Equal(["a", "b"], new CsvSource(path, new CsvOptions('\t')).Columns);
        Assert.Equal("a,b|1,2", Rows.Joined(new CsvSource(path, new CsvOptions('\t', HasHeader: false, ["x", "y"]))));
        Assert.Equal(["x", "y"], new CsvSource(path, new CsvOptions('\t', Columns: ["x", "y"])).Columns);
        Assert.Equal("1,2", Rows.Joined(new CsvSource(path, new CsvOptions('\t', Columns: ["x", "y"]))));
    }

    [Fact]
    public void Read_Twice_GivesTheSameRows()
    {
        using var source = new CsvSource(_folder.Write("a.csv", "a,b\n1,2\n"), new CsvOptions());
        Assert.Equal(Rows.Joined(source), Rows.Joined(source));
    }

    [Theory]
    [InlineData("a,b,c\n1,2,3\n\n1,2\n", ":4: found 2 values; allowed: 3")]
    [InlineData("a,b,c\n1,2,3\n1,2,3,4\n", ":3: found 4 values; allowed: 3")]
    [InlineData("a,b\n1,\"2", ":2: found a quote that is never closed in value 2; allowed: a closing quote")]
    [InlineData(
        "a,b\n1,\"2\"x\n",
        ":2: found text after the closing quote of value 2; allowed: a separator or the end of the line")]
    [InlineData("a,a\n1,2\n", ":1: found column 'a' twice; allowed: distinct names")]
    [InlineData("", ": found an empty file; allowed: a header and rows")]
    [InlineData("\n\r\n", ": found an empty file; allowed: a header and rows")]
    public void Read_BadInput_SaysWhere(string text, string message)
    {
        var error = Assert.Throws<InputException>(() => Read(text));
        Assert.Equal(_folder["a.csv"] + message, error.Message);
    }

    [Fact]
    public void Constructor_UnusableFiles_SayWhat()
    {
        Assert.Contains(
            "found no file",
            Assert.Throws<InputException>(() => new CsvSource(_folder["none.csv"], new CsvOptions())).Message);
        Assert.Contains(
            "found a directory",
            Assert.Throws<InputException>(() => new CsvSource(_folder[""], new CsvOptions())).Message);
        File.WriteAllBytes(_folder["z.csv"], [0x1F, 0x8B, 8, 0]);
        Assert.Contains(
            "gzip", Assert.Throws<InputException>(() => new CsvSource(_folder["z.csv"], new CsvOptions())).Message);
    }

    static readonly string[] _pieces = ["", "x", "é", "12", "\"", ",", "\n", "\r\n", "\r", " ", "long value"];

    static readonly Gen<string[][]> _tables =
        from columns in Gen.Int[1, 4]
        from rows in Gen.Int[0, _pieces.Length - 1].Select(piece => _pieces[piece]).Array[0, 5]
            .Select(string.Concat).Array[columns].Array[0, 12]
        select rows;

    [Fact]
    public void Read_RandomTables_RoundTripAtAnyBlockSize() =>
        Gen.Select(
            _tables, Gen.Int[3, 40], Gen.Int[1, 5], Gen.Bool).Sample((table, blockBytes, chunkRows, endsWithLine) =>
        {
            var columns = table.Length == 0 ? 1 : table[0].Length;
            var names = Enumerable.Range(0, columns).Select(column => $"c{column}").ToArray();
            var text = string.Join("\n", table.Prepend(names).Select(row => string.Join(",", row.Select(Quoted))));
            using var folder = new TemporaryFolder();
            var path = folder.Write("a.csv", text + (endsWithLine ? "\n" : ""));
            using var source = new CsvSource(path, new CsvOptions(), blockBytes);
            Assert.Equal(names, source.Columns);
            Assert.Equal(table, Rows.Of(source, chunkRows));
        }, iter: 2000);

    static string Quoted(string value) =>
        value.Length > 0 && value.IndexOfAny(['"', ',', '\n', '\r']) < 0 ? value
            : $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
