using System.Diagnostics;
using RankElastor.Data.Files;
using RankElastor.Data.Preparation;
using RankElastor.Model;
using RankElastor.Numerics.Memory;
using RankElastor.Numerics.Threads;
using RankElastor.Report;
using RankElastor.Training.Calibration;
using RankElastor.Training.Loop;
using RankElastor.Training.Records;
using RankElastor.Training.State;

namespace RankElastor;

/// <summary>A run that ended: its numbers, its log, and the model with the best weights.</summary>
public sealed class ExperimentRun : IDisposable
{
    readonly IReadOnlyList<RunRecord> _records;

    ExperimentRun(ResultRecord result, IReadOnlyList<RunRecord> records, Ranker ranker)
    {
        Result = result;
        _records = records;
        Ranker = ranker;
    }

    /// <summary>Everything that the run ended with; also the last record of its log.</summary>
    public ResultRecord Result { get; }

    /// <summary>
    /// Test metrics of the best weights by name (<c>AUC</c>, <c>logloss</c> …); empty without test rows.
    /// </summary>
    public IReadOnlyDictionary<string, double> Test => Result.Test;

    /// <summary>Validation metrics of the best epoch by name.</summary>
    public IReadOnlyDictionary<string, double> Valid => Result.Valid;

    /// <summary>
    /// By site, the rank of what flows through it at the best weights, by variant (<c>entropy_rank_sv</c>,
    /// <c>entropy_rank_ev</c>, <c>stable_rank</c> …). A measurement, not a score: read it beside <see cref="Valid"/>.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>> Rank => Result.Spectra;

    /// <summary>Every record of the run in order.</summary>
    public IReadOnlyList<RunRecord> Records => _records;

    /// <summary>Alarms that were raised, in order.</summary>
    public IEnumerable<AlarmRecord> Alarms =>
        _records.OfType<AlarmRecord>().Where(alarm => alarm.State == AlarmRecord.Raised);

    /// <summary>The trained model, ready to score rows; disposed with the run.</summary>
    public Ranker Ranker { get; }

    /// <summary>Frees the model.</summary>
    public void Dispose() => Ranker.Dispose();

    internal static ExperimentRun Of(
        Experiment experiment, bool resume, ITrainingProgress progress, CancellationToken stop)
    {
        var machine = experiment.Machine.Start();
        experiment.Check();
        using var folder = experiment.Out is { } output
            ? RunDirectory.Own(Path.Combine(output, FileName.Checked("expid", experiment.RunName)), resume)
            : null;
        var preparing = Stopwatch.StartNew();
        using var data = experiment.Prepare(new Lines(progress), machine.Workers, stop);
        var prepareSeconds = preparing.Elapsed.TotalSeconds;
        var model = experiment.Model(data.Schema, experiment.Training.Seed);
        try
        {
            machine = Fitted(experiment, machine, model, resume ? folder : null, progress);
            data.ComputeOn(machine.Workers);
            var request = Request(experiment, data, model, machine, folder, resume, progress) with
            {
                PrepareSeconds = prepareSeconds,
            };
            using var log = request.OpenLog();
            var session = new RunSession(request, log);
            var result = session.Run(stop);
            if (folder is not null)
            {
                RunReport.Write([folder.Root], folder.Report);
            }

            var ranker = new Ranker(experiment.Id, model, data.Encoders, experiment.Training, machine)
            {
                Shares = data.Shares,
                Calibration = session.Calibration,
            };
            return new ExperimentRun(result, log.Read(), ranker);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>
    /// The threads of the steps: those that were asked for, those that a run which goes on had, or what the size of a
    /// step is worth.
    /// </summary>
    static Machine Fitted(
        Experiment experiment, Machine started, RankingModel model, RunDirectory? continued,
        ITrainingProgress progress)
    {
        var most = started.Workers.Threads;
        var recorded = continued is { CanResume: true } ? RunDirectory.ManifestOf(continued.Root) : null;
        var machine = experiment.Machine.Fitted(
            started, recorded?.Threads ?? StepThreads.OfTraining(model, experiment.Training.BatchSize, most));
        var reason = experiment.Machine.Threads is not null ? "as asked for"
            : recorded is not null ? "as the run began"
            : $"of {most}, by the size of a step; --threads sets another number";
        progress.Note($"Threads: {machine.Workers.Threads} ({reason}).");
        return machine;
    }

    static RunRequest Request(
        Experiment experiment, PreparedData data, RankingModel model, Machine machine, RunDirectory? folder,
        bool resume, ITrainingProgress progress)
    {
        var options = experiment.Training;
        var memory = MemoryPlan.Of(model, options, data);
        if (options.Calibration != CalibrationMethod.None)
        {
            RunCalibration.Check($"{experiment.Config.Where}: calibration", data.Selection);
        }

        memory.Check(experiment.Config.Where, MachineMemory.Bytes);
        progress.Note(memory.Line);
        var train = new StoreBatches(data.Train, options.BatchSize, options.Seed, options.Shuffle, options.ShuffleForm);
        var valid = new StoreBatches(data.Valid, options.BatchSize, options.Seed, options.Shuffle);
        var plan = new TrainingPlan(model, options, train, valid, machine);
        if (data.Schema.Weight is { } weight)
        {
            progress.Note($"Rows weigh by the column {weight} in losses and logloss; AUC does without weights.");
        }

        foreach (var line in data.Lines)
        {
            progress.Note(line);
        }

        IReadOnlyList<string> warnings =
            [.. data.Warnings, .. model.Warnings, .. OfLabels(model), .. experiment.KeyWarnings];
        foreach (var warning in warnings)
        {
            progress.Warn(warning);
        }

        folder?.Ready(resume);
        if (folder is not null && !(resume && folder.CanResume)) // a checkpoint of other options must not lose its own
        {
            ModelFolder.Keep(folder.Root, data.Encoders, experiment.Config);
        }

        return new RunRequest
        {
            Experiment = experiment.Id,
            Run = experiment.RunName,
            ModelName = experiment.Config.Text("model")!,
            Dataset = data.Schema.DatasetId,
            DataLabel = data.DataLabel ?? "",
            DataHash = data.Hash,
            Selection = data.Selection,
            Shares = data.Shares,
            Plan = plan,
            ModelOptions = [.. experiment.Config.Flatten(), .. experiment.Facts,
                KeyValuePair.Create("shuffle_order", train.Order)],
            Test = data.Test is { } test ? new StoreBatches(
                test, options.BatchSize, options.Seed, options.Shuffle) : null,
            Directory = folder,
            Resume = resume,
            Warnings = warnings,
            Export = (trained, path) => ModelFolder.Keep(path, trained, data.Encoders),
            Progress = progress,
        };
    }

    /// <summary>That a model with one task leaves labels out, as FuxiCTR's do.</summary>
    static string[] OfLabels(RankingModel model) => model.Tasks == model.Schema.Labels.Count ? [] :
    [
        $"the data set has the labels {string.Join(", ", model.Schema.Labels)}; this model learns the first alone",
    ];

    sealed class Lines(ITrainingProgress progress) : IProgress<string>
    {
        public void Report(string value) => progress.Note(value);
    }
}
