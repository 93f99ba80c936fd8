using System.Globalization;
using System.Text.Json;
using RankElastor.Data.Files;
using RankElastor.Training.Checkpoints;
using RankElastor.Training.Records;
using RankElastor.Training.State;

namespace RankElastor;

/// <summary>
/// The folder of one run: manifest.json, log.jsonl, checkpoints/, model.safetensors, report.html. Whoever writes to it
/// owns it until this is disposed, through the lock <c>FOLDER.lock</c> beside it; reading needs no lock.
/// </summary>
sealed class RunDirectory : IDisposable
{
    public const string ManifestFile = "manifest.json";

    static readonly JsonSerializerOptions _indented = new(RunLog.Json) { WriteIndented = true };

    readonly FileLock _owned;

    RunDirectory(string path, FileLock owned) => (Root, _owned) = (path, owned);

    public string Root { get; }

    /// <summary>Where an earlier run of the same name was moved, or null.</summary>
    public string? MovedAside { get; private set; }

    public string Manifest => Path.Combine(Root, ManifestFile);
    public string Log => Path.Combine(Root, "log.jsonl");
    public string Checkpoints => Path.Combine(Root, "checkpoints");
    public bool CanResume => new CheckpointFolder(Checkpoints).Has(CheckpointStore.Last);
    public string Weights => Path.Combine(Root, "model.safetensors");
    public string Report => Path.Combine(Root, "report.html");

    /// <summary>Takes the folder for a run; nothing in it changes yet.</summary>
    /// <exception cref="InputException">
    /// Another run is under way in it; or <paramref name="resume"/> is asked of a finished one that has no checkpoint.
    /// </exception>
    public static RunDirectory Own(string path, bool resume)
    {
        DurableFile.CreateFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var file = path + ".lock";
        var owned = FileLock.TryTake(file)
            ?? throw InputException.At(path, $"a run under way ({FileLock.Owner(file)})",
                "a folder of its own (another --out, --expid or --seed), or this one when that run has ended");
        var run = new RunDirectory(path, owned);
        if (resume && !run.CanResume && File.Exists(run.Weights))
        {
            run.Dispose();
            throw InputException.At(path, "a finished run without its checkpoint to resume from",
                "the same without --resume, which moves it aside and starts anew; or another --out");
        }

        return run;
    }

    /// <summary>
    /// Makes the folder ready to be written. To resume, one with a checkpoint is used as it is; otherwise it is moved
    /// aside to the next free name with a number, so that nothing is overwritten.
    /// </summary>
    /// <exception cref="InputException">It cannot be written.</exception>
    public RunDirectory Ready(bool resume)
    {
        if (!(resume && CanResume) && Directory.Exists(Root) && Directory.EnumerateFileSystemEntries(Root).Any())
        {
            var number = 1;
            while (Path.Exists(MovedAside = string.Create(CultureInfo.InvariantCulture, $"{Root}.{number}")))
            {
                number++;
            }

            DurableFile.MoveFolder(Root, MovedAside);
        }

        DurableFile.CreateFolder(Checkpoints);
        DurableFile.Sweep(Root);
        DurableFile.Sweep(Checkpoints);
        return this;
    }

    public void Dispose() => _owned.Dispose();

    /// <summary>The manifest of a run in a folder; null where there is none.</summary>
    public static ManifestRecord? ManifestOf(string folder)
    {
        var file = Path.Combine(folder, ManifestFile);
        return File.Exists(file)
            ? DurableFile.ReadJson(file, document => document.Deserialize<RunRecord>(RunLog.Json)) as ManifestRecord
            : null;
    }

    /// <summary>How a run with these options ended in a folder; null where none did.</summary>
    public static ResultRecord? ResultIn(string folder, IReadOnlyDictionary<string, string> options)
    {
        var log = Path.Combine(folder, "log.jsonl");
        return ManifestOf(folder) is { } manifest && File.Exists(log)
            && options.All(option => manifest.Options.GetValueOrDefault(option.Key) == option.Value)
            && RunLog.Read(log) is [.., ResultRecord result]
            ? result
            : null;
    }

    /// <summary>Whether a folder holds a run that ended.</summary>
    public static bool IsFinished(string folder) => ResultIn(folder, new Dictionary<string, string>()) is not null;

    /// <summary>The last epoch that was evaluated in a folder; 0 where none was.</summary>
    public static int EvaluatedEpoch(string folder)
    {
        var log = Path.Combine(folder, "log.jsonl");
        return File.Exists(log)
            ? RunLog.Read(log).OfType<EvaluationRecord>().Select(record => record.Epoch).DefaultIfEmpty(0).Max() : 0;
    }

    /// <summary>Whether a process owns a folder now.</summary>
    public static bool IsUnderWay(string folder)
    {
        if (!File.Exists(folder + ".lock"))
        {
            return false;
        }

        using var taken = FileLock.TryTake(folder + ".lock");
        return taken is null;
    }

    public void WriteManifest(ManifestRecord manifest) =>
        DurableFile.Write(Manifest, stream => JsonSerializer.Serialize<RunRecord>(stream, manifest, _indented));
}
