using System.Collections;
using System.Linq.Expressions;
using System.Reflection;
using RankElastor.Data.Files;

namespace RankElastor.Data.Sources;

/// <summary>
/// Rows that the caller holds. They can be read several times (preparation reads training rows twice), so they must be
/// the same each time.
/// </summary>
public sealed class RowSet
{
    readonly IEnumerable<object?> _rows;
    readonly IReadOnlyList<Func<object, object?>> _values;

    RowSet(IReadOnlyList<string> columns, IEnumerable<object?> rows, IReadOnlyList<Func<object, object?>> values)
    {
        Columns = columns;
        _rows = rows;
        _values = values;
    }

    /// <summary>Column names in the order of a row's values.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>
    /// Rows as objects: every public property is a column of its name. Values are numbers, truths, text, times,
    /// null for
    /// a missing value, or a collection of such values for a sequence.
    /// </summary>
    /// <exception cref="InputException">The type has no public property.</exception>
    public static RowSet Of<T>(IEnumerable<T> rows)
        where T : notnull
    {
        var properties = typeof(T).GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.CanRead && property.GetIndexParameters().Length == 0).ToList();
        return properties.Count == 0
            ? throw InputException.At(
                typeof(T).Name, "no public property", "a type whose public properties are the columns")
            : new RowSet([.. properties.Select(property => property.Name)], rows.Cast<object?>(),
                [.. properties.Select(Getter)]);
    }

    /// <summary>
    /// Rows as values in the order of <paramref name="columns"/>; the values are those of <see cref="Of{T}"/>.
    /// </summary>
    public static RowSet Of(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<object?>> rows)
    {
        Func<object, object?> At(int column) => row => ((IReadOnlyList<object?>)row)[column];
        return new RowSet(
            columns, rows.Select(row => Whole(row, columns)), [.. columns.Select((_, column) => At(column))]);
    }

    /// <summary>The rows as text, for the encoders; <paramref name="name"/> stands in messages.</summary>
    internal RowSource Open(string name) => new Source(name, this);

    static IReadOnlyList<object?> Whole(IReadOnlyList<object?> row, IReadOnlyList<string> columns) =>
        row.Count == columns.Count
        ? row
        : throw InputException.At("row", $"{row.Count} values", $"{columns.Count}: {string.Join(", ", columns)}");

    static Func<object, object?> Getter(PropertyInfo property)
    {
        var row = Expression.Parameter(typeof(object));
        var value = Expression.Property(Expression.Convert(row, property.DeclaringType!), property);
        return Expression.Lambda<Func<object, object?>>(Expression.Convert(value, typeof(object)), row).Compile();
    }

    sealed class Source(string name, RowSet rows) : RowSource
    {
        public override string Name => name;
        public override IReadOnlyList<string> Columns => rows.Columns;

        public override IEnumerable<RowChunk> Read(int chunkRows = 8192)
        {
            var builder = new ChunkBuilder(Used.Count);
            var values = Used.Select(column => rows._values[column]).ToList();
            var number = 0L;
            foreach (var row in rows._rows)
            {
                if (builder.Chunk.Rows == chunkRows)
                {
                    yield return builder.Chunk;
                    builder.Clear();
                }

                Add(builder, values, row ?? throw InputException.At($"{name}:{number + 1}", "null", "a row"));
                builder.EndRow(++number);
            }

            if (builder.Chunk.Rows > 0)
            {
                yield return builder.Chunk;
            }
        }

        public override void Dispose() { }

        static void Add(ChunkBuilder builder, List<Func<object, object?>> values, object row)
        {
            foreach (var value in values)
            {
                if (value(row) is not { } found)
                {
                    builder.AddNull();
                }
                else if (found is IEnumerable elements and not string)
                {
                    foreach (var element in elements)
                    {
                        builder.AppendElement(element);
                    }

                    builder.EndList();
                }
                else
                {
                    builder.Add(found);
                }
            }
        }
    }
}
