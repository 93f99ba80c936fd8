using System.Text.RegularExpressions;
using RankElastor.Data.Datasets;
using RankElastor.Model.Zoo;

namespace RankElastor.Tests.Docs;

/// <summary>What the README names is there.</summary>
public sealed partial class ReadmeTests
{
    static readonly string _root = Root();

    [Fact]
    public void EveryPathInTheReadme_Exists()
    {
        var paths = Paths().Matches(File.ReadAllText(Path.Combine(_root, "README.md")))
            .Select(match => match.Groups["path"].Value).Distinct().ToList();

        Assert.True(paths.Count >= 10, "The README names its reading order and its pages.");
        Assert.All(paths, path => Assert.True(Path.Exists(Path.Combine(_root, path)), $"{path} does not exist."));
    }

    [Fact]
    public void EveryExperimentOfTheFrappeConfiguration_NamesAKnownModel()
    {
        var folder = Path.Combine(_root, "experiments", "configs", "frappe_x1");
        foreach (var experiment in ExperimentConfig.Experiments(folder))
        {
            var config = ExperimentConfig.Load(folder, experiment);
            Assert.Contains(config.Model.Text("model")!, ModelRegistry.BuiltIn.Names);
        }
    }

    static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "RankElastor.slnx")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException(
                "The tests run outside the repository.");
        }

        return folder;
    }

    [GeneratedRegex(@"[`(](?<path>(?:src|docs|native|experiments)/[A-Za-z0-9_./-]+)[`)]")]
    private static partial Regex Paths();
}
