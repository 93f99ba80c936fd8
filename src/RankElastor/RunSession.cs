using System.Globalization;
using RankElastor.Training.Evaluation;
using RankElastor.Training.Loop;
using RankElastor.Training.Records;
using RankElastor.Training.State;

namespace RankElastor;

/// <summary>One run from manifest to result: train, keep the best weights, test, write them down.</summary>
sealed class RunSession(RunRequest request, IRunLog log)
{
    readonly long _start = request.Time.GetTimestamp();

    /// <summary>Runs to the end and returns the result, which is also the log's last record.</summary>
    /// <exception cref="RunInterruptedException">Stopped on request, after a checkpoint.</exception>
    /// <exception cref="DivergedException">A loss or gradient is not finite.</exception>
    public ResultRecord Run(CancellationToken stop)
    {
        var resume = request.Continues;
        if (!resume)
        {
            Begin();
        }

        var trainer = new Trainer(request.Model, request.Options, Surroundings(), resume);
        var spentBefore = trainer.State.Costs.Values.Sum();
        if (!resume)
        {
            trainer.State.Spend("prepare", request.PrepareSeconds);
            spentBefore += request.PrepareSeconds;
        }

        var state = trainer.Train(stop);
        var test = Test(state);
        if (request.Directory is { } folder)
        {
            request.Export?.Invoke(request.Model, folder.Weights);
        }

        var result = Result(state, test, spentBefore + request.Time.GetElapsedTime(_start).TotalSeconds);
        request.Progress.Note(string.Create(
            CultureInfo.InvariantCulture,
            $"Probe overhead: {100 * result.ProbeOverhead:0.00} % ({result.Costs["probe"]:0.00} s of {result.Seconds:0.0} s)."));
        log.Write(result);
        return result;
    }

    void Begin()
    {
        var manifest = Manifest();
        request.Directory?.WriteManifest(manifest);
        log.Write(manifest);
        foreach (var warning in request.Warnings)
        {
            log.Write(new WarningRecord(warning));
        }

        if (request.Directory?.MovedAside is { } aside)
        {
            request.Progress.Note($"An earlier run of this name was moved to {aside}.");
        }

        var numbers = request.Model.DenseParameters + request.Model.EmbeddingParameters;
        request.Progress.Note(string.Create(CultureInfo.InvariantCulture, $"Total number of parameters: {numbers}."));
    }

    TrainingSurroundings Surroundings() => new()
    {
        Train = request.Train,
        Valid = request.Valid,
        Workers = request.Workers,
        Log = log,
        Checkpoints = request.Directory is { } folder ? new CheckpointFolder(folder.Checkpoints) : new MemoryCheckpoints(),
        Fingerprint = request.Fingerprint(),
        Progress = request.Progress,
        Time = request.Time,
    };

    IReadOnlyDictionary<string, double> Test(TrainingState state)
    {
        request.Progress.Note("****** Validation evaluation ******");
        request.Progress.Note(FuxiCtrLines.Metrics(state.BestMetrics));
        if (request.Test is null)
        {
            return new Dictionary<string, double>();
        }

        request.Progress.Note("******** Test evaluation ********");
        var began = request.Time.GetTimestamp();
        var metrics = new Evaluator(request.Model, request.Options.Metrics, request.Options.GroupId, request.Workers).EvaluateFully(request.Test);
        var seconds = request.Time.GetElapsedTime(began).TotalSeconds;
        state.Spend("evaluate", seconds);
        request.Progress.Note(FuxiCtrLines.Metrics(request.Options.Metrics.ToDictionary(metric => metric.Name(), metric => metrics[metric.Name()])));
        var monitor = request.Options.Monitor.Addresses.Any() ? double.NaN : request.Options.Monitor.Value(metrics); // probes read the validation split only
        log.Write(new EvaluationRecord("test", state.BestEpoch, state.Step, metrics, monitor, false, double.NaN, state.LearningRate, seconds));
        return metrics;
    }

    ManifestRecord Manifest() => new()
    {
        Run = request.Run,
        Experiment = request.Experiment,
        Model = request.ModelName,
        Dataset = request.Dataset,
        DataLabel = request.DataLabel,
        DataHash = request.DataHash,
        Rows = Rows(),
        Seed = request.Options.Seed,
        Threads = request.Workers.Threads,
        EmbeddingUpdate = UpdateName(),
        EmbeddingStorage = request.StorageName,
        Commit = MachineInfo.Commit(),
        Machine = MachineInfo.Describe(),
        Versions = MachineInfo.Versions(),
        Native = request.Native,
        Options = request.DescribeOptions(),
        Sites = [.. request.Model.TokenSites.Select(site => site.Name)],
        Started = request.Time.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
    };

    Dictionary<string, long> Rows()
    {
        var rows = new Dictionary<string, long> { ["train"] = request.Train.Rows, ["valid"] = request.Valid.Rows };
        if (request.Test is not null)
        {
            rows["test"] = request.Test.Rows;
        }

        return rows;
    }

    ResultRecord Result(TrainingState state, IReadOnlyDictionary<string, double> test, double seconds) => new()
    {
        Run = request.Directory?.Root ?? request.Run,
        Model = request.ModelName,
        Experiment = request.Experiment,
        Dataset = request.Dataset,
        Seed = request.Options.Seed,
        Epochs = state.Epoch,
        BestEpoch = state.BestEpoch,
        Valid = state.BestMetrics,
        Test = test,
        Parameters = new Dictionary<string, long> { ["dense"] = request.Model.DenseParameters, ["embedding"] = request.Model.EmbeddingParameters },
        SamplesPerSecond = Median(state.EpochRates),
        Seconds = seconds,
        Costs = Costs(state, seconds),
        ProbeOverhead = seconds > 0 ? state.Costs.GetValueOrDefault("probe") / seconds : 0,
        PeakRssMb = MachineInfo.PeakRssMb(),
        EmbeddingUpdate = UpdateName(),
        EmbeddingStorage = request.StorageName,
        EmbeddingBytes = request.Model.EmbeddingBytes,
        Spectra = state.BestSpectra.ToDictionary(site => site.Key, site => (IReadOnlyDictionary<string, double>)site.Value),
    };

    string UpdateName() => request.Options.Optimiser.EmbeddingUpdate.ToString().ToLowerInvariant();

    static Dictionary<string, double> Costs(TrainingState state, double seconds)
    {
        string[] named = ["prepare", "train", "wait", "evaluate", "probe"];
        var costs = named.ToDictionary(phase => phase, phase => state.Costs.GetValueOrDefault(phase));
        costs["other"] = Math.Max(0, seconds - costs.Values.Sum());
        return costs;
    }

    static double Median(List<double> values)
    {
        var sorted = values.Order().ToArray();
        var middle = sorted.Length / 2;
        return sorted.Length == 0 ? 0 : sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
