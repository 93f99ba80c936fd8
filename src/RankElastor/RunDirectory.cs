using System.Globalization;
using System.Text.Json;
using RankElastor.Data.Files;
using RankElastor.Training.Checkpoints;
using RankElastor.Training.Records;
using RankElastor.Training.State;

namespace RankElastor;

/// <summary>The folder of one run: manifest.json, log.jsonl, checkpoints/, model.safetensors, report.html.</summary>
sealed class RunDirectory
{
    public const string ManifestFile = "manifest.json";

    static readonly JsonSerializerOptions _indented = new(RunLog.Json) { WriteIndented = true };

    RunDirectory(string path, string? movedAside) => (Root, MovedAside) = (path, movedAside);

    public string Root { get; }

    /// <summary>Where an earlier run of the same name was moved, or null.</summary>
    public string? MovedAside { get; }

    public string Manifest => Path.Combine(Root, ManifestFile);
    public string Log => Path.Combine(Root, "log.jsonl");
    public string Checkpoints => Path.Combine(Root, "checkpoints");
    public bool CanResume => new CheckpointFolder(Checkpoints).Has(CheckpointStore.Last);
    public string Weights => Path.Combine(Root, "model.safetensors");
    public string Report => Path.Combine(Root, "report.html");

    /// <summary>
    /// Opens a folder for a run. To resume, an existing one is used as it is; otherwise it is moved aside to the
    /// next free name with
    /// a number, so that nothing is overwritten.
    /// </summary>
    public static RunDirectory Open(string path, bool resume)
    {
        string? aside = null;
        if (!resume && Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any())
        {
            var number = 1;
            while (Directory.Exists(aside = string.Create(CultureInfo.InvariantCulture, $"{path}.{number}")))
            {
                number++;
            }

            Directory.Move(path, aside);
        }

        var run = new RunDirectory(path, aside);
        DurableFile.CreateFolder(run.Checkpoints);
        foreach (var leftover in Directory.EnumerateFiles(path, "*.tmp-*", SearchOption.AllDirectories))
        {
            File.Delete(leftover);
        }

        return run;
    }

    public void WriteManifest(ManifestRecord manifest) =>
        DurableFile.Write(Manifest, stream => JsonSerializer.Serialize<RunRecord>(stream, manifest, _indented));
}
