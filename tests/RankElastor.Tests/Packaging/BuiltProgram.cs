using RankElastor.Tests.Architecture;

namespace RankElastor.Tests.Packaging;

/// <summary>Where the solution's build puts its programs.</summary>
static class BuiltProgram
{
#if DEBUG
    public const string Configuration = "Debug";
#else
    public const string Configuration = "Release";
#endif

    /// <summary>The assembly of a project, built as these tests were.</summary>
    public static string Assembly(string project)
    {
        var pivot = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)); // release_linux-x64
        return Path.Combine(SourceTree.Root, "artifacts", "bin", project, pivot, $"{project}.dll");
    }
}
