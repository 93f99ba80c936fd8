namespace RankElastor.Cli.Shell;

/// <summary>Where the trace of an error goes that nobody foresaw: stderr gets one line.</summary>
static class CrashFile
{
    const int Names = 100;

    /// <summary>
    /// Writes command and trace to a new file in <paramref name="folder"/>, or in the temporary folder where that
    /// cannot be written; never over a file. Returns the one line.
    /// </summary>
    public static string Write(string? folder, IEnumerable<string> args, Exception crash)
    {
        var text =
            FormattableString.Invariant($"rankelastor {MachineInfo.Commit()}\n{TimeProvider.System.GetUtcNow():O}\n")
            + $"{string.Join(' ', args)}\n\n{crash}\n";
        var file = TryWrite(folder, text) ?? TryWrite(Path.GetTempPath(), text);
        var place = file is null ? "no folder takes its trace" : $"its trace is in {file}";
        return $"internal error ({crash.GetType().Name}: {crash.Message}); {place}: please report it";
    }

    static string? TryWrite(string? folder, string text)
    {
        if (folder is null || !Directory.Exists(folder))
        {
            return null;
        }

        for (var number = 1; number <= Names; number++)
        {
            var name = $"rankelastor-crash-{Environment.ProcessId}-{number}.txt";
            var path = Path.Combine(Path.GetFullPath(folder), name);
            try
            {
                using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
                using var writer = new StreamWriter(file);
                writer.Write(text);
                return path;
            }
            catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
            {
                if (!File.Exists(path))
                {
                    return null;
                }
            }
        }

        return null;
    }
}
