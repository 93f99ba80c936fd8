using System.Reflection;
using System.Xml.Linq;

namespace RankElastor.Tests.Architecture;

/// <summary>
/// Numerics → Kernels → Data → Model → Training → Report → RankElastor → Experiments → Cli, Benchmarks on Kernels and
/// Data; nothing points back.
/// </summary>
public sealed class DependencyDirectionTests
{
    static readonly string[] _order =
    [
        "RankElastor.Numerics", "RankElastor.Kernels", "RankElastor.Data", "RankElastor.Model", "RankElastor.Training",
        "RankElastor.Report", "RankElastor", "RankElastor.Experiments",
    ];

    public static TheoryData<string> Projects => [.. _order];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_RefersOnlyToThoseBeforeIt(string project)
    {
        var allowed = _order[..Array.IndexOf(_order, project)];
        var found = References(project).Where(name => name.StartsWith("RankElastor", StringComparison.Ordinal));

        Assert.Empty(found.Except(allowed));
    }

    [Theory]
    [InlineData("RankElastor.Numerics", "TorchSharp")]
    [InlineData("RankElastor.Kernels", "TorchSharp")]
    [InlineData("RankElastor.Data", "TorchSharp")]
    [InlineData("RankElastor.Report", "TorchSharp")]
    [InlineData("RankElastor.Numerics", "System.IO.MemoryMappedFiles")]
    [InlineData("RankElastor.Numerics", "System.Console")]
    [InlineData("RankElastor.Data", "System.Console")]
    [InlineData("RankElastor.Model", "System.Console")]
    [InlineData("RankElastor.Training", "System.Console")]
    [InlineData("RankElastor.Report", "System.Console")]
    [InlineData("RankElastor", "System.Console")]
    public void Project_NeverKnows(string project, string assembly) =>
        Assert.DoesNotContain(assembly, References(project));

    [Fact]
    public void Benchmarks_ReferOnlyToKernelsDataAndModel()
    {
        var path = Path.Combine(SourceTree.Root, "bench", "RankElastor.Benchmarks", "RankElastor.Benchmarks.csproj");
        var found = XDocument.Load(path).Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value));

        // activations are in Model
        Assert.Empty(found.Except(["RankElastor.Kernels", "RankElastor.Data", "RankElastor.Model"]));
    }

    static IEnumerable<string> References(string project) =>
        Assembly.Load(project).GetReferencedAssemblies().Select(name => name.Name!);
}
