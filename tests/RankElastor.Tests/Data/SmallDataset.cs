using RankElastor.Data.Datasets;
using RankElastor.Data.Preparation;
using RankElastor.Data.Rows;
using RankElastor.Data.Store;
using RankElastor.Numerics.Threads;

namespace RankElastor.Tests.Data;

/// <summary>Writes a small data set with its configuration and prepares it.</summary>
static class SmallDataset
{
    public static CancellationToken Stop => TestContext.Current.CancellationToken;

    public const string Label = "label_col: {name: label, dtype: float}";

    /// <summary>
    /// Options from the body of a dataset_config section; train, valid and test are train.csv unless the body says
    /// otherwise.
    /// </summary>
    public static DatasetOptions Options(TemporaryFolder folder, string body)
    {
        var paths = body.Contains(
            "train_data", StringComparison.Ordinal) ? "" : "  train_data: train.csv\n  valid_data: train.csv\n";
        var label = body.Contains("label_col", StringComparison.Ordinal) ? "" : $"  {Label}\n";
        var indented = string.Join('\n', body.Split('\n').Select(line => "  " + line));
        folder.Write("dataset_config.yaml", $"small:\n  data_root: ./\n{paths}{label}{indented}\n");
        return ExperimentConfig.LoadDataset(folder.Path, "small");
    }

    /// <summary>Prepares train.csv under one field declaration.</summary>
    public static PreparedData Prepare(TemporaryFolder folder, string train, params string[] fields)
    {
        folder.Write("train.csv", train);
        var body = "feature_cols:\n" + string.Join('\n', fields.Select(field => $"  - {{{field}}}"));
        return DatasetPreparation.Prepare(
            Options(folder, body), null, folder.At("cache"), workers: new Workers(2), stop: SmallDataset.Stop);
    }

    /// <summary>All rows of a store in one batch.</summary>
    public static Batch All(ColumnStore store)
    {
        var batch = new Batch(store.Layout, Math.Max(1, store.Rows));
        store.Read([.. Enumerable.Range(0, store.Rows)], batch);
        return batch;
    }

    /// <summary>The ids of one field, row after row.</summary>
    public static int[] Ids(ColumnStore store, string name)
    {
        var batch = All(store);
        var wanted = store.Layout.Schema.Fields.Single(field => field.Name == name);
        var first = store.Layout.Padded.Single(padded => padded.Field == wanted).Offset;
        return [.. Enumerable.Range(0, store.Rows).SelectMany(row =>
            batch.Padded(row)[first..(first + wanted.MaxLength)])];
    }
}
