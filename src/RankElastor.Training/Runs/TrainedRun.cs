using System.Text.Json;
using RankElastor.Data.Configuration;
using RankElastor.Data.Encoders;
using RankElastor.Data.Files;
using RankElastor.Data.Preparation;
using RankElastor.Data.Store;
using RankElastor.Model;
using RankElastor.Model.Interchange;
using RankElastor.Model.Zoo;
using RankElastor.Training.Alarms;
using RankElastor.Training.Options;
using RankElastor.Training.Probes;
using RankElastor.Training.Records;
using RankElastor.Training.State;

namespace RankElastor.Training.Runs;

/// <summary>A finished run opened for use: its frozen encoders, its options and the model with the best weights.</summary>
public sealed class TrainedRun : IDisposable
{
    const string EncoderFolder = "encoders";
    const string ConfigFile = "experiment.json";
    static readonly JsonSerializerOptions _indented = new() { WriteIndented = true };
    readonly string _root;
    readonly FittedEncoders _encoders;

    TrainedRun(string root, FittedEncoders encoders, ConfigSection config)
    {
        (_root, _encoders) = (root, encoders);
        ModelName = config.Text("model")!;
        Options = TrainingOptionsReader.Read(config);
        var asWritten = new ConfigSection(config.Where, new Dictionary<string, object?> { ["embedding_storage"] = "float32" });
        Model = ModelRegistry.Create(config.OverlaidBy(asWritten), encoders.Schema, Options.Seed);
    }

    /// <summary>The model; its weights are the run's best.</summary>
    public RankingModel Model { get; }

    /// <summary>The model's name in the configuration.</summary>
    public string ModelName { get; }

    /// <summary>How it was trained.</summary>
    public TrainingOptions Options { get; }

    /// <summary>The rules that an inspection judges by: those of the run; the rule book where its alarms were switched off.</summary>
    public IReadOnlyList<AlarmRule> InspectionRules => Options.Alarms.Count > 0 ? Options.Alarms : AlarmRules.Default;

    /// <summary>Keeps in a run's folder what <see cref="Open"/> needs besides the weights.</summary>
    public static void Keep(string root, FittedEncoders encoders, ConfigSection config)
    {
        encoders.Save(Path.Combine(root, EncoderFolder));
        DurableFile.Write(Path.Combine(root, ConfigFile), stream => JsonSerializer.Serialize(stream, config.ToJson(), _indented));
    }

    /// <summary>Opens a run's folder.</summary>
    /// <exception cref="InputException">Something is missing or damaged: the file.</exception>
    public static TrainedRun Open(string root)
    {
        var weights = Path.Combine(root, "model.safetensors");
        if (!File.Exists(weights))
        {
            throw InputException.At(weights, "no such file", "the folder of a finished run");
        }

        var file = Path.Combine(root, ConfigFile);
        var config = DurableFile.ReadJson(file, document => ConfigSection.FromJson(file, document.RootElement));
        return Loaded(new TrainedRun(root, FittedEncoders.Load(Path.Combine(root, EncoderFolder)), config), model => ModelFile.Load(model, weights));
    }

    /// <summary>Opens a checkpoint of the reference implementation, trained as <paramref name="config"/> says on data that <paramref name="encoders"/> number as it did.</summary>
    /// <exception cref="InputException">The file is none, or does not fit: each tensor with the shape found and the one expected.</exception>
    public static TrainedRun OfCheckpoint(string file, FittedEncoders encoders, ConfigSection config) =>
        Loaded(new TrainedRun(Path.GetDirectoryName(Path.GetFullPath(file))!, encoders, config), model => ReferenceCheckpoint.Load(model, file));

    static TrainedRun Loaded(TrainedRun run, Action<RankingModel> load)
    {
        try
        {
            load(run.Model);
            return run;
        }
        catch
        {
            run.Dispose();
            throw;
        }
    }

    /// <summary>Encodes a file as the training data was; unlabelled rows get label 0.</summary>
    public EncodedFile Encode(string path, bool labelled) => new(_encoders, path, labelled);

    /// <summary>What the probes saw at the best epoch, from the run's log; nothing where the run was not probed.</summary>
    public ProbeReading LastReading()
    {
        var records = RunLog.Read(Path.Combine(_root, "log.jsonl"));
        var best = records.OfType<ResultRecord>().LastOrDefault()?.BestEpoch;
        var sites = records.OfType<ProbeRecord>().Where(probe => best is null || probe.Epoch == best).ToList();
        var health = records.OfType<HealthRecord>().Where(one => best is null || one.Epoch == best).ToList();
        return new ProbeReading([.. sites.Where(probe => probe.Step == sites[^1].Step)], [.. health.Where(one => one.Step == health[^1].Step)]);
    }

    /// <inheritdoc/>
    public void Dispose() => Model.Dispose();
}

/// <summary>A file encoded into a temporary store, which disappears when this is disposed.</summary>
public sealed class EncodedFile : IDisposable
{
    const int BatchRows = 4096;
    readonly string _folder = Directory.CreateTempSubdirectory("rankelastor-").FullName;
    readonly ColumnStore _store;

    internal EncodedFile(FittedEncoders encoders, string path, bool labelled)
    {
        try
        {
            _store = DatasetPreparation.EncodeFile(encoders, encoders.Options, path, Path.Combine(_folder, "store"), labelled);
        }
        catch
        {
            Directory.Delete(_folder, recursive: true);
            throw;
        }

        Batches = BatchesOf(BatchRows);
    }

    /// <summary>The rows in the file's order.</summary>
    public IBatchSource Batches { get; }

    /// <summary>The rows in the file's order, so many a batch.</summary>
    public IBatchSource BatchesOf(int rows) => new StoreBatches(_store, rows, 0, shuffle: false);

    /// <inheritdoc/>
    public void Dispose()
    {
        _store.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
