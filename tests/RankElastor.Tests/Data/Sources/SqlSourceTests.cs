using RankElastor.Data.Files;
using RankElastor.Data.Sources;

namespace RankElastor.Tests.Data.Sources;

public sealed class SqlSourceTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("SELECT 1 a, 2.5::FLOAT b, 'é' c, true d, NULL e, 1.50::DECIMAL(9, 2) f;", "1,2.5,é,1,null,1.50")]
    [InlineData("SELECT [1, NULL, 3] a, ['x', 'y'] b, []::INT[] c -- lists", "1^3,x^y,")]
    [InlineData(
        "SELECT DATE '2020-01-02' a, TIMESTAMP '2020-01-02 03:04:05.5' b, 'NaN'::DOUBLE c",
        "2020-01-02,2020-01-02 03:04:05.5,null")]
    [InlineData("SELECT 12345678901234567890123::HUGEINT a", "12345678901234567890123")]
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
        Assert.Contains("q:1:a: found a value of type", Assert.Throws<InputException>(
            () => Rows.Joined(new SqlSource("SELECT {'x': 1} a", null, "q"))).Message);
    }
}
