namespace RankElastor.Data.Sources;

/// <summary>A column of a query's result and its type, as DuckDB's DESCRIBE has them.</summary>
sealed record SqlColumn(string Name, string Type)
{
    // types whose values the driver passes on as they are; of the others DuckDB writes the text, which has no limits
    static readonly string[] _plain =
    [
        "BOOLEAN", "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT",
        "FLOAT", "DOUBLE", "VARCHAR",
    ];

    static readonly string[] _nested = ["STRUCT", "MAP", "UNION", "BLOB", "BIT", "VARIANT", "GEOMETRY"];

    /// <summary>What to select, in SQL; null where values have no text.</summary>
    internal string? Expression
    {
        get
        {
            var open = Type.LastIndexOf('[');
            var isList = Type.EndsWith(']') && open > 0;
            var element = isList ? Type[..open] : Type;
            if (element.EndsWith(']') || Array.Exists(_nested, element.StartsWith))
            {
                return null;
            }

            var quoted = $"\"{Name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
            var kind = _plain.Contains(element) ? element : "VARCHAR";
            var cast = $"CAST({quoted} AS {kind}{(isList ? "[]" : "")})";
            // the driver cannot make lists that hold nulls
            return isList ? $"list_filter({cast}, lambda element: element IS NOT NULL)" : cast;
        }
    }
}
