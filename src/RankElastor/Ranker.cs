using RankElastor.Data.Configuration;
using RankElastor.Data.Datasets;
using RankElastor.Data.Encoders;
using RankElastor.Data.Files;
using RankElastor.Data.Preparation;
using RankElastor.Data.Schemas;
using RankElastor.Data.Sources;
using RankElastor.Data.Store;
using RankElastor.Model;
using RankElastor.Model.Interchange;
using RankElastor.Model.Zoo;
using RankElastor.Numerics.Threads;
using RankElastor.Training.Alarms;
using RankElastor.Training.Calibration;
using RankElastor.Training.Evaluation;
using RankElastor.Training.Inspection;
using RankElastor.Training.Options;
using RankElastor.Training.State;

namespace RankElastor;

/// <summary>
/// A trained model with the encoders of its data: scores rows, evaluates files, and can be inspected.
/// </summary>
/// <example><code>
/// using var ranker = Ranker.Load("runs/DNN_frappe_x1_seed2021");
/// float[] probabilities = ranker.Score(candidates);
/// </code></example>
public sealed class Ranker : IDisposable
{
    const int BatchRows = 4096;
    readonly FittedEncoders _encoders;
    readonly Machine _machine;

    internal Ranker(
        string subject, RankingModel model, FittedEncoders encoders, TrainingOptions options, Machine machine)
    {
        Subject = subject;
        Model = model;
        Options = options;
        _encoders = encoders;
        _machine = machine;
    }

    /// <summary>The model; its weights are the run's best.</summary>
    public RankingModel Model { get; }

    /// <summary>How it was trained.</summary>
    public TrainingOptions Options { get; }

    /// <summary>The model's name in the configuration.</summary>
    public string ModelName { get; private init; } = "";

    /// <summary>The run's folder, or the checkpoint's file.</summary>
    public string Subject { get; }

    /// <summary>What the model's probabilities pass before they are answered, or null.</summary>
    public FittedCalibration? Calibration { get; internal init; }

    /// <summary>
    /// Missing and unknown values of the splits that it was trained with; empty where an earlier version trained it.
    /// </summary>
    public IReadOnlyList<SplitShares> Shares { get; internal init; } = [];

    /// <summary>Tensors that are not finite, of a model that was opened to be inspected; none in any other.</summary>
    public IReadOnlyList<NonFiniteTensor> NonFinite { get; private init; } = [];

    /// <summary>Opens a finished run.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="models">
    /// Models that its configuration may name; those of the zoo unless the caller adds some.
    /// </param>
    /// <param name="machine">Threads and native switches; all processors unless said.</param>
    /// <param name="toInspect">
    /// True: a model whose weights are not all finite is opened too; it can be inspected, not scored with.
    /// </param>
    /// <exception cref="InputException">
    /// Something is missing or damaged: the file; or weights are NaN or infinite: which tensors, how many values.
    /// </exception>
    public static Ranker Load(
        string folder, ModelRegistry? models = null, MachineOptions? machine = null, bool toInspect = false) => Load(
        folder,
        (config, schema, seed) => (models ?? ModelRegistry.BuiltIn).Create(AsWritten(config), schema, seed),
        machine, toInspect ? Use.Inspection : Use.Scores);

    /// <summary>
    /// Opens a finished run of an experiment that was built in code, whose model the caller builds again.
    /// </summary>
    public static Ranker Load(string folder, Func<Schema, int, RankingModel> model, MachineOptions? machine = null) =>
        Load(folder, (_, schema, seed) => model(schema, seed), machine, Use.Scores);

    /// <summary>
    /// Opens a checkpoint of the reference implementation, trained as <paramref name="experiment"/> says on the data
    /// set that it names.
    /// </summary>
    /// <exception cref="InputException">
    /// The file is none, or does not fit: each tensor, the shape found and the one expected; or weights are NaN or
    /// infinite, unless it is opened <paramref name="toInspect"/>.
    /// </exception>
    public static Ranker LoadCheckpoint(
        string file, Experiment experiment, FittedEncoders encoders, bool toInspect = false)
    {
        var machine = experiment.Machine.Start();
        var model = experiment.Model(encoders.Schema, experiment.Training.Seed);
        return Loaded(model, weights => ReferenceCheckpoint.Load(weights, file), file, toInspect, damage =>
            new Ranker(file, model, encoders, experiment.Training, Scoring(experiment.Machine, machine, model))
            {
                ModelName = experiment.Config.Text("model")!,
                NonFinite = damage,
            });
    }

    /// <summary>The labels that the model answers, a column each.</summary>
    public IReadOnlyList<string> Labels => Model.LabelsOf();

    /// <summary>The probability of each row, in order, of several labels [rows, labels]. No label is needed.</summary>
    /// <exception cref="InputException">
    /// A missing column, or a value that does not fit: row, field, found and allowed.
    /// </exception>
    public float[] Score(RowSet rows)
    {
        NonFiniteTensor.Refuse(Subject, NonFinite);
        var probabilities = new List<float>();
        var evaluator = Scoring([], null);
        foreach (var batch in EncodedBatches.Of(_encoders, rows, BatchRows, labelled: false))
        {
            evaluator.Score(batch, scores => probabilities.AddRange(scores));
        }

        return [.. probabilities];
    }

    /// <summary>
    /// The probability of each row, in order; the columns are the public properties of the rows' type.
    /// </summary>
    public float[] Score<T>(IEnumerable<T> rows)
        where T : notnull => Score(RowSet.Of(rows));

    /// <summary>The metrics of a labelled file in the format of the training data, by name.</summary>
    /// <param name="file">The file.</param>
    /// <param name="progress">Hears which values of the file are missing or unknown, or null.</param>
    public IReadOnlyDictionary<string, double> Evaluate(string file, ITrainingProgress? progress = null)
    {
        NonFiniteTensor.Refuse(Subject, NonFinite);
        using var rows = Encode(file, labelled: true, progress);
        return Scoring(Options.Metrics, Options.GroupId).EvaluateFully(rows.Batches);
    }

    /// <summary>
    /// Hands out the probabilities of a file's rows, in order and in pieces of whole rows, with several labels a column
    /// for each; returns the number of rows. The labels may be missing.
    /// </summary>
    /// <param name="file">The file.</param>
    /// <param name="take">Is called with each piece; the span is valid during the call.</param>
    /// <param name="progress">Hears which values of the file are missing or unknown, or null.</param>
    public long Predict(string file, Action<ReadOnlySpan<float>> take, ITrainingProgress? progress = null)
    {
        NonFiniteTensor.Refuse(Subject, NonFinite);
        using var rows = Encode(file, labelled: false, progress);
        Scoring([], null).Score(rows.Batches, (_, probabilities) => take(probabilities));
        return rows.Batches.Rows;
    }

    /// <summary>The health of the model: at what its last probe saw, or with rows of a labelled file.</summary>
    /// <param name="file">The file, or null.</param>
    /// <param name="rows">The most rows that are looked at.</param>
    /// <param name="against">Another run, whose representations of the same rows are compared.</param>
    /// <param name="progress">Hears which values of the file are missing or unknown, or null.</param>
    public ModelInspection Inspect(
        string? file = null, int rows = 2048, Ranker? against = null, ITrainingProgress? progress = null)
    {
        if (NonFinite.Count > 0)
        {
            return Inspector.OfDamage(NonFinite);
        }

        if (file is null)
        {
            return Inspector.OfLog(RunContents.LastReading(Subject));
        }

        using var spool = new Spool(); // both models read the file
        file = spool.Place(file);
        using var own = Encode(file, labelled: true, progress);
        using var same = against?.Encode(file, labelled: true);
        return Inspector.OfRows(own.BatchesOf, rows, same is null ? null : (against!.Model, same.Batches));
    }

    /// <summary>The health of the model with rows of a column store.</summary>
    internal ModelInspection Inspect(ColumnStore store, int rows) => NonFinite.Count > 0
        ? Inspector.OfDamage(NonFinite)
        : Inspector.OfRows(batchRows => new StoreBatches(store, batchRows, 0, shuffle: false), rows);

    /// <summary>Frees the model.</summary>
    public void Dispose() => Model.Dispose();

    internal EncodedFile Encode(string path, bool labelled, ITrainingProgress? progress = null)
    {
        var encoded = new EncodedFile(_encoders, path, labelled, _machine.Workers);
        if (progress is not null)
        {
            var shares = new SplitShares(Path.GetFileName(path), encoded.Shares);
            foreach (var line in ValueShares.Lines([.. Shares, shares]))
            {
                progress.Note(line);
            }

            foreach (var warning in ValueShares.Warnings(Shares, shares))
            {
                progress.Warn(warning);
            }
        }

        return encoded;
    }

    /// <summary>A finished run without its recalibration, to fit one.</summary>
    internal static Ranker LoadRaw(string folder, MachineOptions machine) => Load(
        folder, (config, schema, seed) => ModelRegistry.BuiltIn.Create(AsWritten(config), schema, seed), machine,
        Use.Fit);

    /// <summary>The data set that it was trained on, without the place of its files.</summary>
    internal DatasetOptions Data => _encoders.Options;

    /// <summary>The answers to the rows of a column store.</summary>
    internal Predictions Predict(ColumnStore store) =>
        Scoring([], null).Predict(new StoreBatches(store, BatchRows, 0, shuffle: false));

    static Ranker Load(string folder, ModelMaker make, MachineOptions? machine, Use use)
    {
        var weights = ModelFolder.FinishedWeights(folder);
        var config = ModelFolder.Config(folder);
        var encoders = ModelFolder.Encoders(folder);
        var calibration = use == Use.Scores ? CalibrationFile.Read(folder) : null;
        var options = TrainingOptionsReader.Read(config);
        machine ??= new MachineOptions();
        var started = machine.Start();
        var model = make(config, encoders.Schema, options.Seed);
        return Loaded(model, Weights, weights, use == Use.Inspection, damage =>
            new Ranker(folder, model, encoders, options, Scoring(machine, started, model))
            {
                ModelName = config.Text("model")!,
                NonFinite = damage,
                Shares = RunDirectory.ManifestOf(folder)?.Shares ?? [],
                Calibration = calibration,
            });

        void Weights(RankingModel target) => ModelFolder.Load(folder, target, encoders);
    }

    /// <summary>What a model is opened for; the recalibration is read to score alone.</summary>
    enum Use
    {
        Scores,
        Inspection,
        Fit,
    }

    Evaluator Scoring(IReadOnlyList<Metric> metrics, string? group) =>
        new(Model, metrics, group, _machine) { Calibration = Calibration?.Map };

    static Machine Scoring(MachineOptions options, Machine started, RankingModel model) =>
        options.Fitted(started, StepThreads.OfScoring(model, BatchRows, started.Workers.Threads));

    static Ranker Loaded(
        RankingModel model, Action<RankingModel> load, string file, bool toInspect,
        Func<IReadOnlyList<NonFiniteTensor>, Ranker> done)
    {
        try
        {
            load(model);
            var damage = NonFiniteTensor.Of(model);
            NonFiniteTensor.Refuse(file, toInspect ? [] : damage);
            return done(damage);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>Saved weights are float32, however the tables were kept while training.</summary>
    static ConfigSection AsWritten(ConfigSection config) =>
        config.OverlaidBy(
            new ConfigSection(config.Where, new Dictionary<string, object?> { ["embedding_storage"] = "float32" }));

    /// <summary>Judges by the run's own rules; by the rule book where the run's alarms were switched off.</summary>
    ModelInspector Inspector => new(Model, ModelName, Subject, _machine)
    {
        Rules = Options.Alarms.Count > 0 ? Options.Alarms : AlarmRules.Default,
        Measures = Options.Measures,
    };
}
