using System.Diagnostics;
using RankElastor.Data.Batches;
using RankElastor.Data.Datasets;
using RankElastor.Data.Encoders;
using RankElastor.Data.Planted;
using RankElastor.Data.Preparation;
using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Data.Store;
using RankElastor.Numerics.Randomness;
using RankElastor.Numerics.Threads;

namespace RankElastor.Cli.Bench;

/// <summary>
/// Speed of the way in on generated Criteo-shaped CSV (13 counts, 26 identifiers of 8 hexadecimal digits): the vocabulary pass, raw text
/// to encoded store with known vocabularies, and shuffled batches out of the store. The file is written before anything is timed.
/// </summary>
static class IngestBench
{
    const int LeastWindows = 3;

    /// <summary>Medians over repeated passes, about a third of the time each; a first pass of each kind is not counted.</summary>
    public static IngestBenchResult Run(long rows, long tableRows, int batchRows, int threads, double seconds)
    {
        var folder = Directory.CreateTempSubdirectory("rankelastor-ingest-").FullName;
        try
        {
            return Measure(folder, rows, tableRows, batchRows, threads, seconds / 3);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>
    /// Writes train.csv, valid.csv (a hundredth as many further rows, at most 200,000) and the two configuration files of an experiment DNN_criteo_shaped: one epoch, batches of 4096,
    /// lazy rows.
    /// </summary>
    public static void Write(string folder, long rows, long tableRows)
    {
        var workers = new Workers(Environment.ProcessorCount);
        Directory.CreateDirectory(folder);
        var generator = new CriteoShaped(new CriteoShapedOptions { TableRows = tableRows });
        CriteoCsv.Write(generator, rows, Path.Combine(folder, "train.csv"), workers);
        CriteoCsv.Write(generator, Math.Clamp(rows / 100, 1, 200_000), Path.Combine(folder, "valid.csv"), workers, firstRow: rows);
        var path = Path.GetFullPath(folder);
        File.WriteAllText(
            Path.Combine(folder, "dataset_config.yaml"), CriteoCsv.DatasetConfig(generator, Path.Combine(path, "train.csv"), Path.Combine(path, "valid.csv")));
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

    static IngestBenchResult Measure(string folder, long rows, long tableRows, int batchRows, int threads, double seconds)
    {
        var workers = new Workers(threads);
        var generator = new CriteoShaped(new CriteoShapedOptions { TableRows = tableRows });
        var file = Path.Combine(folder, "rows.csv");
        CriteoCsv.Write(generator, rows, file, new Workers(Environment.ProcessorCount));
        File.WriteAllText(Path.Combine(folder, "dataset_config.yaml"), CriteoCsv.DatasetConfig(generator, file, file));
        var options = ExperimentConfig.LoadDataset(folder, generator.Schema.DatasetId);
        var megabytes = new FileInfo(file).Length / 1e6;

        FittedEncoders? encoders = null;
        var fit = Median(seconds, () => encoders = DatasetPreparation.FitFile(options, file, workers));
        var store = Path.Combine(folder, "store");
        var encode = Median(seconds, () => DatasetPreparation.WriteStore(encoders!, options, file, store, labelled: true, workers), () => Remove(store));
        var passes = Batches(store, encoders!.Schema, batchRows, seconds);
        return new IngestBenchResult(
            rows, megabytes, threads, encoders.Schema.TotalFeatures, rows / encode, rows / encode / threads, megabytes / encode, rows / fit, megabytes / fit,
            batchRows, rows / passes, rows / passes / batchRows, MachineInfo.PeakRssMb());
    }

    static double Batches(string folder, Schema schema, int batchRows, double seconds)
    {
        using var store = ColumnStore.Open(folder, new BatchLayout(schema));
        var reader = new BatchReader(store, batchRows, new SeededRandom(2019));
        var epoch = 0;
        return Median(seconds, () =>
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

    static double Median(double seconds, Action body, Action? before = null)
    {
        var times = new List<double>();
        for (var total = Stopwatch.StartNew(); times.Count <= LeastWindows || total.Elapsed.TotalSeconds < seconds;)
        {
            before?.Invoke();
            var watch = Stopwatch.StartNew();
            body();
            times.Add(watch.Elapsed.TotalSeconds);
        }

        var counted = times.Skip(1).Order().ToList();
        return counted[counted.Count / 2];
    }
}

/// <summary>What bench ingest prints with --json: raw text to store, the vocabulary pass, batches; rates are medians.</summary>
sealed record IngestBenchResult(
    long Rows, double Mb, int Threads, long TableRows, double RowsPerSecond, double RowsPerSecondPerThread, double MbPerSecond, double VocabularyRowsPerSecond,
    double VocabularyMbPerSecond, int Batch, double BatchRowsPerSecond, double BatchesPerSecond, double PeakRssMb);
