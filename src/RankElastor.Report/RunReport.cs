using System.Text;
using RankElastor.Data.Files;
using RankElastor.Report.Pages;
using RankElastor.Report.Reading;

namespace RankElastor.Report;

/// <summary>One run, or several side by side, as one HTML file without network or script; of the logs alone.</summary>
public static class RunReport
{
    /// <summary>Reads the logs, then writes the file through a temporary one. What a run lacks is left out.</summary>
    /// <param name="runDirectories">At least one.</param>
    /// <param name="outFile">The HTML file.</param>
    /// <param name="csvFolder">Where to put the data behind every figure, a file each; nowhere if null.</param>
    /// <param name="svgFolder">Where to put every figure as a vector picture; nowhere if null.</param>
    /// <exception cref="InputException">A directory has no log, or a log without a manifest.</exception>
    public static void Write(
        IReadOnlyList<string> runDirectories, string outFile, string? csvFolder = null, string? svgFolder = null)
    {
        ArgumentOutOfRangeException.ThrowIfZero(runDirectories.Count);
        var runs = new RunSet([.. runDirectories.Select(RunView.Load)]);
        var page = ReportPage.Render(runs);
        WriteFile(outFile, page.ToString());
        if (csvFolder is not null)
        {
            foreach (var table in page.Tables)
            {
                WriteFile(Path.Combine(csvFolder, table.FileName), table.ToString());
            }
        }

        if (svgFolder is not null)
        {
            foreach (var chart in page.Charts)
            {
                WriteFile(Path.Combine(svgFolder, chart.Data.PlainName + ".svg"), Picture.Of(chart));
            }
        }
    }

    static void WriteFile(string path, string text)
    {
        DurableFile.CreateFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
        DurableFile.Write(path, file => file.Write(Encoding.UTF8.GetBytes(text)));
    }
}
