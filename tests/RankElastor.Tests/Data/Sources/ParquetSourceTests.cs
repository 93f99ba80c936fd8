using System.Globalization;
using Parquet;
using Parquet.Schema;
using RankElastor.Data.Files;
using RankElastor.Data.Sources;

namespace RankElastor.Tests.Data.Sources;

public sealed class ParquetSourceTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Writes with DuckDB, so that writer and reader are independent.</summary>
    ParquetSource Written(string query, int groupRows = 122880, string options = "")
    {
        using var connection = new DuckDB.NET.Data.DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText =
            $"COPY ({query}) TO '{_folder["a.parquet"]}' (FORMAT parquet, ROW_GROUP_SIZE {groupRows}{options})";
        command.ExecuteNonQuery();
        return new ParquetSource(_folder["a.parquet"]);
    }

    [Theory]
    [InlineData("SELECT 1::INT a, 2.5::FLOAT b, 'é' c, true d, 0.1::DOUBLE e, -5::BIGINT f", "1,2.5,é,1,0.1,-5")]
    [InlineData(
        "SELECT NULL::INT a, NULL::FLOAT b, NULL::TEXT c, NULL::BOOL d UNION ALL SELECT 1, 2, '', false",
        "null,null,null,null|1,2,,0")]
    [InlineData(
        "SELECT [1, 2, 3]::INT[] a UNION ALL SELECT NULL UNION ALL SELECT [] UNION ALL SELECT [NULL, 7]",
        "[1;2;3]|null|[]|[7]")]
    [InlineData("SELECT ['p', 'q'] a, 1::TINYINT b, 2::USMALLINT c", "[p;q],1,2")]
    [InlineData(
        "SELECT ['p^q', '', 'é|'] a UNION ALL SELECT [''] UNION ALL SELECT [NULL]", "[p^q;;é|]|[]|[]")]
    [InlineData(
        "SELECT 'NaN'::DOUBLE a, 1e300::DOUBLE b, 1e-7::FLOAT c, 1.25::DECIMAL(9, 2) d", "null,1E+300,1E-07,1.25")]
    [InlineData(
        "SELECT 12::DOUBLE a, 9007199254740991::DOUBLE b, 9007199254740992::DOUBLE c, 16777215::FLOAT d",
        "12,9007199254740991,9.0071992547409920E+015,16777215")]
    [InlineData("SELECT 16777216::FLOAT a, 1e19::DOUBLE b", "1.67772160E+007,1.0000000000000000E+019")]
    [InlineData(
        "SELECT 18446744073709551615::UBIGINT a, [9223372036854775808, 9223372036854775809]::UBIGINT[] b",
        "18446744073709551615,[9223372036854775808;9223372036854775809]")]
    [InlineData("SELECT TIMESTAMP '2020-01-02 03:04:05' a", "2020-01-02 03:04:05")]
    public void Read_TypesBecomeText(string query, string rows) => Assert.Equal(rows, Rows.Joined(Written(query)));

    [Fact]
    public void Read_SeveralRowGroups_InOrder()
    {
        using var source = Written("SELECT range::INT a, [range, range + 1] b FROM range(10000)", groupRows: 2048);
        var rows = Rows.Of(source, chunkRows: 300);
        Assert.Equal(
            Enumerable.Range(0, 10000).Select(row => row.ToString(CultureInfo.InvariantCulture)),
            rows.Select(row => row[0]!));
        Assert.Equal("[9999;10000]", rows[^1][1]);
        Assert.Equal(
            Enumerable.Range(1, 10000).Select(row => (long)row),
            source.Read(300).SelectMany(chunk => chunk.Lines.ToArray()));
    }

    [Fact]
    public async Task Read_RequiredColumns_HaveNoNulls()
    {
        var cancel = TestContext.Current.CancellationToken;
        var (id, price) = (new DataField<int>("id"), new DataField<double>("price"));
        await using (var stream = File.Create(_folder["b.parquet"]))
        {
            await using var writer =
                await ParquetWriter.CreateAsync(new ParquetSchema(id, price), stream, cancellationToken: cancel);
            using var group = writer.CreateRowGroup();
            await group.WriteAsync<int>(id, new[] { 1, 2 }, cancellationToken: cancel);
            await group.WriteAsync<double>(price, new[] { 0.5, 1 / 3.0 }, cancellationToken: cancel);
        }

        Assert.Equal("1,0.5|2,0.3333333333333333", Rows.Joined(new ParquetSource(_folder["b.parquet"])));
    }

    [Fact]
    public void Constructor_UnusableFiles_SayWhat()
    {
        Assert.Contains(
            "found no file", Assert.Throws<InputException>(() => new ParquetSource(_folder["none"])).Message);
        var text = _folder.Write("t.parquet", "not parquet at all, but long enough to look for a footer");
        Assert.Contains(
            "not a valid Parquet file", Assert.Throws<InputException>(() => new ParquetSource(text)).Message);
        Assert.Contains(
            "a: found a nested column",
            Assert.Throws<InputException>(() => Rows.Joined(Written("SELECT {'x': 1} a"))).Message);
    }

    [Theory]
    [InlineData("{'x': 1}")]
    [InlineData("MAP {'x': 1}")]
    [InlineData("[[1], [2, 3]]")]
    [InlineData("INTERVAL 3 DAY")]
    [InlineData("TIME '01:02:03'")]
    [InlineData("'\\xff'::BLOB")]
    [InlineData("uuid()")]
    [InlineData("12345678901234567890123456789012345678::DECIMAL(38, 0)")]
    [InlineData("170141183460469231731687303715884105727::HUGEINT")]
    [InlineData("'infinity'::TIMESTAMP")]
    [InlineData("DATE '5877642-06-25 (BC)'")]
    public void Read_ColumnsThatNobodyUses_MayHoldAnything(string value)
    {
        using var source = Written($"SELECT 7 a, {value} b, 'x' c");
        Assert.Equal((0, 1), (source.Use("c"), source.Use("a")));
        Assert.Equal([["x", "7"]], Rows.Used(source));
    }

    [Fact]
    public void Read_DecimalsInDeltaPages_AreSaidToBeThat()
    {
        using var source = Written(
            "SELECT (i * i / 100)::DECIMAL(18, 2) price FROM range(20000) r(i)",
            options: ", PARQUET_VERSION V2");
        var error = Assert.Throws<InputException>(() => Rows.Joined(source));
        Assert.Contains(
            "a.parquet: price: found values of type Decimal in pages of an encoding that is read for whole numbers",
            error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("12345678901234567890123456789012345678::DECIMAL(38, 0)")]
    [InlineData("'infinity'::TIMESTAMP")]
    [InlineData("TIMESTAMP '290000-01-01'")]
    [InlineData("DATE '5877642-06-25 (BC)'")]
    public void Read_ValuesBeyondTheTypes_AreOneLineOrText(string value)
    {
        try
        {
            Assert.DoesNotContain("null", Rows.Joined(Written($"SELECT {value} b")));
        }
        catch (InputException error)
        {
            Assert.Contains("a.parquet: b: found values beyond the range of ", error.Message);
        }
    }

    [Fact]
    public void Read_CutFile_IsRefused()
    {
        Written("SELECT range a, ['x', 'y'] b FROM range(50)").Dispose();
        var whole = File.ReadAllBytes(_folder["a.parquet"]);
        for (var length = 0; length < whole.Length; length += 7)
        {
            File.WriteAllBytes(_folder["cut.parquet"], whole[..length]);
            Assert.StartsWith(
                _folder["cut.parquet"],
                Assert.Throws<InputException>(() => Rows.Joined(new ParquetSource(_folder["cut.parquet"]))).Message);
        }
    }
}
