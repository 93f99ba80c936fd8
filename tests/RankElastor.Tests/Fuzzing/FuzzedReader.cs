using RankElastor.Data.Schemas;
using RankElastor.Experiments.Severity.Runs;
using RankElastor.Model.Interchange;
using RankElastor.Report;
using RankElastor.Training.Regression;

namespace RankElastor.Tests.Fuzzing;

/// <summary>A reader of files that come from elsewhere: a line here, and it is fuzzed.</summary>
/// <param name="Name">The test's name.</param>
/// <param name="File">A valid file in the folder; the test damages it.</param>
/// <param name="Read">Reads it as the program does.</param>
sealed record FuzzedReader(string Name, string File, Action<FuzzFolder> Read)
{
    public static IReadOnlyList<FuzzedReader> All { get; } =
    [
        new("yaml-model", "config/model_config.yaml", folder => folder.Load("RankElastor")),
        new("yaml-alarms", "config/model_config.yaml", folder => folder.Load("Alarms")),
        new("yaml-dataset", "config/dataset_config.yaml", folder => folder.Load("LR")),
        new("experiment.json", "run/experiment.json", folder => folder.Rank()),
        new("calibration.json", "run/calibration.json", folder => folder.Rank()),
        new("encoders.json", "run/encoders/encoders.json", folder => folder.Rank()),
        new("feature_vocab.json", "run/encoders/feature_vocab.json", folder => folder.Rank()),
        new("feature_map.json", "run/encoders/feature_map.json", folder => FeatureMap.Read(
            folder["run/encoders/feature_map.json"])),
        new("store-manifest", "store/train/manifest.json", folder => folder.OpenStore()),
        new("log-report", "run/log.jsonl", folder => RunReport.Write([folder["run"]], folder["report.html"])),
        new("log-gate", "run/log.jsonl", folder => FinishedRun.Load(folder["run"])),
        new("log-inspect", "run/log.jsonl", folder => folder.Inspect()),
        new("safetensors", "run/model.safetensors", folder => Safetensors.Read(folder["run/model.safetensors"])),
        new("torch", "state.pt", folder => TorchFile.Read(folder["state.pt"])),
        new("checkpoint", "last.ckpt", folder => folder.ReadCheckpoint()),
        new("kept-run", $"kept/{FuzzFolder.KeptRun.File}", folder => new RunStore(folder["kept"]).Read(
            FuzzFolder.KeptRun)),
        .. FuzzedSources.Readers,
    ];
}
