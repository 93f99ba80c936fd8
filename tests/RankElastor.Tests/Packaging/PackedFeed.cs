using RankElastor.Tests.Architecture;
using RankElastor.Tests.Data;

namespace RankElastor.Tests.Packaging;

/// <summary>
/// The packages, packed from what was built with these tests into a folder that is a feed; an empty folder beside it
/// restores from that feed, from the machine's own ones and from the packages that the machine has already.
/// </summary>
public sealed class PackedFeed : IAsyncLifetime
{
    readonly TemporaryFolder _folder = new();

    /// <summary>A version that no other run has.</summary>
    public string Version { get; } = $"0.1.0-test.{Guid.NewGuid():N}";

    /// <summary>An empty folder outside the repository.</summary>
    public string Work => _folder["work"];

    /// <summary>The folder with the packages.</summary>
    public string Feed => _folder["feed"];

    /// <summary>Packs the library and the tool.</summary>
    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(Work);
        foreach (var project in new[] { "RankElastor", "RankElastor.Cli" })
        {
            await ProgramRun.Well(
                SourceTree.Root, ProgramRun.DotNet, "pack", Path.Combine("src", project), "-c",
                BuiltProgram.Configuration, "--no-build",
                $"-p:PackageVersion={Version}", "-o", Feed);
        }

        var listed = await ProgramRun.Well(
            SourceTree.Root, ProgramRun.DotNet, "nuget", "locals", "global-packages", "--list");
        var machine = listed[(listed.IndexOf(": ", StringComparison.Ordinal) + 2)..].Trim();
        _folder.Write("work/nuget.config", $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="{_folder["packages"]}" /></config>
              <packageSources><add key="packed" value="{Feed}" /></packageSources>
              <fallbackPackageFolders><add key="machine" value="{machine}" /></fallbackPackageFolders>
            </configuration>
            """);
    }

    /// <summary>Writes a file below <see cref="Work"/>.</summary>
    public void Write(string file, string text) => _folder.Write($"work/{file}", text);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
