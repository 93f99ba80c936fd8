using System.Text;
using RankElastor.Data.Store;
using RankElastor.Report.Pages;
using RankElastor.Report.Reading;

namespace RankElastor.Report;

/// <summary>
/// One run, or several side by side, as one HTML file that needs nothing else: no network, no fonts, no scripts to be visible.
/// Reads only each run's <c>log.jsonl</c>; the same logs give the same bytes.
/// </summary>
public static class RunReport
{
    /// <summary>
    /// Reads the logs of <paramref name="runDirectories"/> and writes the report to <paramref name="outFile"/> (through a
    /// temporary file). A run without probes, without a test split or without a result still gives a report of what is there.
    /// </summary>
    /// <exception cref="Data.InputException">A directory has no <c>log.jsonl</c>, or its log does not begin with a manifest.</exception>
    public static void Write(IReadOnlyList<string> runDirectories, string outFile)
    {
        ArgumentOutOfRangeException.ThrowIfZero(runDirectories.Count);
        var runs = new RunSet([.. runDirectories.Select(RunView.Load)]);
        var page = Encoding.UTF8.GetBytes(ReportPage.Render(runs));
        DurableFile.CreateFolder(Path.GetDirectoryName(Path.GetFullPath(outFile))!);
        DurableFile.Write(outFile, file => file.Write(page));
    }
}
