using System.Text.Json;
using System.Xml.Linq;
using RankElastor.Tests.Architecture;

namespace RankElastor.Tests.Packaging;

/// <summary>What a package says twice agrees.</summary>
public sealed class PackageFileTests
{
    [Fact]
    public void RuntimeJson_AsksForTheLibtorchThatTheBuildUses()
    {
        var platforms = JsonDocument.Parse(Text("native/runtime.json")).RootElement.GetProperty("runtimes")
            .EnumerateObject().ToList();

        Assert.Equal(["linux-x64", "win-x64", "osx-arm64"], platforms.Select(platform => platform.Name));
        Assert.All(platforms, platform =>
        {
            var package = $"libtorch-cpu-{platform.Name}";
            Assert.Equal(Versions[package], platform.Value.GetProperty("RankElastor").GetProperty(package).GetString());
        });
    }

    [Fact]
    public void Library_DependsOnWhatTheProjectsInItReferTo()
    {
        string[] below = ["Numerics", "Kernels", "Data", "Model", "Training", "Report"];
        var needed = below.SelectMany(project => References($"src/RankElastor.{project}/RankElastor.{project}.csproj"));

        Assert.Equal(
            needed.Distinct().Order(StringComparer.Ordinal),
            References("src/RankElastor/RankElastor.csproj").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Notices_NameEveryPackageThatIsShipped_WithItsLicence()
    {
        var rows = Notices();
        Assert.Contains("TorchSharp", PackageFolder.Shipped.Keys);
        foreach (var package in PackageFolder.Shipped.Keys)
        {
            Assert.True(rows.TryGetValue(package, out var licence),
                $"{package} is shipped, and the notices do not name it");
            var said = Directory.Exists(PackageFolder.Of(package)) ? LicenceOf(package) : "";
            Assert.True(said.Length == 0 || said == licence, $"{package}: {said}, and the notices say {licence}");
        }

        var texts = Text("THIRD-PARTY-NOTICES.md");
        Assert.All(rows.Values.Distinct(), licence => Assert.Contains($"\n## {licence}\n", texts,
            StringComparison.Ordinal));
    }

    [Fact]
    public void Notices_NameNothingThatIsNotShipped()
    {
        string[] elsewhere = ["win-x64", "osx-arm64", "linux-x64", "Win32", "macOS"]; // by platform
        Assert.All(
            Notices().Keys.Where(package => !elsewhere.Any(platform =>
                package.EndsWith(platform, StringComparison.Ordinal))),
            package => Assert.Contains(package, PackageFolder.Shipped.Keys));
    }

    /// <summary>Licence by package, from the table of the notices.</summary>
    static Dictionary<string, string> Notices() => Text("THIRD-PARTY-NOTICES.md").Split('\n')
        .Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(1)
        .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
        .SelectMany(cells => cells[1].Split(", ").Select(package => (package, licence: cells[2])))
        .ToDictionary(row => row.package, row => row.licence);

    /// <summary>The licence expression of a package's own description; empty where it has none.</summary>
    static string LicenceOf(string package) =>
        XDocument.Load(Directory.EnumerateFiles(PackageFolder.Of(package), "*.nuspec").Single()).Descendants()
            .FirstOrDefault(element => element.Name.LocalName == "license"
                && element.Attribute("type")?.Value == "expression")
            ?.Value ?? "";

    static Dictionary<string, string> Versions => XDocument.Parse(Text("Directory.Packages.props"))
        .Descendants("PackageVersion")
        .ToDictionary(package => package.Attribute("Include")!.Value, package => package.Attribute("Version")!.Value);

    static IEnumerable<string> References(string project) =>
        XDocument.Parse(Text(project)).Descendants("PackageReference")
            .Select(reference => reference.Attribute("Include")!.Value);

    static string Text(string path) => File.ReadAllText(Path.Combine(SourceTree.Root, path));
}
