using RankElastor.Numerics.Threads;
using RankElastor.Training.Loop;
using RankElastor.Training.Optimisation.Updates;
using RankElastor.Training.Options;
using RankElastor.Training.Records;
using RankElastor.Training.State;

namespace RankElastor.Tests.Training;

/// <summary>A run of the tiny model in a temporary folder, which is deleted with it.</summary>
sealed class TinyRun : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("rankelastor-").FullName;

    static TinyRun() => TorchSharp.torch.set_num_threads(1); // tiny tensors: more threads only wait for each other

    public static TrainingOptions Options { get; } = new()
    {
        BatchSize = 32,
        Epochs = 3,
        EarlyStopPatience = 3,
        EvaluationSteps = 7,
        LogSteps = 3,
        ProbeSample = 16,
        ProbeBudget = double.PositiveInfinity, // a clock would make two logs differ
        Optimiser = new OptimiserOptions
        {
            LearningRate = 0.02,
            EmbeddingRegulariser = new(0, 1e-3),
            NetRegulariser = new(0, 1e-4),
        },
    };

    public Listener Heard { get; } = new();

    /// <summary>Told after each step, with the loss of the step and the weights that it left.</summary>
    public Action<double, Func<byte[]>>? AtStep { get; init; }

    public string Checkpoints => Path.Combine(_folder, "checkpoints");

    public string Log => Path.Combine(_folder, "log.jsonl");

    /// <summary>
    /// Trains; stops after <paramref name="stopAfter"/> steps of this call, if given. Returns all weights as bytes.
    /// </summary>
    public byte[] Train(TrainingOptions options, bool resume = false, int? stopAfter = null, string fingerprint = "a")
    {
        using var log = new RunLog(Log, append: resume);
        using var model = new TinyModel(TinyModel.Fields, 11);
        using var stop = new CancellationTokenSource();
        Heard.CancelAfter(stopAfter, stop);
        Heard.AtStep = loss => AtStep?.Invoke(loss, () => Bytes(model));
        var train = new MemorySource(TinyData.Rows(32 * 12 + 5, 1), options.BatchSize, 5);
        var valid = new MemorySource(TinyData.Rows(200, 2), 64, 5);
        var around = new TrainingSurroundings
        {
            Log = log,
            Checkpoints = new CheckpointFolder(Checkpoints),
            Fingerprint = fingerprint,
            Progress = Heard,
        };
        var trainer = new Trainer(new TrainingPlan(model, options, train, valid, new Machine(2)), around, resume);
        trainer.Train(stop.Token);
        return Bytes(model);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    static byte[] Bytes(TinyModel model) =>
        [
            .. model.Parameters.All
                .Select(entry => entry.Value)
                .Concat(model.Embeddings[0].Tables.Select(table => table.Weights))
                .SelectMany(values => values.bytes.ToArray())];

    public sealed class Listener : ITrainingProgress
    {
        CancellationTokenSource? _stop;
        int? _left;

        public List<string> Lines { get; } = [];

        public Action<double>? AtStep { get; set; }

        public void CancelAfter(int? steps, CancellationTokenSource stop) => (_left, _stop) = (steps, stop);

        public void Note(string line) => Lines.Add(line);

        public void Advance(in StepProgress progress)
        {
            AtStep?.Invoke(progress.Loss);
            if (--_left == 0)
            {
                _stop!.Cancel();
            }
        }
    }
}
