using CsCheck;
using RankElastor.Data.Files;
using RankElastor.Data.Sources;

namespace RankElastor.Tests.Data.Sources;

public sealed class CsvSourceTests : IDisposable
{
    const string NamesFound =
        ":1: found column names; allowed: rows alone, because header is False; header: True?";

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
    [InlineData("a\n1\n\n2\n", "1||2")] // one column: an empty line is an empty value
    [InlineData("\n\na\r\n\r\n\"\"\r\n2", "||2")]
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
    public void Use_OtherColumns_MayHaveAnyNames()
    {
        using var source = new CsvSource(_folder.Write("a.csv", ",b,b,c,\n0,1,2,3,\n4,5,6,7,8\n"), new CsvOptions());
        Assert.Equal((0, 0), (source.Use("c"), source.Use("c")));
        Assert.Equal([["3"], ["7"]], Rows.Used(source));
        Assert.Equal(
            $"{_folder["a.csv"]}: found column 'b' twice; allowed: distinct names of columns that are used",
            Assert.Throws<InputException>(() => source.Use("b")).Message);
        Assert.EndsWith(
            "no column 'none'; columns: , b, b, c, ", Assert.Throws<InputException>(() => source.Use("none")).Message);
    }

    [Fact]
    public void Read_NothingUsed_StillCountsRows()
    {
        using var source = new CsvSource(_folder.Write("a.csv", "a,b\n1,2\n3,4\n"), new CsvOptions());
        Assert.Equal(2, source.Read().Sum(chunk => chunk.Rows));
    }

    [Theory]
    [InlineData("user;item;label\n1;2;0\n", "; sep: ';'?")]
    [InlineData("user\titem\tlabel\n1\t2\t0\n", "; sep: tab?")]
    [InlineData("\"user|item\"\n1|2\n", "; sep: '|'?")]
    [InlineData("7,1.5,0\n8,2.5,1\n", "; the first line looks like data: header: False?")]
    [InlineData("usr,item\n1,2\n", "; did you mean 'usr'?")]
    [InlineData("a,b\n1,2\n", "no column 'user'; columns: a, b")]
    public void Use_MissingColumn_NamesTheCause(string text, string end)
    {
        using var source = new CsvSource(_folder.Write("a.csv", text), new CsvOptions());
        var message = Assert.Throws<InputException>(() => source.Use("user")).Message;
        Assert.EndsWith(end, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Theory]
    [InlineData("1;2\n3;4\n", ":1: found 1 values; allowed: 2; sep: ';'?")]
    [InlineData("1\n2\n", ":1: found 1 values; allowed: 2")]
    [InlineData("x,y\n1,2\n", NamesFound)]
    [InlineData("y,x,z\n1,2,3\n", NamesFound)]
    public void Constructor_WithoutHeader_NamesTheCause(string text, string end)
    {
        var path = _folder.Write("a.csv", text);
        var error = Assert.Throws<InputException>(
            () => new CsvSource(path, new CsvOptions(HasHeader: false, Columns: ["x", "y"])));
        Assert.Equal(path + end, error.Message);
    }

    [Theory]
    [InlineData("a,b\r1,2\r3,4\r")]
    [InlineData("a,b\r1,2\r3,4")]
    public void Constructor_ReturnsAlone_AreNamed(string text) =>
        Assert.Contains(
            "lines that end with a carriage return alone", Assert.Throws<InputException>(() => Read(text)).Message);

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
