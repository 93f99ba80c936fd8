using RankElastor.Data.Batches;
using RankElastor.Data.Datasets;
using RankElastor.Data.Encoders;
using RankElastor.Data.Files;
using RankElastor.Data.Planted;
using RankElastor.Data.Preparation;
using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Data.Store;
using RankElastor.Numerics.Randomness;
using RankElastor.Numerics.Threads;

namespace RankElastor.Cli.Bench;

/// <summary>
/// Speed of reading generated Criteo-shaped CSV (13 counts, 26 identifiers of 8 hexadecimal digits): the vocabulary
/// pass, raw text to encoded store with known vocabularies, and shuffled batches out of the store. Writing is not
/// timed.
/// </summary>
static class IngestBench
{
    /// <summary>Medians over repeated passes, about a third of the time each, after a warm-up.</summary>
    public static IngestBenchResult Run(long rows, long tableRows, int batchRows, Workers workers, double seconds)
    {
        using var folder = WorkFolder.Temporary();
        return Measure(folder.Path, rows, tableRows, batchRows, workers, seconds / 3);
    }

    /// <summary>
    /// Writes train.csv, valid.csv (a hundredth as many further rows, at most 200,000) and the two configuration files
    /// of an experiment DNN_criteo_shaped: one epoch, batches of 4096, lazy rows.
    /// </summary>
    public static void Write(string folder, long rows, long tableRows, Workers workers)
    {
        Directory.CreateDirectory(folder);
        var generator = new CriteoShaped(new CriteoShapedOptions { TableRows = tableRows });
        var train = Path.Combine(Path.GetFullPath(folder), "train.csv");
        var valid = Path.Combine(Path.GetFullPath(folder), "valid.csv");
        CriteoCsv.Write(generator, rows, train, workers);
        CriteoCsv.Write(generator, Math.Clamp(rows / 100, 1, 200_000), valid, workers, firstRow: rows);
        File.WriteAllText(
            Path.Combine(folder, "dataset_config.yaml"), CriteoCsv.DatasetConfig(generator, train, valid));
        File.WriteAllText(Path.Combine(folder, "model_config.yaml"), $$"""
            DNN_criteo_shaped:
                model: DNN
                dataset_id: {{generator.Schema.DatasetId}}
                seed: 2019
                epochs: 1
                batch_size: 4096
                learning_rate: 1.0e-3
                embedding_dim: 10
                embedding_regularizer: 1.0e-5
                embedding_update: lazy
                hidden_units: [500, 500, 500]
                optimizer: adam
                loss: binary_crossentropy
                task: binary_classification
                metrics: [AUC, logloss]
                monitor: AUC
                monitor_mode: max
                shuffle: True
            """);
    }

    static IngestBenchResult Measure(
        string folder, long rows, long tableRows, int batchRows, Workers workers, double seconds)
    {
        var threads = workers.Threads;
        var generator = new CriteoShaped(new CriteoShapedOptions { TableRows = tableRows });
        var file = Path.Combine(folder, "rows.csv");
        CriteoCsv.Write(generator, rows, file, workers);
        File.WriteAllText(Path.Combine(folder, "dataset_config.yaml"), CriteoCsv.DatasetConfig(generator, file, file));
        var options = ExperimentConfig.LoadDataset(folder, generator.Schema.DatasetId);
        var megabytes = new FileInfo(file).Length / 1e6;

        FittedEncoders? encoders = null;
        var fit = Timing.MedianSeconds(seconds, () => encoders = DatasetPreparation.FitFile(options, file, workers));
        var store = Path.Combine(folder, "store");
        var encode = Timing.MedianSeconds(
            seconds,
            () => DatasetPreparation.WriteStore(encoders!, options, file, store, labelled: true, workers),
            before: () => Remove(store));
        var passes = Batches(store, encoders!.Schema, batchRows, workers, seconds);
        return new IngestBenchResult(
            rows, megabytes, threads, encoders.Schema.TotalFeatures,
            rows / encode, rows / encode / threads, megabytes / encode, rows / fit, megabytes / fit,
            batchRows, rows / passes, rows / passes / batchRows, MachineInfo.PeakRssMb());
    }

    static double Batches(string folder, Schema schema, int batchRows, Workers workers, double seconds)
    {
        using var store = ColumnStore.Open(folder, new BatchLayout(schema), workers);
        var reader = new BatchReader(store, batchRows, new SeededRandom(2019));
        var epoch = 0;
        return Timing.MedianSeconds(seconds, () =>
        {
            foreach (var _ in reader.Epoch(epoch++))
            {
            }
        });
    }

    static void Remove(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}

/// <summary>What bench ingest prints with --json; rates are medians.</summary>
sealed record IngestBenchResult(
    long Rows, double Mb, int Threads, long TableRows, double RowsPerSecond, double RowsPerSecondPerThread,
    double MbPerSecond, double VocabularyRowsPerSecond, double VocabularyMbPerSecond, int Batch,
    double BatchRowsPerSecond, double BatchesPerSecond, double PeakRssMb);
