using System.Globalization;
using RankElastor.Data.Files;
using RankElastor.Numerics.Metrics;
using RankElastor.Numerics.Statistics;
using RankElastor.Training.Calibration;
using RankElastor.Training.Evaluation;
using RankElastor.Training.Loop;
using RankElastor.Training.Records;
using RankElastor.Training.State;

namespace RankElastor;

/// <summary>One run from manifest to result: train, keep the best weights, test, write them down.</summary>
sealed class RunSession(RunRequest request, IRunLog log)
{
    readonly TrainingPlan _plan = request.Plan;
    readonly long _start = request.Time.GetTimestamp();

    /// <summary>What the finished model's answers pass; null where nothing was asked for or could be fitted.</summary>
    public FittedCalibration? Calibration { get; private set; }

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

        var trainer = new Trainer(_plan, Surroundings(), resume);
        if (resume && log.Length < trainer.State.LogBytes)
        {
            Mend();
        }

        var spentBefore = trainer.State.Costs.Values.Sum();
        if (!resume)
        {
            trainer.State.Spend("prepare", request.PrepareSeconds);
            spentBefore += request.PrepareSeconds;
        }

        var state = trainer.Train(stop);
        var test = Test(state, out var answers);
        if (request.Directory is { } folder)
        {
            request.Export?.Invoke(_plan.Model, folder.Weights);
        }

        var calibration = Calibrate(state, answers);
        var ending = new RunEnding(_plan, request.Test, request.Time);
        var (logistic, remarks) = ending.Judge(state, log.Read().OfType<EvaluationRecord>(), stop);
        foreach (var remark in remarks)
        {
            request.Progress.Note($"note: {remark.Text}");
        }

        var result = Result(state, test, spentBefore + request.Time.GetElapsedTime(_start).TotalSeconds) with
        {
            Logistic = logistic,
            Calibration = calibration,
            Remarks = [.. remarks.Select(remark => remark.Text)],
            Verdict = ending.Verdict(log.Read(), remarks),
        };
        request.Progress.Note(string.Create(
            CultureInfo.InvariantCulture,
            $"Probe overhead: {100 * result.ProbeOverhead:0.00} % "
            + $"({result.Costs["probe"]:0.00} s of {result.Seconds:0.0} s)."));
        log.Write(result);
        log.Sync();
        return result;
    }

    /// <summary>Says that a crash of the machine took records from the log, in the log too.</summary>
    void Mend()
    {
        const string Lost = "log.jsonl ended before what the checkpoint knows of; it was cut behind its last whole "
            + "line, and records of steps before the checkpoint are missing";
        if (log.Read().Count == 0)
        {
            log.Write(Manifest());
        }

        log.Write(new WarningRecord(Lost));
        request.Progress.Warn(Lost);
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

        var numbers = _plan.Model.DenseParameters + _plan.Model.EmbeddingParameters;
        request.Progress.Note(string.Create(CultureInfo.InvariantCulture, $"Total number of parameters: {numbers}."));
    }

    TrainingSurroundings Surroundings() => new()
    {
        Log = log,
        Checkpoints = request.Directory is { } folder ? new CheckpointFolder(
            folder.Checkpoints) : new MemoryCheckpoints(),
        Fingerprint = request.Fingerprint(),
        Progress = request.Progress,
        Time = request.Time,
    };

    IReadOnlyDictionary<string, double> Test(TrainingState state, out Predictions? answers)
    {
        answers = null;
        var lines = new FuxiCtrLines(request.Progress);
        request.Progress.Note("****** Validation evaluation ******");
        lines.Metrics(_plan.Evaluator.ByLabel(state.BestMetrics));
        if (request.Test is null)
        {
            return new Dictionary<string, double>();
        }

        request.Progress.Note("******** Test evaluation ********");
        var began = request.Time.GetTimestamp();
        var metrics = _plan.Evaluator.EvaluateFully(request.Test, out var rows);
        var seconds = request.Time.GetElapsedTime(began).TotalSeconds;
        state.Spend("evaluate", seconds);
        lines.Metrics(_plan.Evaluator.ByLabel(metrics));
        var monitor = _plan.Options.Monitor.Addresses.Any() ? double.NaN // probes read the validation split only
            : _plan.Options.Monitor.Value(metrics);
        log.Write(new EvaluationRecord(
            "test", state.BestEpoch, state.Step, metrics, monitor, false, double.NaN, state.LearningRate, seconds)
        {
            Reliability = _plan.Model.Tasks > 1 || _plan.Model.Schema.IsNumber(0) ? null
                : CalibrationError.Bins(rows.Probabilities, rows.Labels),
        });
        answers = rows;
        return metrics;
    }

    /// <summary>
    /// What the key <c>calibration</c> asks for. A model that cannot be recalibrated is no reason to lose the run: it
    /// stays as it is, with a warning.
    /// </summary>
    CalibrationRecord? Calibrate(TrainingState state, Predictions? test)
    {
        var folder = request.Directory?.Root;
        if (_plan.Options.Calibration == CalibrationMethod.None)
        {
            if (folder is not null)
            {
                CalibrationFile.RemoveStale(folder);
            }

            return null;
        }

        var began = request.Time.GetTimestamp();
        try
        {
            (Calibration, var record) =
                CalibrationComparison.Of(_plan.Options.Calibration, _plan.Evaluator.Predict(_plan.Valid), test);
            if (folder is not null)
            {
                RunCalibration.Keep(folder, Calibration, record);
            }

            request.Progress.Note($"{Calibration.Line}; the metrics above are those without.");
            return record;
        }
        catch (InputException refused)
        {
            if (folder is not null)
            {
                CalibrationFile.Remove(folder);
            }

            log.Write(new WarningRecord(refused.Message));
            request.Progress.Warn(refused.Message);
            return null;
        }
        finally
        {
            state.Spend("evaluate", request.Time.GetElapsedTime(began).TotalSeconds);
        }
    }

    ManifestRecord Manifest() => new()
    {
        Run = request.Run,
        Experiment = request.Experiment,
        Model = request.ModelName,
        Dataset = request.Dataset,
        DataLabel = request.DataLabel,
        Selection = request.Selection,
        DataHash = request.DataHash,
        Rows = Rows(),
        Shares = request.Shares,
        Seed = _plan.Options.Seed,
        Threads = _plan.Machine.Workers.Threads,
        EmbeddingUpdate = UpdateName(),
        EmbeddingStorage = request.StorageName,
        Commit = MachineInfo.Commit(),
        Machine = MachineInfo.Describe(),
        Versions = MachineInfo.Versions(),
        Native = _plan.Machine.Effects,
        Options = request.DescribeOptions(),
        Sites = [.. _plan.Model.TokenSites.Select(site => site.Name)],
        Started = request.Time.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
    };

    Dictionary<string, long> Rows()
    {
        var rows = new Dictionary<string, long> { ["train"] = _plan.Train.Rows, ["valid"] = _plan.Valid.Rows };
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
        Seed = _plan.Options.Seed,
        Epochs = state.Epoch,
        BestEpoch = state.BestEpoch,
        Selection = request.Selection,
        Valid = state.BestMetrics,
        Test = test,
        Parameters = new Dictionary<string, long>
        {
            ["dense"] = _plan.Model.DenseParameters,
            ["embedding"] = _plan.Model.EmbeddingParameters,
        },
        SamplesPerSecond = state.EpochRates.Count == 0 ? 0 : Sample.Median([.. state.EpochRates]),
        Seconds = seconds,
        Costs = Costs(state, seconds),
        ProbeOverhead = seconds > 0 ? state.Costs.GetValueOrDefault("probe") / seconds : 0,
        PeakRssMb = MachineInfo.PeakRssMb(),
        EmbeddingUpdate = UpdateName(),
        EmbeddingStorage = request.StorageName,
        EmbeddingBytes = _plan.Model.EmbeddingBytes,
        Spectra = state.BestSpectra.ToDictionary(
            site => site.Key, site => (IReadOnlyDictionary<string, double>)site.Value),
    };

    string UpdateName() => _plan.Options.Optimiser.EmbeddingUpdate.ToString().ToLowerInvariant();

    static Dictionary<string, double> Costs(TrainingState state, double seconds)
    {
        string[] named = ["prepare", "train", "wait", "evaluate", "probe", "baseline"];
        var costs = named.ToDictionary(phase => phase, phase => state.Costs.GetValueOrDefault(phase));
        costs["other"] = Math.Max(0, seconds - costs.Values.Sum());
        return costs;
    }
}
