using System.Text.Json;
using RankElastor.Tests.Architecture;

namespace RankElastor.Tests.Packaging;

/// <summary>The packages that the command line's program is made of, and where the build found them.</summary>
static class PackageFolder
{
    /// <summary>Name and version of each.</summary>
    public static IReadOnlyDictionary<string, string> Shipped { get; } =
        JsonDocument.Parse(File.ReadAllText(Path.ChangeExtension(BuiltProgram.Assembly("RankElastor.Cli"),
            ".deps.json")))
            .RootElement.GetProperty("libraries").EnumerateObject()
            .Where(library => library.Value.GetProperty("type").GetString() == "package")
            .Select(library => library.Name.Split('/')).ToDictionary(parts => parts[0], parts => parts[1]);

    /// <summary>The unpacked folder of one of them.</summary>
    public static string Of(string package) => Path.Combine(Root, package.ToLowerInvariant(), Shipped[package]);

    static string Root => JsonDocument.Parse(File.ReadAllText(
            Path.Combine(SourceTree.Root, "artifacts", "obj", "RankElastor.Cli", "project.assets.json")))
        .RootElement.GetProperty("packageFolders").EnumerateObject().First().Name;
}
