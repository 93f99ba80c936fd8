using CsCheck;
using RankElastor.Data.Files;
using RankElastor.Data.Sources;

namespace RankElastor.Tests.Data.Sources;

public sealed class LibsvmSourceTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    LibsvmSource Source(string text) =>
        new(_folder.Write("a.libsvm", text), ["user", "item", "day"], ["day"]);

    [Theory]
    [InlineData("1 451:1 4149:1 7:1\n0 1:1.0 2:1 3:1.0", "1,451,4149,1|0,1,2,1.0")]
    [InlineData("-1 451:1 4149:1 7:1 \r\n\n+1 1:1 2:1 3:2e1\r\n", "0,451,4149,1|1,1,2,2e1")]
    [InlineData("0.5 451:0.25 4149:1 7:2", "0.5,451,4149,2")]
    [InlineData(
        "1 0:451:1 1:4149:-2 2:7:0.5\n0 2:9:1\n1 1:4:1 0:3:1", "1,451,4149,0.5|0,null,null,1|1,3,4,null")]
    public void Read_GivesLabel_IndicesOfIdentifiers_AndValuesOfNumbers(string text, string rows) =>
        Assert.Equal(rows, Rows.Joined(Source(text)));

    [Theory]
    [InlineData("1 1:1 2:1\n", ":1: found 3 values; allowed: 4")]
    [InlineData("1 1:1 2:1 3:1\n0 1:1 2:1 3:1 4:1\n", ":2: found 5 values; allowed: 4")]
    [InlineData("1 1:1 2:abc 3:1\n", ":1:2: found '2:abc'; allowed: index:value or field:index:value")]
    [InlineData("1 0:1:1 1::1\n", ":1:2: found '1::1'; allowed: index:value or field:index:value")]
    [InlineData(
        "1 1:1\r0 1:1",
        ": found lines that end with a carriage return alone (as old Macs wrote them); " +
        "allowed: line feeds; convert the file: tr '\\r' '\\n'")]
    [InlineData("1 1:1 x 3:1\n", ":1:2: found 'x'; allowed: index:value or field:index:value")]
    [InlineData("1 3:1:1\n", ":1:1: found field '3'; allowed: each of 0 … 2 at most once")]
    [InlineData("1 0:1:1 0:2:1\n", ":1:2: found field '0'; allowed: each of 0 … 2 at most once")]
    [InlineData("", ": found an empty file; allowed: rows")]
    public void Read_BadInput_SaysWhere(string text, string message)
    {
        var error = Assert.Throws<InputException>(() => Rows.Joined(Source(text)));
        Assert.Equal(_folder["a.libsvm"] + message, error.Message);
    }

    [Fact]
    public void Remarks_SayOnce_WhereValuesStoodBesideIdentifiers()
    {
        using var source = Source("1 1:1 2:1 3:0.5\n0 1:1 2:7 3:1\n0 1:0.5 2:8 3:1\n");
        Assert.Empty(source.Remarks);
        Rows.Of(source);
        Assert.Collection(
            source.Remarks,
            remark => Assert.StartsWith("item: an identifier is the index alone", remark),
            remark => Assert.StartsWith("user: an identifier is the index alone", remark));
        Assert.Contains("(2:7 at ", source.Remarks[0]);
        Assert.EndsWith("a.libsvm:2); type: numeric reads the value", source.Remarks[0]);
    }

    [Fact]
    public void Read_AnyBlockSize_GivesTheSameRows() =>
        Gen.Select(
            Gen.Int[0, 99999].Array[4].Array[1, 20],
            Gen.Int[1, 64],
            Gen.Int[1, 7]).Sample((table, blockBytes, chunkRows) =>
        {
            using var folder = new TemporaryFolder();
            var path = folder.Write(
                "a.txt", string.Join("\n", table.Select(row => $"{row[0]} {row[1]}:1 {row[2]}:1 {row[3]}:1")));
            using var source = new LibsvmSource(path, ["a", "b", "c"], [], blockBytes);
            Assert.Equal(string.Join("|", table.Select(row => string.Join(",", row))), Rows.Joined(source, chunkRows));
        }, iter: 500);
}
