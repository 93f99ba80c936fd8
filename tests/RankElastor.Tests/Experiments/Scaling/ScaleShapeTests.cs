using RankElastor.Data.Files;
using RankElastor.Experiments.Scaling;
using RankElastor.Tests.Data;

namespace RankElastor.Tests.Experiments.Scaling;

/// <summary>An experiment in other sizes.</summary>
public sealed class ScaleShapeTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("[12]", 36)]
    [InlineData("[12, 5]", 36, 15)]
    [InlineData("12", 36)]
    public void HiddenUnits_OfEachLayer_AreMultiplied(string hidden, params int[] wider)
    {
        var start = Start($"hidden_units: {hidden}, dropout: 0.25");
        var grown = new ScaleShape(2, 3).Of(start);
        Assert.Equal("Small_depth2_width3", grown.Id);
        Assert.Equal("Small_depth2_width3_seed7", grown.With(seed: 7).RunName);
        Assert.Equal(2, grown.Config.Whole("depth", 0));
        var network = grown.Config.Section("interaction_mlp_params")!;
        Assert.Equal(wider, network.Wholes("hidden_units", []));
        Assert.Equal(0.25, network.Number("dropout", 0));
        Assert.Equal(start.Config.Keys.Order(), grown.Config.Keys.Order());
        Assert.Equal(start.Out, grown.Out);
        Assert.Equal(1, start.Config.Whole("depth", 0));
    }

    [Theory]
    [InlineData("dropout: 0.25", "_mlp_params: hidden_units: found nothing; allowed: one whole number or more")]
    [InlineData("hidden_units: wide", "hidden_units: found 'wide'; allowed: a list of whole numbers")]
    public void WithoutHiddenUnits_ThereIsNoWidth(string network, string complaint) => Assert.Contains(
        complaint, Assert.Throws<InputException>(() => new ScaleShape(1, 2).Of(Start(network))).Message);

    Experiment Start(string network)
    {
        _folder.Write("dataset_config.yaml", """
            rows:
                data_format: planted
                planted: {cardinalities: [3, 4], train_rows: 10, valid_rows: 10, test_rows: 10}
            """);
        _folder.Write("model_config.yaml", $$"""
            Small:
                model: RankMixer
                dataset_id: rows
                depth: 1
                interaction_mlp_params: { {{network}} }
            """);
        return Experiment.Load(_folder.Path, "Small") with { Out = "out" };
    }
}
