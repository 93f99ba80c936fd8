using RankElastor.Data.Datasets;
using RankElastor.Experiments.Studies;
using RankElastor.Tests.Architecture;

namespace RankElastor.Tests.DropIn;

/// <summary>The studies that are shipped name experiments that are there, and can be read to the end.</summary>
public sealed class ShippedStudyTests
{
    public static TheoryData<string> Files() => [.. Directory.GetFiles(Folder, "*.yaml")
        .Select(file => Path.GetFileName(file))
        .Where(file => !file.EndsWith("_config.yaml", StringComparison.Ordinal))];

    static string Folder => Path.Combine(SourceTree.Root, "experiments", "tables");

    [Theory]
    [MemberData(nameof(Files))]
    public void Study_CanBeRead(string file)
    {
        var plan = StudyPlan.Load(Path.Combine(Folder, file));
        Assert.NotEmpty(plan.Parts());
        foreach (var part in plan.Parts())
        {
            Assert.True(part.Experiments.Count > 1, part.Dataset);
            foreach (var name in part.Contrasts.SelectMany(contrast => contrast.Terms).Select(term => term.Experiment)
                .Concat(part.Experiments).Append(part.Baseline ?? part.Experiments[0]))
            {
                Assert.Contains(name, part.Experiments);
                Assert.Equal(part.Dataset, ExperimentConfig.Load(plan.Folder, name, "data").Dataset.DatasetId);
            }
        }
    }

    [Fact]
    public void PartsOfTable3_HaveTheSameParameters()
    {
        var plan = StudyPlan.Load(Path.Combine(Folder, "parts.yaml"));
        foreach (var part in plan.Parts())
        {
            foreach (var mixing in (string[])["full", "block"])
            {
                var sizes = part.Experiments.Where(name => name.StartsWith(mixing, StringComparison.Ordinal))
                    .Select(name => Networks(ExperimentConfig.Load(plan.Folder, name, "data"))).ToList();
                Assert.Equal(3, sizes.Count);
                Assert.Single(sizes.Distinct());
            }
        }
    }

    /// <summary>
    /// Weights of a token's network, counted in a saved model: two lifts and a skip from D to r D, a reduction from r D
    /// to h, a skip from D to h, and h to D; or D to h and h to D.
    /// </summary>
    static long Networks(ExperimentConfig config)
    {
        var (width, network) = (config.Model.Whole("Token_dim", 0), config.Model.Section("interaction_mlp_params")!);
        var hidden = network.Wholes("hidden_units", [])[0];
        var inner = (int)(network.Number("expansion_rate", 0) * width);
        return network.Text("activation") == "swiglu" ? 3 * width * inner + inner * hidden + 2 * hidden * width
            : 2 * width * hidden;
    }
}
