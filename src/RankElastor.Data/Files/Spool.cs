namespace RankElastor.Data.Files;

/// <summary>
/// Data that can be read only once (a pipe, a terminal, <c>-</c> for standard input) is copied to a temporary file,
/// for as long as this lives; a file stays where it is. What counts is whether one can go back in it, not its name.
/// </summary>
public sealed class Spool : IDisposable
{
    /// <summary>The word for standard input.</summary>
    public const string StandardInput = "-";

    readonly Dictionary<string, string> _copies = [];
    WorkFolder? _folder;

    /// <summary>Where the data of a path can be read again and again: the path itself, or its copy.</summary>
    /// <exception cref="InputException">It cannot be read, or there is no room for the copy.</exception>
    public string Place(string path)
    {
        path = path == StandardInput ? "/dev/stdin" : path;
        if (_copies.TryGetValue(path, out var copy))
        {
            return copy;
        }

        using var once = Open(path);
        return once is null || once.CanSeek ? path : _copies[path] = Copy(path, once);
    }

    /// <inheritdoc/>
    public void Dispose() => _folder?.Dispose();

    static FileStream? Open(string path)
    {
        try
        {
            return File.Exists(path)
                ? new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1)
                : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null; // its reader says so
        }
    }

    string Copy(string path, FileStream once)
    {
        _folder ??= WorkFolder.Temporary();
        var copy = Path.Combine(_folder.Path, Name(path));
        try
        {
            using var file = new FileStream(copy, FileMode.CreateNew, FileAccess.Write);
            once.CopyTo(file);
            return copy;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InputException(
                $"{path}: cannot be copied to {copy}: {error.Message.ReplaceLineEndings(" ")}", error);
        }
    }

    /// <summary>The copy's name reminds of the path: errors name it.</summary>
    static string Name(string path) => path.Trim('/').Replace('/', '-');
}
