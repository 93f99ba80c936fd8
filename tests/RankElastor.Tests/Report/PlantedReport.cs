using RankElastor.Report;

namespace RankElastor.Tests.Report;

/// <summary>Reports of planted logs in a folder of their own.</summary>
sealed class PlantedReport(bool withFiles = false) : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("report").FullName;

    public string Csv => Path.Combine(Folder, "csv");

    public string Svg => Path.Combine(Folder, "svg");

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    public string Render(params PlantedLog[] logs)
    {
        var folders = logs.Select((log, i) => (Log: log, Path: Path.Combine(Folder, "run" + i))).ToList();
        folders.ForEach(entry => entry.Log.Write(entry.Path));
        return Finish([.. folders.Select(entry => entry.Path)]);
    }

    public string Finish(params string[] folders)
    {
        var file = Path.Combine(Folder, "report.html");
        RunReport.Write(folders, file, withFiles ? Csv : null, withFiles ? Svg : null);
        if (Environment.GetEnvironmentVariable("RANKELASTOR_KEEP_REPORTS") is { Length: > 0 } keep)
        {
            File.Copy(file, Path.Combine(keep, $"{TestContext.Current.TestMethod!.MethodName}.html"), overwrite: true);
        }

        return File.ReadAllText(file);
    }
}
