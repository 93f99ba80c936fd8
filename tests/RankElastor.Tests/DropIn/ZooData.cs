using System.Globalization;
using System.Text.Json;
using DuckDB.NET.Data;
using RankElastor.Numerics.Randomness;
using RankElastor.Tests.Data;
using RankElastor.Tests.Data.Sources;

namespace RankElastor.Tests.DropIn;

/// <summary>
/// The forms of FuxiCTR's tiny data sets with generated rows: raw CSV; ids in Parquet, in folders of parts and in
/// NumPy archives, each with its <c>feature_map.json</c>; ids with a history; CSV with two labels.
/// </summary>
static class ZooData
{
    const int HistoryLength = 5;
    const string Click = "clk";
    static readonly (string Name, string Source, int Size)[] _fields =
    [
        ("user", "user", 20), ("ad", "item", 30), ("place", "context", 4), ("kind", "item", 9),
        ("campaign", "item", 12), ("seller", "item", 8), ("brand", "item", 7), ("segment", "user", 6),
        ("segment_group", "user", 5),
        ("gender", "user", 4), ("age", "user", 6), ("price_level", "user", 4), ("depth", "user", 5), ("job", "user", 3),
    ];

    static readonly (string Split, int Rows)[] _splits = [("train", 96), ("valid", 48), ("test", 48)];

    /// <summary>The data sets with their keys in dataset_config.yaml.</summary>
    public static string Configuration { get; } = string.Concat(
        Set("tiny_csv", "csv", "/{0}.csv", $$"""
              min_categr_count: 1
              feature_cols:
                [{name: [{{Names(_fields)}}], active: True, dtype: str, type: categorical}]
              label_col: {name: {{Click}}, dtype: float}
            """),
        Set("tiny_source", "csv", "/{0}.csv", $$"""
              min_categr_count: 1
              feature_cols:
                [{name: [{{NamesOf("user")}}], active: True, dtype: str, type: categorical, source: user},
                 {name: [{{NamesOf("item")}}], active: True, dtype: str, type: categorical, source: item},
                 {name: "place", active: True, dtype: str, type: categorical, source: context}]
              label_col: {name: {{Click}}, dtype: float}
            """).Replace("tiny_source/", "tiny_csv/", StringComparison.Ordinal),
        Set("tiny_parquet", "parquet", "/{0}.parquet", "  rebuild_dataset: False"),
        Set("tiny_blocks", "parquet", "/{0}", "  rebuild_dataset: False"),
        Set("tiny_npz", "npz", "/{0}.npz"),
        Set("tiny_seq", "parquet", "/{0}.parquet", "  rebuild_dataset: False"),
        Set("tiny_mtl", "csv", "/{0}.csv", $$"""
              min_categr_count: 1
              feature_cols:
                [{name: [{{Names(_fields)}}], active: True, dtype: str, type: categorical},
                 {name: [number_1, number_2], active: True, dtype: float, type: numeric}]
              label_col: [{name: {{Click}}, dtype: float}, {name: bought, dtype: float}]
            """));

    /// <summary>Writes the rows below a folder.</summary>
    public static void Write(TemporaryFolder folder)
    {
        foreach (var (split, count) in _splits)
        {
            var rows = Rows(split, count);
            folder.Write($"data/tiny_csv/{split}.csv", Csv(rows, withMore: false));
            folder.Write($"data/tiny_mtl/{split}.csv", Csv(rows, withMore: true));
            WriteParquet(folder, $"data/tiny_parquet/{split}.parquet", rows, withHistory: false);
            WriteParquet(folder, $"data/tiny_seq/{split}.parquet", rows, withHistory: true);
            foreach (var (part, block) in rows.Chunk(40).Index())
            {
                WriteParquet(folder, $"data/tiny_blocks/{split}/part_{part:D5}.parquet", block, withHistory: false);
            }

            Directory.CreateDirectory(folder["data/tiny_npz"]);
            NpzFile.Write(
                folder[$"data/tiny_npz/{split}.npz"],
                [
                    .. _fields.Select((field, f) => NpzFile.Of(
                        field.Name, [count], rows.Select(row => (double)row.Ids[f]).ToArray())),
                    NpzFile.Of(Click, [count], rows.Select(row => (double)row.Click).ToArray()),
                ]);
        }

        foreach (var id in new[] { "tiny_parquet", "tiny_blocks", "tiny_npz", "tiny_seq" })
        {
            folder.Write($"data/{id}/feature_map.json", Map(id));
        }
    }

    static string Set(string id, string format, string files, string more = "")
    {
        string Of(string split) => $"../data/{id}" + string.Format(CultureInfo.InvariantCulture, files, split);
        return $"""
            {id}:
              data_root: ../data/
              data_format: {format}
              train_data: {Of("train")}
              valid_data: {Of("valid")}
              test_data: {Of("test")}
            {more}

            """;
    }

    static string Names(IEnumerable<(string Name, string, int)> fields) =>
        string.Join(", ", fields.Select(field => field.Name));

    static string NamesOf(string source) => Names(_fields.Where(field => field.Source == source));

    static List<Row> Rows(string split, int count)
    {
        var random = new SeededRandom(11).Fork(split);
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            int[] ids = [.. _fields.Select(field => 1 + random.NextInt(field.Size - 1))];
            var past = Enumerable.Range(0, HistoryLength).Select(_ => 1 + random.NextInt(_fields[1].Size - 1));
            var length = random.NextInt(HistoryLength + 1);
            var click = (ids[0] + ids[1]) % 3 == 0 ? 1 : 0;
            return new Row(ids, [.. past.Select((id, i) => i < length ? id : 0)], click);
        })];
    }

    static string Csv(IEnumerable<Row> rows, bool withMore)
    {
        var more = withMore ? ",number_1,number_2,bought" : "";
        return $"{Click},{Names(_fields).Replace(" ", "", StringComparison.Ordinal)}{more}\n"
            + string.Concat(rows.Select(row => $"{row.Click},{string.Join(',', row.Ids.Select(id => $"t{id}"))}"
                + (withMore ? $",0.{row.Ids[0]},{row.Ids[1]},{row.Click * (row.Ids[2] % 2)}" : "") + "\n"));
    }

    static void WriteParquet(TemporaryFolder folder, string file, IEnumerable<Row> rows, bool withHistory)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder[file])!);
        var values = rows.Select(row => $"({row.Click}::FLOAT, {string.Join(", ", row.Ids)}"
            + (withHistory ? $", [{string.Join(", ", row.Clicks)}])" : ")"));
        var columns = $"{Click}, {Names(_fields)}" + (withHistory ? ", clicks" : "");
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"COPY (SELECT * FROM (VALUES {string.Join(", ", values)}) AS t({columns})) "
            + $"TO '{folder[file]}' (FORMAT parquet)";
        command.ExecuteNonQuery();
    }

    static string Map(string id)
    {
        var features = _fields.Select(field => new Dictionary<string, object>
        {
            [field.Name] = new Dictionary<string, object>
            {
                ["source"] = field.Source,
                ["type"] = "categorical",
                ["padding_idx"] = 0,
                ["vocab_size"] = field.Size,
            },
        });
        var history = new Dictionary<string, object>
        {
            ["clicks"] = new Dictionary<string, object>
            {
                ["source"] = "",
                ["type"] = "sequence",
                ["share_embedding"] = "ad",
                ["padding_idx"] = 0,
                ["vocab_size"] = _fields[1].Size,
                ["max_len"] = HistoryLength,
            },
        };
        var withHistory = id == "tiny_seq";
        return JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["dataset_id"] = id,
            ["num_fields"] = _fields.Length + (withHistory ? 1 : 0),
            ["total_features"] = _fields.Sum(field => field.Size),
            ["input_length"] = _fields.Length + (withHistory ? HistoryLength : 0),
            ["labels"] = new[] { Click },
            ["features"] = withHistory ? features.Append(history) : features,
        });
    }

    sealed record Row(int[] Ids, int[] Clicks, int Click);
}
