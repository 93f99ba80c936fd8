using System.IO.Compression;
using System.Text;
using DuckDB.NET.Data;
using RankElastor.Data.Datasets;
using RankElastor.Data.Encoders.Values;
using RankElastor.Data.Files;
using RankElastor.Data.Preparation;
using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Data.Store;
using RankElastor.Numerics.Threads;
using RankElastor.Tests.Data.Sources;

namespace RankElastor.Tests.Fuzzing;

/// <summary>The same rows in every format of data, and the preparation that reads them.</summary>
static class FuzzedSources
{
    const int Rows = 160;
    const string Select =
        "SELECT (i % 2)::FLOAT AS label, 'u' || (i % 7) AS user, i / 7.0 AS price, [i % 5, NULL, i] AS hist, "
        + "CASE WHEN i % 3 = 0 THEN NULL ELSE i END AS g, {'x': i} AS other FROM range(60) AS t(i) ORDER BY i";

    /// <summary>A line per reader: name, valid file, what reads it.</summary>
    public static IReadOnlyList<FuzzedReader> Readers { get; } =
    [
        new("csv", "data.csv", folder => Prepare(folder, "csv", "data.csv")),
        new("csv-quoted", "quoted.csv", folder => Prepare(folder, "csv", "quoted.csv")),
        new("csv-gz", "data.csv.gz", folder => Prepare(folder, "csv", "data.csv.gz", isRefused: true)),
        new("libsvm", "data.libsvm", folder => Prepare(folder, "libsvm", "data.libsvm")),
        new("libffm", "data.libffm", folder => Prepare(folder, "libsvm", "data.libffm")),
        new("parquet-snappy", "snappy.parquet", folder => Prepare(folder, "parquet", "snappy.parquet")),
        new("parquet-v2-zstd", "zstd.parquet", folder => Prepare(folder, "parquet", "zstd.parquet")),
        new("parquet-v2-plain", "plain.parquet", folder => Prepare(folder, "parquet", "plain.parquet")),
        new("npz", "data.npz", folder => Prepare(folder, "npz", "data.npz")),
        new("npz-packed", "packed.npz", folder => Prepare(folder, "npz", "packed.npz")),
        new("sql", "query.sql", folder => Prepare(folder, "sql", File.ReadAllText(folder["query.sql"]))),
        .. new[] { "label.f32", "manifest.json" }.Select(file => new FuzzedReader(
            $"store-{file}", $"valid-store/{file}", ReadStore)),
    ];

    /// <summary>Writes the valid files.</summary>
    public static void Write(FuzzFolder folder)
    {
        var lines = Enumerable.Range(0, Rows).Select(row => (
            Label: row % 2, User: $"u{row % 7}", Price: $"{row / 4}.5", History: $"{row % 5}^{row}", Group: row % 3))
            .ToList();
        var plain = "label,user,price,hist,g\n"
            + string.Concat(lines.Select(row => $"{row.Label},{row.User},{row.Price},{row.History},{row.Group}\n"));
        File.WriteAllText(folder["data.csv"], plain);
        File.WriteAllText(folder["quoted.csv"], "g,other,label,hist,user,price\r\n" + string.Concat(lines.Select(
            row => $"\"{row.Group}\",\"x\r\n\"\"{row.User}\"\"\",{row.Label},{row.History},\"{row.User}\","
                + $"1e{row.Label}\r\n")));
        using (var packed = new GZipStream(File.Create(folder["data.csv.gz"]), CompressionLevel.Fastest))
        {
            packed.Write(Encoding.UTF8.GetBytes(plain));
        }

        File.WriteAllLines(folder["data.libsvm"], lines.Select(
            row => $"{row.Label} {row.Group}:1 {row.Label}:{row.Price} {row.Group}:1 {row.Group}:1"));
        File.WriteAllLines(folder["data.libffm"], lines.Select(
            row => $"{2 * row.Label - 1} 0:{row.Group}:1 1:7:{row.Price} 3:{row.Group}:1.0 2:12:1"));
        var values = lines.Select(
            row => $"({row.Label}, '{row.User}', {row.Price}, [{row.Group}, 7], {row.Group})");
        File.WriteAllText(
            folder["query.sql"], $"SELECT label, user, price, hist, g FROM (VALUES\n{string.Join(",\n", values)}\n"
            + ") AS t(label, user, price, hist, g) WHERE label >= 0 ORDER BY user, price -- a comment");
        Copy(folder["snappy.parquet"], "COMPRESSION snappy, ROW_GROUP_SIZE 2048");
        Copy(folder["zstd.parquet"], "COMPRESSION zstd, PARQUET_VERSION V2");
        Copy(folder["plain.parquet"], "COMPRESSION uncompressed, PARQUET_VERSION V2");
        NpzFile[] arrays =
        [
            NpzFile.Of("label", [Rows], [.. lines.Select(row => row.Label)]),
            NpzFile.Of("user", [Rows], [.. lines.Select(row => row.Group)]),
            NpzFile.Of("price", [Rows], [.. lines.Select(row => 0.5 * row.Group)]),
            NpzFile.Of("hist", [Rows, 2], [.. lines.SelectMany(row => new[] { row.Group, row.Label })]),
            NpzFile.Of("g", [Rows], [.. lines.Select(row => row.Group)]),
        ];
        NpzFile.Write(folder["data.npz"], arrays);
        NpzFile.Write(folder["packed.npz"], arrays, CompressionLevel.Fastest);
        var encoders = DatasetPreparation.FitFile(Options("csv"), folder["data.csv"], Workers.Sequential);
        DatasetPreparation.WriteStore(
            encoders, Options("csv"), folder["data.csv"], folder["valid-store"], labelled: true, Workers.Sequential);
        encoders.Save(folder["valid-encoders"]);
    }

    static void Prepare(FuzzFolder folder, string format, string file, bool isRefused = false)
    {
        var path = format == "sql" ? file : folder[file];
        var store = folder["fuzzed-store"];
        try
        {
            var encoders = DatasetPreparation.FitFile(Options(format), path, Workers.Sequential);
            DatasetPreparation.WriteStore(encoders, Options(format), path, store, labelled: true, Workers.Sequential);
        }
        catch (InputException) when (isRefused)
        {
        }
        finally
        {
            if (Directory.Exists(store))
            {
                Directory.Delete(store, recursive: true);
            }
        }
    }

    static void ReadStore(FuzzFolder folder)
    {
        var schema = FeatureMap.Read(folder["valid-encoders/feature_map.json"]);
        using var store = ColumnStore.Open(folder["valid-store"], new BatchLayout(schema), Workers.Sequential);
        store.Read([.. Enumerable.Range(0, store.Rows)], new Batch(store.Layout, Math.Max(1, store.Rows)));
    }

    static DatasetOptions Options(string format) => new()
    {
        DatasetId = "fuzzed",
        Format = DataFormat.All.Parse("format", format),
        Sources = new Dictionary<Split, string?>(),
        DeclaredColumns = ["label", "user", "price", "hist", "g"],
        Fields =
        [
            FieldOptions.Categorical("user"), FieldOptions.Numeric("price"),
            FieldOptions.Sequence("hist", 3) with { Form = ValueForm.Real }, FieldOptions.Group("g"),
        ],
        Label = "label",
    };

    static void Copy(string path, string how)
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"COPY ({Select}) TO '{path}' (FORMAT parquet, {how})";
        command.ExecuteNonQuery();
    }
}
