using System.Text.Json;

namespace RankElastor.Data.Files;

/// <summary>Files that appear whole or not at all, and reading them back with one-line errors.</summary>
public static class DurableFile
{
    /// <summary>
    /// Writes to a temporary file beside the target, flushes it to the disk, renames it. A device such as /dev/stdout
    /// is written to directly; a file renamed over it would take its place.
    /// </summary>
    /// <exception cref="InputException">The disk is full or the folder cannot be written.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        if (IsDevice(path))
        {
            WriteDevice(path, write);
            return;
        }

        var temporary = $"{path}.tmp-{Environment.ProcessId}";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            if (File.Exists(temporary))
            {
                File.Delete(temporary);
            }

            throw Failed(path, error);
        }
    }

    /// <summary>Creates a folder and those above it.</summary>
    public static void CreateFolder(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Failed(folder, error);
        }
    }

    /// <summary>Reads a JSON file.</summary>
    /// <exception cref="InputException">The file is missing, damaged, or not what is expected.</exception>
    public static T ReadJson<T>(string path, Func<JsonDocument, T> read)
    {
        if (!File.Exists(path))
        {
            throw new InputException(
                $"{path}: no such file; the folder is incomplete, delete it and prepare the data again");
        }

        return Decoding.Of(
            path,
            "what was written there",
            () =>
            {
                using var stream = File.OpenRead(path);
                using var document = JsonDocument.Parse(stream);
                return read(document) ?? throw new JsonException("empty");
            },
            "delete the folder and prepare the data again");
    }

    static bool IsDevice(string path) =>
        !OperatingSystem.IsWindows() && Path.GetFullPath(path).StartsWith("/dev/", StringComparison.Ordinal);

    static void WriteDevice(string path, Action<Stream> write)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, 1 << 16);
            write(stream);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Failed(path, error);
        }
    }

    /// <summary>The one line for a file that could not be written.</summary>
    public static InputException Failed(string path, Exception error) =>
        new($"{path}: cannot write: {error.Message.ReplaceLineEndings(" ")}", error);
}
