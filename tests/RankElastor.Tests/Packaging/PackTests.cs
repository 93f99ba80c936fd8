using System.IO.Compression;
using System.Text.RegularExpressions;
using RankElastor.Tests.Architecture;

namespace RankElastor.Tests.Packaging;

/// <summary>The packages restore, build and run where nothing of the repository is.</summary>
[Trait("kind", "slow")]
public sealed partial class PackTests(PackedFeed feed) : IClassFixture<PackedFeed>
{
    [Fact]
    public async Task Library_RunsTheReadmesFirstProgram_InAnEmptyProject()
    {
        feed.Write("clicks/Program.cs", await FirstProgram());
        feed.Write("clicks/clicks.csproj", EmptyProject(feed.Version));

        var folder = Path.Combine(feed.Work, "clicks");
        var output = await ProgramRun.Well(folder, ProgramRun.DotNet, "run", "-r", Platform);

        Assert.InRange(SampleTests.TestAuc(output), 0.75, 0.95); // chance is 0.5, price alone about 0.6
        Assert.Matches(@"block1/ffn: entropy rank [1-4]\.\d\d, validation logloss 0\.\d{3}", output);
        Assert.Matches(@"three rows: 0\.\d+, 0\.\d+, 0\.\d+", output);
        Assert.DoesNotContain("warning", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Library_WithoutAPlatform_SaysWhatToDo()
    {
        feed.Write("bare/Program.cs", await FirstProgram());
        feed.Write("bare/bare.csproj", EmptyProject(feed.Version));

        var run = await ProgramRun.Of(Path.Combine(feed.Work, "bare"), ProgramRun.DotNet, "run");

        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains("warning RANKELASTOR1", run.Output, StringComparison.Ordinal);
        Assert.Contains("InputException: libtorch is not beside the program", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tool_Installs_ShowsItsVerbs_AndTrains()
    {
        await ProgramRun.Well(
            feed.Work, ProgramRun.DotNet, "tool", "install", "RankElastor.Tool", "--version", feed.Version,
            "--tool-path", "tools");
        var tool = Path.Combine(feed.Work, "tools", OperatingSystem.IsWindows() ? "rankelastor.exe" : "rankelastor");
        TinyRun.Write(feed.Work);

        Assert.Contains("predict", await ProgramRun.Well(feed.Work, tool, "--help"), StringComparison.Ordinal);
        Assert.Contains("AUC", await ProgramRun.Well(feed.Work, tool, TinyRun.Arguments), StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(feed.Work, TinyRun.Folder, "report.html")));
    }

    [Fact]
    public async Task Package_HoldsEveryAssemblyOfTheLibrary_WithItsDocumentation()
    {
        await using var package = await ZipFile.OpenReadAsync(
            Path.Combine(feed.Feed, $"RankElastor.{feed.Version}.nupkg"), Cancellation);
        var found = package.Entries.Select(entry => entry.FullName)
            .Where(name => name.StartsWith("lib/", StringComparison.Ordinal));
        string[] names = ["", ".Data", ".Kernels", ".Model", ".Numerics", ".Report", ".Training"];
        var expected = names
            .SelectMany(name => new[] { $"lib/net10.0/RankElastor{name}.dll", $"lib/net10.0/RankElastor{name}.xml" });

        Assert.Equal(expected.Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
    }

    /// <summary>The first C# block of the README.</summary>
    static async Task<string> FirstProgram()
    {
        var readme = await File.ReadAllTextAsync(Path.Combine(SourceTree.Root, "README.md"), Cancellation);
        return CSharpBlock().Match(readme).Groups["code"].Value;
    }

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>This machine, as the build names it.</summary>
    static string Platform =>
        OperatingSystem.IsWindows() ? "win-x64" : OperatingSystem.IsMacOS() ? "osx-arm64" : "linux-x64";

    /// <summary>What <c>dotnet new console</c> and <c>dotnet add package RankElastor</c> write.</summary>
    static string EmptyProject(string version) => $"""
        <Project Sdk="Microsoft.NET.Sdk">

          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>net10.0</TargetFramework>
            <ImplicitUsings>enable</ImplicitUsings>
            <Nullable>enable</Nullable>
          </PropertyGroup>

          <ItemGroup>
            <PackageReference Include="RankElastor" Version="{version}" />
          </ItemGroup>

        </Project>
        """;

    [GeneratedRegex("```csharp\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex CSharpBlock();
}
