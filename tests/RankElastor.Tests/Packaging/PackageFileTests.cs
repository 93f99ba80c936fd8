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
    public void Notices_NameEveryPackageOfTheProduct()
    {
        var notices = Text("THIRD-PARTY-NOTICES.md");
        var product = XDocument.Parse(Text("Directory.Packages.props")).Descendants("ItemGroup")
            .Where(group => group.Attribute("Label")?.Value.StartsWith("Build", StringComparison.Ordinal) == false)
            .Descendants("PackageVersion").Select(package => package.Attribute("Include")!.Value).ToList();

        Assert.Contains("TorchSharp", product);
        Assert.All(
            product,
            package => Assert.Contains(
                package.Split("-linux")[0].Split("-win")[0].Split("-osx")[0], notices, StringComparison.Ordinal));
    }

    static Dictionary<string, string> Versions => XDocument.Parse(Text("Directory.Packages.props"))
        .Descendants("PackageVersion")
        .ToDictionary(package => package.Attribute("Include")!.Value, package => package.Attribute("Version")!.Value);

    static IEnumerable<string> References(string project) =>
        XDocument.Parse(Text(project)).Descendants("PackageReference")
            .Select(reference => reference.Attribute("Include")!.Value);

    static string Text(string path) => File.ReadAllText(Path.Combine(SourceTree.Root, path));
}
