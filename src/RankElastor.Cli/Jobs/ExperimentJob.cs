using System.Diagnostics;
using System.Globalization;
using RankElastor.Cli.Shell;
using RankElastor.Data.Configuration;
using RankElastor.Data.Datasets;
using RankElastor.Data.Files;
using RankElastor.Data.Preparation;
using RankElastor.Model;
using RankElastor.Model.Interchange;
using RankElastor.Model.Zoo;
using RankElastor.Numerics.Threads;
using RankElastor.Report;
using RankElastor.Training.Evaluation;
using RankElastor.Training.Loop;
using RankElastor.Training.Native;
using RankElastor.Training.Options;
using RankElastor.Training.Records;
using RankElastor.Training.Remedies;
using RankElastor.Training.Runs;
using RankElastor.Training.State;

namespace RankElastor.Cli.Jobs;

/// <summary>One experiment from configuration to report: prepare, train, select, test, write.</summary>
static class ExperimentJob
{
    /// <summary>Runs to the end; the result is also the last record of the run's log.</summary>
    public static ResultRecord Run(ExperimentRequest request, Terminal terminal, CancellationToken stop)
    {
        var config = ExperimentConfig.Load(request.ConfigFolder, request.Experiment);
        var section = Overridden(config.Model, request);
        var options = TrainingOptionsReader.Read(section);
        CheckModel(section, config.Dataset, options);
        var native = NativeTuning.Apply(request.Native);

        var preparing = Stopwatch.StartNew();
        using var data = DatasetPreparation.Prepare(config.Dataset, request.DataRoot, request.Cache, new ProgressLines(terminal));
        var prepareSeconds = preparing.Elapsed.TotalSeconds;

        using var model = ModelRegistry.Create(section, data.Schema, options.Seed);
        var warnings = Warnings(section, data, model);
        foreach (var warning in warnings)
        {
            terminal.Warn(warning);
        }

        var name = string.Create(CultureInfo.InvariantCulture, $"{request.Experiment}_seed{options.Seed}");
        var train = new StoreBatches(data.Train, options.BatchSize, options.Seed, options.Shuffle, options.ShuffleForm);
        Trainer.Check(model, options, train);
        var folder = RunDirectory.Open(Path.Combine(request.Out, name), request.Resume);
        if (!(request.Resume && folder.CanResume)) // a checkpoint of other options must not lose its own
        {
            TrainedRun.Keep(folder.Root, data.Encoders, section);
        }

        var progress = new ConsoleProgress(terminal);
        var result = new RunSession(new RunRequest
        {
            Experiment = request.Experiment,
            ModelName = section.Text("model")!,
            Dataset = data.Schema.DatasetId,
            DataLabel = data.DataLabel ?? "",
            DataHash = data.Hash,
            Model = model,
            Options = options,
            ModelOptions = Describe(section, request.Facts.Append(KeyValuePair.Create("shuffle_order", train.Order))),
            Train = train,
            Valid = new StoreBatches(data.Valid, options.BatchSize, options.Seed, options.Shuffle),
            Test = data.Test is { } test ? new StoreBatches(test, options.BatchSize, options.Seed, options.Shuffle) : null,
            Directory = folder,
            Resume = request.Resume,
            Workers = new Workers(request.Native.Threads ?? Environment.ProcessorCount),
            Native = native,
            Warnings = warnings,
            PrepareSeconds = prepareSeconds,
            Export = (trained, path) => ModelFile.Save(trained, path),
            Progress = progress,
        }).Run(stop);
        terminal.EndStatus();
        RunReport.Write([folder.Root], folder.Report);
        return result;
    }

    /// <summary>Finds what is wrong with the model's options before the data is prepared.</summary>
    static void CheckModel(ConfigSection section, DatasetOptions dataset, TrainingOptions options)
    {
        try
        {
            using var model = ModelRegistry.Create(section, dataset.Outline, options.Seed);
            KeyWarnings(section);
            _ = new Evaluator(model, options.Metrics, options.GroupId);
            _ = new RemedySet(model, options.Remedies);
        }
        catch (InputException shape) when (shape.InnerException is InputException)
        {
            KeyWarnings(section); // a misspelt key leaves a default that may not fit: name the key
            throw;
        }
    }

    static ConfigSection Overridden(ConfigSection section, ExperimentRequest request) => TrainingOptionsReader.Keys.Override(
        section,
        ("--seed", request.Seed), ("--max-epochs", request.MaxEpochs), ("--probe-every", request.ProbeEvery),
        ("--probe-rows", request.ProbeRows), ("--probe-budget", request.ProbeBudget));

    static List<string> Warnings(ConfigSection section, PreparedData data, RankingModel model) => [.. data.Warnings, .. model.Warnings, .. KeyWarnings(section)];

    static List<string> KeyWarnings(ConfigSection section) =>
        [.. UnknownKeys.Warnings(section, section.Asked), .. UnknownKeys.NestedWarnings(section)];

    static SortedDictionary<string, string> Describe(ConfigSection section, IEnumerable<KeyValuePair<string, string>> facts)
    {
        var described = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in section.Flatten().Concat(facts))
        {
            described[key] = value;
        }

        return described;
    }
}
