using RankElastor.Data.Files;

namespace RankElastor.Training.State;

/// <summary>Where the checkpoints of a run are kept, by name.</summary>
public interface ICheckpointPlace
{
    /// <summary>A checkpoint as messages should name it.</summary>
    string Describe(string name);

    /// <summary>Whether there is one.</summary>
    bool Has(string name);

    /// <summary>Replaces a checkpoint, whole or not at all.</summary>
    void Write(string name, Action<Stream> write);

    /// <summary>Opens a checkpoint that is there.</summary>
    Stream Open(string name);
}

/// <summary>Checkpoints as files of a folder, <c>NAME.ckpt</c>.</summary>
public sealed class CheckpointFolder(string folder) : ICheckpointPlace
{
    /// <inheritdoc/>
    public string Describe(string name) => Path.Combine(folder, $"{name}.ckpt");

    /// <inheritdoc/>
    public bool Has(string name) => File.Exists(Describe(name));

    /// <inheritdoc/>
    public void Write(string name, Action<Stream> write)
    {
        DurableFile.CreateFolder(folder);
        DurableFile.Write(Describe(name), write);
    }

    /// <inheritdoc/>
    public Stream Open(string name) =>
        new FileStream(Describe(name), FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
}

/// <summary>Checkpoints in memory (each below 2 GiB), for runs that leave no files.</summary>
public sealed class MemoryCheckpoints : ICheckpointPlace
{
    readonly Dictionary<string, byte[]> _kept = [];

    /// <inheritdoc/>
    public string Describe(string name) => $"{name} (in memory)";

    /// <inheritdoc/>
    public bool Has(string name) => _kept.ContainsKey(name);

    /// <inheritdoc/>
    public void Write(string name, Action<Stream> write)
    {
        using var stream = new MemoryStream();
        write(stream);
        _kept[name] = stream.ToArray();
    }

    /// <inheritdoc/>
    public Stream Open(string name) => new MemoryStream(_kept[name], writable: false);
}
