using RankElastor.Data.Planted;
using RankElastor.Tests.Data;
using RankElastor.Tests.Data.Planted;

namespace RankElastor.Tests.Cli;

/// <summary>
/// RankElastor on generated data, 240 steps in two epochs, with a checkpoint every 5 and a log line every step.
/// </summary>
public sealed class PlantedExperiment : IDisposable
{
    readonly TemporaryFolder _folder = new();
    byte[]? _whole;

    public PlantedExperiment()
    {
        var planted = PlantedDataset.Generate(new PlantedOptions
        {
            Cardinalities = [5, 8, 12, 40],
            HighOrder = [],
            TrainRows = 6000,
            ValidRows = 500,
            TestRows = 500,
        });
        Directory.CreateDirectory(_folder["data"]);
        foreach (var split in Enum.GetValues<PlantedSplit>())
        {
            PlantedFiles.WriteCsv(planted, split, _folder[$"data/{split.ToString().ToLowerInvariant()}.csv"]);
        }

        _folder.Write("config/dataset_config.yaml", PlantedFiles.DatasetConfig(planted, _folder["data"]));
        var model = """
                model: RankElastor
                dataset_id: planted
                batch_size: 50
                epochs: 2
                learning_rate: 2.e-3
                embedding_dim: 4
                embedding_regularizer: 1.e-4
                Token_num: 4
                Token_dim: 8
                depth: 2
                mixing_type: 999
                proj_param: {hidden_units: [16], dropout: 0.1}
                interaction_mlp_params: {hidden_units: [8], activation: swiglu, dropout: 0.1}
                eval_steps: 50
                early_stop_patience: 20
                log_steps: 1
                checkpoint_steps: 5
            """;
        _folder.Write("config/model_config.yaml", $"""
            Elastor:
            {model}
                probe_sample: 16
            Unprobed:
            {model}
                probe: False
            EveryStep:
            {model}
                probe_sample: 16
                probe_every: step
                probe_budget: none
                probe_rows: all
            """);
    }

    /// <summary>Bytes of the weights of the run that nothing stopped.</summary>
    public byte[] Whole => _whole ??= Uninterrupted("whole");

    /// <summary>Bytes of the weights of a run to the end without interruption.</summary>
    public byte[] Uninterrupted(string folder, string experiment = "Elastor")
    {
        using var whole = Start(folder, experiment: experiment);
        Assert.True(whole.Wait() == 0, whole.Error);
        return Weights(folder, experiment);
    }

    public ChildProcess Start(string folder, bool resume = false, string experiment = "Elastor") => ChildProcess.Start(
    [
        "run", "--config", _folder["config"], "--expid", experiment, "--out", _folder[folder], "--cache",
        _folder["cache"], "--threads", "1", "--json",
        .. resume ? ["--resume"] : (string[])[],
    ]);

    public byte[] Weights(string folder, string experiment = "Elastor") =>
        File.ReadAllBytes(Path.Combine(RunFolder(folder, experiment), "model.safetensors"));

    public string RunFolder(string folder, string experiment = "Elastor") =>
        Path.Combine(_folder[folder], $"{experiment}_seed1029");

    /// <summary>Waits until the log has a step record of this number (the manifest for 0).</summary>
    public void WaitForStep(ChildProcess process, string folder, int step)
    {
        var log = Path.Combine(RunFolder(folder), "log.jsonl");
        var wanted = step == 0 ? "\"type\":\"manifest\"" : $"\"step\":{step},";
        while (!(File.Exists(log) && Shared(log).Contains(wanted, StringComparison.Ordinal)))
        {
            Assert.False(process.HasExited, process.Error);
            Thread.Sleep(5);
        }
    }

    public void Dispose() => _folder.Dispose();

    static string Shared(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
