using RankElastor.Tests.Data;

namespace RankElastor.Tests.DropIn;

/// <summary>
/// Experiments shaped like those of FuxiCTR's zoo, in every form of its data, and pairs of a model and a data set
/// shaped like those of the open benchmark BARS.
/// </summary>
[Collection("torch")]
[Trait("kind", "slow")]
public sealed class DropInTests(ZooFolder zoo, BarsFolder bars) : IClassFixture<ZooFolder>, IClassFixture<BarsFolder>
{
    [Fact]
    public void Page_SaysWhatCameOfIt()
    {
        var (path, text) = (DropInPage.Path, DropInPage.Write(zoo.Outcomes, bars.Outcomes));
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(path, text);
        }

        Assert.Equal(File.ReadAllText(path), text);
    }

    [Fact]
    public void ZooExperiments_OfModelsThatAreBuilt_Load()
    {
        var outcomes = zoo.Outcomes;

        Assert.Equal(2 * 62, outcomes.Count);
        Assert.True(
            outcomes.All(outcome => outcome.IsGood == ZooFolder.IsBuilt(outcome.Model)), Outcome.Table(outcomes));
    }

    [Fact]
    public void ZooModelsThatAreBuilt_Train()
    {
        List<Outcome> outcomes = [.. ZooModels.All.Where(model => ZooFolder.IsBuilt(model.Name))
            .Select(model => Outcome.Of(model.Name, model.Data, () => Train(zoo.Test(model.Name))))];

        Assert.True(outcomes.All(outcome => outcome.IsGood), Outcome.Table(outcomes));
        Assert.True(outcomes.Count == 62, Outcome.Table(zoo.Outcomes));
    }

    [Fact]
    public void BarsPairs_OfWhatIsBuilt_Load()
    {
        var models = BarsModels.All.ToDictionary(model => model.Name, model => model.Model);
        bool IsAsExpected(Outcome pair) => !ZooFolder.IsBuilt(models[pair.Model])
            ? pair.Reason.StartsWith("model: found", StringComparison.Ordinal)
            : pair.IsGood;

        Assert.True(bars.Outcomes.All(IsAsExpected), Outcome.Table(bars.Outcomes));
        Assert.True(bars.Outcomes.Count(pair => pair.IsGood) >= 0.9 * bars.Outcomes.Count);
    }

    [Fact]
    public void BarsDatasets_WithoutGivenVectors_Train()
    {
        var model = BarsModels.All.Single(entry => entry.Name == "DCNv2");
        List<Outcome> outcomes = [.. BarsDatasets.All.Where(data => data.Specs is null)
            .Select(data => Outcome.Of(model.Name, data.Name, () =>
            {
                bars.WriteRows(data);
                Train(bars.Load(model, data));
            }))];

        Assert.True(outcomes.All(outcome => outcome.IsGood), Outcome.Table(outcomes));
    }

    static void Train(Experiment experiment)
    {
        using var run = experiment.With(threads: 1).Run(stop: SmallDataset.Stop);
        Assert.Contains(run.Test, metric => metric.Key.Contains("AUC", StringComparison.Ordinal));
        Assert.All(run.Test.Values, value => Assert.True(double.IsFinite(value)));
    }
}
