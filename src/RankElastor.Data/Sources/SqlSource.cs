using System.Collections;
using System.Data.Common;
using DuckDB.NET.Data;
using RankElastor.Data.Files;

namespace RankElastor.Data.Sources;

/// <summary>
/// Rows of a SELECT that DuckDB answers, from a database file (opened read-only) or, without one, from the files the
/// query names (<c>SELECT … FROM 'clicks.parquet'</c>). Rows stream; values become invariant text, lists are joined
/// with ^, NULL and NaN are null. Every call of <see cref="Read"/> runs the query again, so a query without a fixed
/// order should say ORDER BY.
/// </summary>
sealed class SqlSource : RowSource
{
    readonly string _query;
    readonly string _connection;
    readonly string[] _columns;

    /// <summary>Checks the query and asks for its columns.</summary>
    /// <param name="query">One SELECT.</param>
    /// <param name="database">A DuckDB file, or null for an empty database in memory.</param>
    /// <param name="name">How messages call the query.</param>
    /// <exception cref="InputException">The database is missing, or DuckDB refuses the query.</exception>
    public SqlSource(string query, string? database, string name)
    {
        if (database is not null && !File.Exists(database))
        {
            throw InputException.At(name, $"no database {database}", "a DuckDB file");
        }

        Name = name;
        _query = $"SELECT * FROM (\n{query.Trim().TrimEnd(';')}\n)";
        var connection = new DbConnectionStringBuilder { ["DataSource"] = database ?? ":memory:" };
        if (database is not null)
        {
            connection["ACCESS_MODE"] = "READ_ONLY";
        }

        _connection = connection.ConnectionString;
        using var result = new Result(this, $"{_query} LIMIT 0");
        var columns = Enumerable.Range(0, result.Reader.FieldCount).ToList();
        _columns = [.. columns.Select(result.Reader.GetName)];
        var lists = string.Join(", ", columns.Where(column => IsList(result.Reader.GetFieldType(column)))
            .Select(column => WithoutNulls(_columns[column])));
        _query = lists.Length > 0 ? $"SELECT * REPLACE ({lists}) FROM ({_query})" : _query;
    }

    public override string Name { get; }
    public override IReadOnlyList<string> Columns => _columns;

    public override IEnumerable<RowChunk> Read(int chunkRows = 8192)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(chunkRows);
        using var result = new Result(this, _query);
        var builder = new ChunkBuilder(_columns.Length);
        for (var number = 0L; ;)
        {
            builder.Clear();
            while (builder.Chunk.Rows < chunkRows && (number == 0 ? ReadFirst(result) : Guard(result.Reader.Read)))
            {
                number++;
                for (var column = 0; column < _columns.Length; column++)
                {
                    Add(builder, result.Reader.GetValue(column), number, column);
                }

                builder.EndRow(number);
            }

            if (builder.Chunk.Rows > 0)
            {
                yield return builder.Chunk;
            }

            if (builder.Chunk.Rows < chunkRows)
            {
                yield break;
            }
        }
    }

    public override void Dispose() { }

    static bool IsList(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(List<>);

    /// <summary>The driver cannot make lists that hold nulls.</summary>
    static string WithoutNulls(string column)
    {
        var quoted = $"\"{column.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
        return $"list_filter({quoted}, lambda element: element IS NOT NULL) AS {quoted}";
    }

    /// <summary>An empty streamed result fails as if it were closed; a second query tells it from an error.</summary>
    bool ReadFirst(Result result)
    {
        try
        {
            return result.Reader.Read();
        }
        catch (DbException)
        {
            using var again = new Result(this, $"{_query} LIMIT 1", streaming: false);
            return Guard(again.Reader.Read) && Guard(result.Reader.Read);
        }
    }

    void Add(ChunkBuilder builder, object value, long number, int column)
    {
        if (value is string or DBNull or IFormattable or bool)
        {
            builder.Add(value);
        }
        else if (value is IEnumerable elements and not IDictionary)
        {
            foreach (var element in elements)
            {
                if (element is not (null or string or DBNull or IFormattable or bool))
                {
                    throw Wrong(element, number, column);
                }

                builder.AppendElement(element);
            }

            builder.EndValue();
        }
        else
        {
            throw Wrong(value, number, column);
        }
    }

    InputException Wrong(object value, long number, int column) =>
        InputException.At($"{Name}:{number}:{_columns[column]}", $"a value of type {value.GetType().Name}",
            "scalars and lists of scalars");

    T Guard<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (DbException error)
        {
            var line = error.Message.Split('\n',
                StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
            throw new InputException($"{Name}: {line ?? "the query failed"}", error);
        }
    }

    sealed class Result : IDisposable
    {
        readonly DuckDBConnection _open;
        readonly DuckDBCommand _command;

        internal Result(SqlSource source, string query, bool streaming = true)
        {
            _open = new DuckDBConnection(source._connection);
            _command = _open.CreateCommand();
            _command.CommandText = query;
            _command.UseStreamingMode = streaming;
            try
            {
                Reader = source.Guard(() =>
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

        internal DbDataReader Reader { get; }

        public void Dispose()
        {
            Reader.Dispose();
            _command.Dispose();
            _open.Dispose();
        }
    }
}
