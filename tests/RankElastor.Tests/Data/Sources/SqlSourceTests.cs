using RankElastor.Data.Files;
using RankElastor.Data.Sources;

namespace RankElastor.Tests.Data.Sources;

public sealed class SqlSourceTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("SELECT 1 a, 2.5::FLOAT b, 'é' c, true d, NULL e, 1.50::DECIMAL(9, 2) f;", "1,2.5,é,1,null,1.50")]
    [InlineData("SELECT [1, NULL, 3] a, ['x', 'y'] b, []::INT[] c -- lists", "[1;3],[x;y],[]")]
    [InlineData("SELECT ['a^b', '', 'c'] a, [[1]][1] b, array_value(1, 2) c, [18446744073709551615] d",
        "[a^b;;c],[1],[1;2],[18446744073709551615]")]
    [InlineData(
        "SELECT DATE '2020-01-02' a, TIMESTAMP '2020-01-02 03:04:05.5' b, 'NaN'::DOUBLE c",
        "2020-01-02,2020-01-02 03:04:05.5,null")]
    [InlineData("SELECT 12345678901234567890123::HUGEINT a", "12345678901234567890123")]
    [InlineData("SELECT 18446744073709551615::UBIGINT a, [9223372036854775808::UBIGINT, NULL] b",
        "18446744073709551615,[9223372036854775808]")]
    [InlineData("SELECT 12345678901234567890123456789012345678::DECIMAL(38, 0) a, [0.50::DECIMAL(38, 2)] b",
        "12345678901234567890123456789012345678,[0.50]")]
    [InlineData("SELECT 'infinity'::TIMESTAMP a, DATE '290000-01-01' b, TIME '01:02:03' c, INTERVAL 3 DAY d",
        "infinity,290000-01-01,01:02:03,3 days")]
    [InlineData("WITH t AS (SELECT 1 x) SELECT x + 1 AS \"a\"\"b\" FROM t; -- a comment", "2")]
    [InlineData("SELECT range a FROM range(3) ORDER BY a DESC", "2|1|0")]
    [InlineData("SELECT 1 a WHERE false", "")]
    public void Read_TypesBecomeText(string query, string rows) =>
        Assert.Equal(rows, Rows.Joined(new SqlSource(query, null, "query")));

    [Fact]
    public void Read_FilesByPath_AndChunks()
    {
        var path = _folder.Write("a.csv", "x,y\n1,u\n2,v\n3,w\n");
        using var source = new SqlSource($"SELECT y, x FROM read_csv('{path}') ORDER BY x", null, "query");
        Assert.Equal(["y", "x"], source.Columns);
        Assert.Equal("u,1|v,2|w,3", Rows.Joined(source, chunkRows: 2));
        Assert.Equal("u,1|v,2|w,3", Rows.Joined(source, chunkRows: 3));
    }

    [Fact]
    public void Read_DatabaseFile_IsReadOnly()
    {
        using (var connection = new DuckDB.NET.Data.DuckDBConnection($"DataSource={_folder["a.db"]}"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "CREATE TABLE clicks AS SELECT 7 AS id, 0 AS label";
            command.ExecuteNonQuery();
        }

        Assert.Equal("7,0", Rows.Joined(new SqlSource("FROM clicks", _folder["a.db"], "query")));
        Assert.Throws<InputException>(() => new SqlSource("DELETE FROM clicks", _folder["a.db"], "query"));
    }

    [Fact]
    public void Errors_AreOneLineWithTheName()
    {
        var wrong = Assert.Throws<InputException>(() => new SqlSource("SELECT x FROM nowhere", null, "train_data"));
        Assert.StartsWith("train_data: Catalog Error", wrong.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', wrong.Message);
        Assert.Contains(
            "no database",
            Assert.Throws<InputException>(() => new SqlSource("SELECT 1", _folder["none.db"], "q")).Message);
        var late =
            new SqlSource("SELECT CASE WHEN range < 5000 THEN 1 ELSE error('late') END a FROM range(6000)", null, "q");
        Assert.StartsWith(
            "q: ", Assert.Throws<InputException>(() => Rows.Joined(late)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{'x': 1}")]
    [InlineData("MAP {'x': 1}")]
    [InlineData("[[1], [2]]")]
    [InlineData("[{'x': 1}]")]
    [InlineData("'\\xff'::BLOB")]
    public void Read_NestedValues_AreRefusedOnlyWhereTheyAreUsed(string value)
    {
        using var source = new SqlSource($"SELECT {value} a, 2 b", null, "q");
        source.Use("b");
        Assert.Equal([["2"]], Rows.Used(source));
        source.Use("a");
        Assert.StartsWith("q: a: found ", Assert.Throws<InputException>(() => Rows.Used(source)).Message);
    }

    [Fact]
    public void Read_NothingUsed_StillCountsRows()
    {
        using var source = new SqlSource("FROM range(5000)", null, "q");
        Assert.Equal(5000, source.Read().Sum(chunk => chunk.Rows));
    }

    /// <summary>Nothing but one SELECT is run: the other statements would leave a trace in the folder.</summary>
    [Theory]
    [InlineData("SELECT 1; SELECT 2")]
    [InlineData("SELECT 1) TO 'FOLDER/x.csv'; COPY (SELECT 1")]
    [InlineData("SELECT 1); COPY (SELECT 1) TO 'FOLDER/x.csv'; SELECT * FROM (SELECT 1")]
    [InlineData("COPY (SELECT 1) TO 'FOLDER/x.csv'")]
    [InlineData("ATTACH 'FOLDER/x.db'")]
    [InlineData("CREATE TABLE t AS SELECT 1")]
    [InlineData("INSTALL httpfs")]
    [InlineData("LOAD 'FOLDER/x.duckdb_extension'")]
    [InlineData("PRAGMA database_list")]
    [InlineData("SET threads = 1")]
    [InlineData("EXPORT DATABASE 'FOLDER/x'")]
    [InlineData("")]
    [InlineData("no sql at all")]
    [InlineData("SELECT * FROM 'https://localhost:1/a.parquet'")]
    [InlineData("SELECT * FROM 's3://bucket/a.parquet'")]
    public void Constructor_AnythingButOneSelect_IsRefused_AndLeavesNoTrace(string query)
    {
        var error = Assert.Throws<InputException>(
            () => new SqlSource(query.Replace("FOLDER", _folder.Path, StringComparison.Ordinal), null, "q"));
        Assert.StartsWith("q: ", error.Message);
        Assert.DoesNotContain('\n', error.Message);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }
}
