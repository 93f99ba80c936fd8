using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;

namespace RankElastor.Benchmarks;

/// <summary>
/// Where results go: bench/results/(processor)/(benchmark class without its suffix).md, and everything else into the
/// build's folder.
/// </summary>
sealed class ResultFolder(string root)
{
    const string Suffix = "Benchmarks";

    /// <summary>The folder of what is not kept.</summary>
    public string Log => Path.Combine(root, "artifacts", "benchmarks");

    /// <summary>The folder in the repository that holds this program.</summary>
    /// <exception cref="InvalidOperationException">The program was moved out of the repository.</exception>
    public static ResultFolder Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "RankElastor.slnx")))
            {
                return new ResultFolder(folder.FullName);
            }
        }

        throw new InvalidOperationException(
            "No RankElastor.slnx above the program: run it from the repository's build output.");
    }

    /// <summary>
    /// Writes the table of one class, replacing that of an earlier run; a class that failed to start has none.
    /// </summary>
    public void Write(Summary summary)
    {
        if (summary.BenchmarksCases.IsEmpty || summary.HasCriticalValidationErrors)
        {
            return;
        }

        var name = summary.BenchmarksCases[0].Descriptor.Type.Name;
        var folder = Directory.CreateDirectory(Path.Combine(root, "bench", "results", FolderName(summary)));
        var path = Path.Combine(
            folder.FullName, (name.EndsWith(Suffix, StringComparison.Ordinal) ? name[..^Suffix.Length] : name) + ".md");
        using var logger = new StreamLogger(path);
        MarkdownExporter.GitHub.ExportToLog(summary, logger);
    }

    static string FolderName(Summary summary)
    {
        var processor = summary.HostEnvironmentInfo.Cpu.Value?.ProcessorName ?? "unknown";
        return string.Join(
            '-', processor.Split([' ', '(', ')', '@', '/', '\\'], StringSplitOptions.RemoveEmptyEntries));
    }
}
