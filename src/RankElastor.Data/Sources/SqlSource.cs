using System.Collections;
using RankElastor.Data.Files;

namespace RankElastor.Data.Sources;

/// <summary>
/// Rows of one SELECT that DuckDB answers, from a database file (opened read-only) or, without one, from the files the
/// query names (<c>SELECT … FROM 'clicks.parquet'</c>). Rows stream; values become invariant text, lists their elements
/// without nulls, NULL and NaN are null. Only the columns that are used are asked for. Every call of
/// <see cref="Read"/> runs the query again, so a query without a fixed order should say ORDER BY.
/// </summary>
sealed class SqlSource : RowSource
{
    readonly SqlSession _session;
    readonly IReadOnlyList<SqlColumn> _columns;
    readonly string _table;

    /// <summary>Checks the query and asks for its columns.</summary>
    /// <param name="query">One SELECT.</param>
    /// <param name="database">A DuckDB file, or null for an empty database in memory.</param>
    /// <param name="name">How messages call the query.</param>
    /// <exception cref="InputException">
    /// The database is missing, the query is not one SELECT, or DuckDB refuses it.
    /// </exception>
    public SqlSource(string query, string? database, string name)
    {
        Name = name;
        _session = new SqlSession(name, database);
        _table = SqlSession.TableOf(query);
        _columns = _session.Describe(_table);
        Columns = [.. _columns.Select(column => column.Name)];
    }

    public override string Name { get; }
    public override IReadOnlyList<string> Columns { get; }

    public override IEnumerable<RowChunk> Read(int chunkRows = 8192)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(chunkRows);
        var columns = Used.Select(column => _columns[column]).ToList();
        var values = columns.Select(column => column.Expression
            ?? throw InputException.At($"{Name}: {column.Name}", column.Type, "scalars and lists of scalars")).ToList();
        var wanted = values.Count == 0 ? "NULL" : string.Join(", ", values);
        using var result = _session.Run($"SELECT {wanted} FROM {_table}");
        var builder = new ChunkBuilder(columns.Count);
        for (var number = 0L; ;)
        {
            builder.Clear();
            while (builder.Chunk.Rows < chunkRows && result.Next())
            {
                number++;
                for (var column = 0; column < columns.Count; column++)
                {
                    Add(builder, result.Value(column));
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

    static void Add(ChunkBuilder builder, object value)
    {
        if (value is IEnumerable elements and not string)
        {
            foreach (var element in elements)
            {
                builder.AppendElement(element);
            }

            builder.EndList();
        }
        else
        {
            builder.Add(value);
        }
    }
}
