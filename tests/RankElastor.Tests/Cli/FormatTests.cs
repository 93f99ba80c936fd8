using RankElastor.Tests.Data;

namespace RankElastor.Tests.Cli;

/// <summary>The same rows in every format give the same encoded bytes and the same metrics.</summary>
[Collection("torch")]
public sealed class FormatTests : IDisposable
{
    static readonly string[] _splits = ["train", "valid", "test"];
    readonly TemporaryFolder _folder = new();

    public FormatTests()
    {
        foreach (var (index, split) in _splits.Index())
        {
            var lines = Enumerable.Range(0, 200 - 60 * index).Select(row => (row * 7919 + index * 31) % 1009)
                .Select(x =>
                    (Clicked: (x % 12 + x % 7) % 3 == 0 ? 1 : 0, User: x % 12, Item: x % 20, Day: x % 7)).ToList();
            var rows = lines.Select(line => $"{line.Clicked},{line.User},{line.Item},{line.Day}").ToList();
            _folder.Write($"data/{split}.csv", string.Join('\n', rows.Prepend("label,user,item,day")));
            _folder.Write($"data/{split}.tsv", string.Join('\n', rows).Replace(',', '\t'));
            _folder.Write(
                $"data/{split}.libsvm",
                string.Join('\n', lines.Select(line => $"{line.Clicked} {line.User}:1 {line.Item}:1 {line.Day}:1")));
            var (csv, parquet) = (_folder[$"data/{split}.csv"], _folder[$"data/{split}.parquet"]);
            Query($"COPY (FROM read_csv('{csv}')) TO '{parquet}' (FORMAT parquet)");
        }

        _folder.Write(
            "config/model_config.yaml",
            "LR: {model: LR, dataset_id: same, batch_size: 50, learning_rate: 0.05, probe: False}\n");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void EveryFormat_GivesTheSameBytesAndMetrics()
    {
        var csv = Trained("csv", "data_format: csv", split => $"{split}.csv");
        Assert.Equal(
            csv, Trained("tsv", "data_format: csv\n    sep: \"\\t\"\n    header: False", split => $"{split}.tsv"));
        Assert.Equal(csv, Trained("libsvm", "data_format: libsvm", split => $"{split}.libsvm"));
        Assert.Equal(csv, Trained("parquet", "data_format: parquet", split => $"{split}.parquet"));
        Assert.Equal(
            csv,
            Trained("sql", "data_format: sql", split => $"SELECT * FROM read_csv(''{_folder[$"data/{split}.csv"]}'')"));
        Assert.Equal(csv, Trained("folder", "data_format: csv", Folder));
    }

    /// <summary>The stored columns of all splits, and the metrics, as text.</summary>
    string Trained(string name, string format, Func<string, string> source)
    {
        _folder.Write("config/dataset_config.yaml", $$"""
            same:
                data_root: {{_folder["data"]}}
                {{format}}
                train_data: '{{source("train")}}'
                valid_data: '{{source("valid")}}'
                test_data: '{{source("test")}}'
                label_col: {name: label, dtype: float}
                feature_cols:
                - {name: [user, item, day], active: True, dtype: str, type: categorical}
            """);
        var run = CliResult.Of(
            "run", "--config", _folder["config"], "--expid", "LR", "--threads", "1", "--json", "--out",
            _folder[$"runs-{name}"], "--cache", _folder[$"cache-{name}"]);
        var store = Assert.Single(Directory.GetDirectories(_folder[$"cache-{name}"]));
        var columns = _splits.SelectMany(split =>
            Directory.GetFiles(Path.Combine(store, split), "*.?32").Order(StringComparer.Ordinal)).ToList();
        Assert.Equal(12, columns.Count);
        return string.Join('\n', columns.Select(file =>
            Convert.ToHexString(File.ReadAllBytes(file))).Append(run.Json.GetProperty("test").GetRawText()));
    }

    /// <summary>A folder of two files instead of one.</summary>
    string Folder(string split)
    {
        var lines = File.ReadAllLines(_folder[$"data/{split}.csv"]);
        _folder.Write($"data/{split}/part-0.csv", string.Join('\n', lines.Take(31)) + "\n");
        _folder.Write($"data/{split}/part-1.csv", string.Join('\n', lines.Skip(31).Prepend(lines[0])));
        return split;
    }

    static void Query(string text)
    {
        using var connection = new DuckDB.NET.Data.DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = text;
        command.ExecuteNonQuery();
    }
}
