using System.Globalization;
using DuckDB.NET.Data;
using RankElastor.Data.Datasets;
using RankElastor.Data.Preparation;
using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Data.Store;
using RankElastor.Tests.Data;
using RankElastor.Tests.Data.Sources;

namespace RankElastor.Tests.FrontDoor;

/// <summary>
/// One small data set as raw CSV, and what was prepared from it as FuxiCTR ships it: ids in Parquet, in parts, in
/// NumPy's archives and in CSV, with the feature_map.json that preparing the CSV wrote.
/// </summary>
sealed class PreparedForms : IDisposable
{
    public const string Id = "small";
    const int Rows = 120;

    public PreparedForms()
    {
        foreach (var (split, seed) in new[] { ("train", 1), ("valid", 2), ("test", 3) })
        {
            Folder.Write($"raw/{split}.csv", "click,user,item,hist,price,g\n" + string.Concat(Enumerable.Range(0, Rows)
                .Select(row => row * 7 + seed * 31).Select(n => string.Create(
                    CultureInfo.InvariantCulture,
                    $"{n % 3 / 2},u{n % 11},i{n % 13},i{n % 5}^i{n % 17},{n % 19 / 7.0},{n % 4}\n"))));
        }

        Configure("raw", "csv", "raw/{0}.csv", """
              feature_cols:
                - {name: user, active: True, dtype: str, type: categorical, source: user}
                - {name: item, active: True, dtype: str, type: categorical, source: item, min_categr_count: 2}
                - {name: hist, active: True, dtype: str, type: sequence, max_len: 3, share_embedding: item}
                - {name: price, active: True, dtype: float, type: numeric, normalizer: StandardScaler}
                - {name: g, active: True, dtype: int, type: meta}
              label_col: {name: click, dtype: float}
            """);
        using var data = Prepare("raw");
        Directory.CreateDirectory(Folder[$"data/{Id}"]);
        File.Copy(Path.Combine(data.Folder, "feature_map.json"), Folder[$"data/{Id}/feature_map.json"]);
        foreach (var (split, store) in new[] { ("train", data.Train), ("valid", data.Valid), ("test", data.Test!) })
        {
            Write(split, store);
        }

        Configure("parquet", "parquet", "../data/small/{0}.parquet");
        Configure("blocks", "parquet", "../data/small/blocks/{0}");
        Configure("npz", "npz", "../data/small/{0}.npz");
        Configure("bare", "npz", "../data/small/{0}"); // FuxiCTR adds the suffix
        Configure("ids", "csv", "../data/small/{0}.csv", "  rebuild_dataset: False");
    }

    public TemporaryFolder Folder { get; } = new();

    public Experiment Experiment(string form) =>
        RankElastor.Experiment.Load(Folder[$"config-{form}"], "DNN") with { Cache = Folder["cache"] };

    public PreparedData Prepare(string form) => DatasetPreparation.Prepare(
        ExperimentConfig.LoadDataset(Folder[$"config-{form}"], null), null, Folder["cache"], stop: SmallDataset.Stop);

    public void Dispose() => Folder.Dispose();

    public void Configure(string form, string format, string files, string more = "")
    {
        var root = form == "raw" ? "../" : "../data/";
        Folder.Write($"config-{form}/dataset_config.yaml", $"""
            {Id}:
              data_root: {root}
              data_format: {format}
              train_data: {string.Format(CultureInfo.InvariantCulture, files, "train")}
              valid_data: {string.Format(CultureInfo.InvariantCulture, files, "valid")}
              test_data: {string.Format(CultureInfo.InvariantCulture, files, "test")}
            {more}
            """);
        Folder.Write($"config-{form}/model_config.yaml", $$"""
            Base: {model_root: ./checkpoints/, num_workers: 3, verbose: 1, early_stop_patience: 2, group_id: g}
            DNN:
              {model: DNN, dataset_id: {{Id}}, loss: binary_crossentropy, metrics: [AUC, logloss, gAUC], seed: 3,
               task: binary_classification, optimizer: adam, learning_rate: 1.e-2, batch_size: 16, epochs: 2,
               embedding_dim: 4, hidden_units: [8], hidden_activations: relu, monitor: AUC, monitor_mode: max}
            """);
    }

    void Write(string split, ColumnStore store)
    {
        var (batch, layout) = (SmallDataset.All(store), store.Layout);
        var names = layout.Schema.Fields.Select(field => field.Name).Prepend("click").ToArray();
        List<string[]> rows = [.. Enumerable.Range(0, batch.Rows).Select(row => layout.Schema.Fields
            .Select(field => Text(batch, row, field)).Prepend($"{batch.Labels[row]}").ToArray())];
        Folder.Write(
            $"data/{Id}/{split}.csv", string.Join(',', names) + "\n"
            + string.Concat(rows.Select(row => string.Join(',', row) + "\n")));
        WriteNpz(split, batch, layout);
        WriteParquet($"data/{Id}/{split}.parquet", names, rows);
        Directory.CreateDirectory(Folder[$"data/{Id}/blocks/{split}"]);
        foreach (var (part, block) in rows.Chunk(50).Index())
        {
            WriteParquet($"data/{Id}/blocks/{split}/part_{part:D5}.parquet", names, [.. block]);
        }
    }

    void WriteNpz(string split, Batch batch, BatchLayout layout) => NpzFile.Write(
        Folder[$"data/{Id}/{split}.npz"],
        layout.Schema.Fields.Select(field => field.Kind switch
        {
            FieldKind.Numeric => NpzFile.Of(field.Name, [batch.Rows], batch.Numbers),
            FieldKind.Meta => NpzFile.Of(field.Name, [batch.Rows], batch.Meta),
            _ => NpzFile.Of(
                field.Name, field.Kind == FieldKind.Sequence ? [batch.Rows, field.MaxLength] : [batch.Rows],
                Enumerable.Range(0, batch.Rows).SelectMany(row => IdsOf(batch, row, field)).ToArray()),
        }).Prepend(NpzFile.Of("click", [batch.Rows], batch.Labels)));

    void WriteParquet(string file, string[] names, IReadOnlyList<string[]> rows)
    {
        var values = rows.Select(row => $"({string.Join(
            ", ", row.Select(text => text.Contains('^') ? $"[{text.Replace('^', ',')}]" : $"'{text}'::FLOAT"))})");
        var columns = names.Select(name => name is "hist" or "price" or "click" ? name : $"{name}::BIGINT AS {name}");
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"COPY (SELECT {string.Join(", ", columns)} FROM (VALUES {string.Join(", ", values)}) "
            + $"AS t({string.Join(", ", names)})) TO '{Folder[file]}' (FORMAT parquet)";
        command.ExecuteNonQuery();
    }

    static string Text(Batch batch, int row, Field field) => field.Kind switch
    {
        FieldKind.Numeric => batch.Numbers[row].ToString("R", CultureInfo.InvariantCulture),
        FieldKind.Meta => $"{batch.Meta[row]}",
        _ => string.Join('^', IdsOf(batch, row, field)),
    };

    static IEnumerable<long> IdsOf(Batch batch, int row, Field field) => batch.Padded(row).Skip(
        batch.Layout.Padded.Single(padded => padded.Field == field).Offset).Take(field.MaxLength)
        .Select(id => (long)id);
}
