using System.Data.Common;
using DuckDB.NET.Data;
using RankElastor.Data.Files;

namespace RankElastor.Data.Sources;

/// <summary>
/// DuckDB, asked and never told: it answers single SELECTs, writes nothing, fetches and loads no extension, and its
/// settings are locked. What it throws becomes one line that opens with the query's name.
/// </summary>
sealed class SqlSession
{
    readonly string _name;
    readonly string _connection;

    /// <exception cref="InputException">The database is missing.</exception>
    internal SqlSession(string name, string? database)
    {
        if (database is not null && !File.Exists(database))
        {
            throw InputException.At(name, $"no database {database}", "a DuckDB file");
        }

        _name = name;
        var settings = new DbConnectionStringBuilder
        {
            ["DataSource"] = database ?? ":memory:",
            ["autoinstall_known_extensions"] = "false",
            ["autoload_known_extensions"] = "false",
            ["allow_community_extensions"] = "false",
            ["lock_configuration"] = "true",
        };
        if (database is not null)
        {
            settings["ACCESS_MODE"] = "READ_ONLY";
        }

        _connection = settings.ConnectionString;
    }

    /// <summary>A table function that accepts one SELECT and nothing else, by DuckDB's own parser.</summary>
    internal static string TableOf(string select) =>
        $"query('{select.Replace("'", "''", StringComparison.Ordinal)}')";

    /// <summary>The columns of a table.</summary>
    internal IReadOnlyList<SqlColumn> Describe(string table)
    {
        using var result = Run($"DESCRIBE SELECT * FROM {table}", streaming: false);
        var columns = new List<SqlColumn>();
        while (result.Next())
        {
            columns.Add(new SqlColumn((string)result.Value(0), (string)result.Value(1)));
        }

        return columns;
    }

    /// <summary>Starts a query.</summary>
    internal Result Run(string query, bool streaming = true) => new(this, query, streaming);

    static string FirstLine(string? text) =>
        text?.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).FirstOrDefault()
            ?? "a query that failed";

    T Guard<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception error) when (error is not (InputException or OperationCanceledException))
        {
            throw new InputException($"{_name}: {FirstLine(error.Message)}", error);
        }
    }

    /// <summary>The rows of an answer, one after another.</summary>
    internal sealed class Result : IDisposable
    {
        readonly SqlSession _session;
        readonly string _query;
        readonly DuckDBConnection _open;
        readonly DuckDBCommand _command;
        readonly DbDataReader _reader;
        bool _isFirst;

        internal Result(SqlSession session, string query, bool streaming)
        {
            (_session, _query, _isFirst) = (session, query, streaming);
            _open = new DuckDBConnection(session._connection);
            _command = _open.CreateCommand();
            _command.CommandText = query;
            _command.UseStreamingMode = streaming;
            try
            {
                _reader = session.Guard(() =>
                {
                    _open.Open();
                    return _command.ExecuteReader();
                });
            }
            catch (InputException)
            {
                _command.Dispose();
                _open.Dispose();
                throw;
            }
        }

        internal bool Next()
        {
            var isFirst = _isFirst;
            _isFirst = false;
            return isFirst ? First() : _session.Guard(_reader.Read);
        }

        internal object Value(int column) => _session.Guard(() => _reader.GetValue(column));

        /// <summary>An empty streamed result fails as if it were closed; a second query tells which.</summary>
        bool First()
        {
            try
            {
                return _reader.Read();
            }
            catch (DbException)
            {
                using var again = _session.Run($"SELECT * FROM ({_query}) LIMIT 1", streaming: false);
                return again.Next() && _session.Guard(_reader.Read);
            }
        }

        public void Dispose()
        {
            _reader.Dispose();
            _command.Dispose();
            _open.Dispose();
        }
    }
}
