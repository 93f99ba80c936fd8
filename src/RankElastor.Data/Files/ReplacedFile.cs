namespace RankElastor.Data.Files;

/// <summary>Reads files that another process may be replacing with <see cref="DurableFile"/> at the moment.</summary>
public static class ReplacedFile
{
    /// <summary>The lines of the file that had the name when it was opened; none where there is no file.</summary>
    public static IReadOnlyList<string> Lines(string path)
    {
        using var file = NativeFile.OpenLocked(path); // a writer holds it locked until it has its name
        if (file is null)
        {
            return [];
        }

        using var reader = new StreamReader(new FileStream(file, FileAccess.Read));
        List<string> lines = [];
        while (reader.ReadLine() is { } line)
        {
            lines.Add(line);
        }

        return lines;
    }
}
