using System.Reflection;
using System.Xml.Linq;

namespace RankElastor.Tests.Architecture;

/// <summary>Numerics → Kernels → Data → Model → Training → Report → Cli, Experiments beside Cli on Report, Benchmarks on Kernels and Data; nothing points back.</summary>
public sealed class DependencyDirectionTests
{
    static readonly string[] _order = ["Numerics", "Kernels", "Data", "Model", "Training", "Report", "Experiments"];

    public static TheoryData<string> Projects => [.. _order];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_RefersOnlyToThoseBeforeIt(string project)
    {
        var allowed = _order[..Array.IndexOf(_order, project)];
        var found = References(project).Where(name => name.StartsWith("RankElastor.", StringComparison.Ordinal)).Select(name => name["RankElastor.".Length..]);

        Assert.Empty(found.Except(allowed));
    }

    [Theory]
    [InlineData("Numerics", "TorchSharp")]
    [InlineData("Kernels", "TorchSharp")]
    [InlineData("Data", "TorchSharp")]
    [InlineData("Report", "TorchSharp")]
    [InlineData("Numerics", "System.IO.MemoryMappedFiles")]
    [InlineData("Numerics", "System.Console")]
    [InlineData("Data", "System.Console")]
    [InlineData("Model", "System.Console")]
    [InlineData("Training", "System.Console")]
    [InlineData("Report", "System.Console")]
    public void Project_NeverKnows(string project, string assembly) => Assert.DoesNotContain(assembly, References(project));

    [Fact]
    public void Benchmarks_ReferOnlyToKernelsDataAndModel()
    {
        var path = Path.Combine(SourceTree.Root, "bench", "RankElastor.Benchmarks", "RankElastor.Benchmarks.csproj");
        var found = XDocument.Load(path).Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value));

        Assert.Empty(found.Except(["RankElastor.Kernels", "RankElastor.Data", "RankElastor.Model"])); // activations are in Model
    }

    static IEnumerable<string> References(string project) =>
        Assembly.Load($"RankElastor.{project}").GetReferencedAssemblies().Select(name => name.Name!);
}
