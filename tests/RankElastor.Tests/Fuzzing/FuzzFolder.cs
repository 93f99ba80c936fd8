using System.Text.Json;
using RankElastor.Data.Rows;
using RankElastor.Data.Schemas;
using RankElastor.Data.Store;
using RankElastor.Experiments.Collapse;
using RankElastor.Experiments.Severity.Runs;
using RankElastor.Model.Interchange;
using RankElastor.Tests.Cli;
using RankElastor.Tests.Model;
using RankElastor.Training.Checkpoints;
using RankElastor.Training.Records;
using RankElastor.Training.State;
using TorchSharp;

namespace RankElastor.Tests.Fuzzing;

/// <summary>Small valid files of every kind: a configuration, data, a finished run, its store, a torch file.</summary>
public sealed class FuzzFolder : IDisposable
{
    const string Alarms = """

        Alarms:
            model: RankMixer
            Token_num: 4
            Token_dim: 8
            mixing_type: 2
            proj_param: {hidden_units: [8]}
            interaction_mlp_params: {hidden_units: [6]}
            monitor: {AUC: 1, logloss: -1}
            alarms:
                - {rule: dead-gate, limit: 0.5, action: reduce_lr}
                - {rule: mine, measure: stable_rank/tokens, below: 2}
            remedies: [{name: uniformity, site: tokens, weight: 0.01}]
            embedding_regularizer: l1_l2(1e-3,1e-2)
            probe_every: step
            probe_budget: 1%
        """;

    /// <summary>A run of the laboratory that is kept in the folder.</summary>
    internal static RunKey KeptRun { get; } = new(RowsByName.Generated, "DNN", "", 0, 1);

    readonly TinyExperiment _tiny = new();
    readonly torch.Tensor _weights = torch.arange(12, torch.float32);
    readonly string _source;

    public FuzzFolder()
    {
        _tiny.Edit("config/model_config.yaml", "probe_sample: 16", "probe_sample: 2");
        _tiny.Run("RankElastor").Done();
        CliResult.Of("calibrate", "--run", _tiny.RunFolder("RankElastor"), "--cache", _tiny.Cache).Done();
        Directory.Move(_tiny.RunFolder("RankElastor"), this["run"]);
        Directory.Move(Directory.GetDirectories(_tiny.Cache).Single(), this["store"]);
        File.AppendAllText(this["config/model_config.yaml"], Alarms);
        Shorten(this["run/log.jsonl"]);
        foreach (var sums in Directory.GetFiles(_tiny.Folder.Path, "*.sha256", SearchOption.AllDirectories))
        {
            File.Delete(sums); // damage is to reach the decoders, not to be noticed before
        }

        var manifest = JsonDocument.Parse(File.ReadAllBytes(this["store/train/manifest.json"])).RootElement;
        _source = manifest.Deserialize<StoreManifest>(ColumnStoreWriter.Json)!.Source;
        var entry = new SafetensorsEntry("w", SafetensorsType.F32, [3, 4], new byte[48]);
        TorchSave.Write(this["state.pt"], [entry, entry with { Name = "b", Shape = [12] }]);
        FuzzedSources.Write(this);
        new RunStore(this["kept"]).Write(KeptRun, new Trial([new WarningRecord("a record")], true, 1));
        using var checkpoint = File.Create(this["last.ckpt"]);
        CheckpointFile.Write(checkpoint, new TrainingState { Fingerprint = "0123" }, Arrays);
    }

    public string this[string file] => _tiny.Folder[file];

    IReadOnlyList<StoredArray> Arrays => [StoredArray.Of("w", _weights)];

    public void Load(string experiment) => Experiment.Load(_tiny.Config, experiment).Check();

    public void Rank() => Ranker.Load(this["run"]).Dispose();

    public void Inspect()
    {
        using var ranker = Ranker.Load(this["run"]);
        ranker.Inspect();
    }

    public void OpenStore() => ColumnStore.Open(
        this["store/train"], new BatchLayout(FeatureMap.Read(this["store/feature_map.json"])), source: _source)
        .Dispose();

    internal void ReadCheckpoint()
    {
        using var file = File.OpenRead(this["last.ckpt"]);
        CheckpointFile.Read(file.Name, file, Arrays);
    }

    public void Dispose()
    {
        _weights.Dispose();
        _tiny.Dispose();
    }

    /// <summary>Two records of each type: a fuzzer's bytes reach all of them.</summary>
    static void Shorten(string log)
    {
        var lines = File.ReadAllLines(log).GroupBy(TypeOf).SelectMany(type => type.Take(2)).ToList();
        File.WriteAllLines(log, lines);

        static string TypeOf(string line)
        {
            using var record = JsonDocument.Parse(line);
            return record.RootElement.GetProperty("type").GetString()!;
        }
    }
}
