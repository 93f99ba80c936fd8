namespace RankElastor.Experiments.Searches;

/// <summary>Reads files that another process may be replacing at the moment.</summary>
static class PageLines
{
    /// <summary>The lines of the file that has the name when it is opened.</summary>
    public static IReadOnlyList<string> Of(string path)
    {
        using var file = new FileStream(
            path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete); // asks for no lock
        using var reader = new StreamReader(file);
        List<string> lines = [];
        while (reader.ReadLine() is { } line)
        {
            lines.Add(line);
        }

        return lines;
    }
}
