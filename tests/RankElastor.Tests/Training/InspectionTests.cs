using RankElastor.Training.Inspection;

namespace RankElastor.Tests.Training;

[Collection("torch")]
public sealed class InspectionTests
{
    [Fact]
    public void OfTable_TellsShapeFromTraining()
    {
        Assert.Equal("low-cardinality", Assert.Single(InspectionFindings.OfTable(Table(rows: 2, columns: 10, rank: 1.2))).Rule);
        Assert.Empty(InspectionFindings.OfTable(Table(rows: 3, columns: 10, rank: 1.3)));
        Assert.Equal("collapsed-table", Assert.Single(InspectionFindings.OfTable(Table(rows: 500, columns: 10, rank: 3.4))).Rule);
        Assert.Empty(InspectionFindings.OfTable(Table(rows: 500, columns: 10, rank: 3.6)));
        Assert.Empty(InspectionFindings.OfTable(Table(rows: 4, columns: 10, rank: 1.5)));
        var shape = Assert.Single(InspectionFindings.OfTable(Table(rows: 2, columns: 10, rank: 1.4)));
        Assert.Equal(("hour", "note"), (shape.Subject, shape.Severity));
        Assert.Contains("at most 2 of 10 directions, whatever is learned: low by shape, not by training (entropy_rank_ev 1.40)", shape.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void OfLoss_WorseThanAConstant_IsAFinding()
    {
        Assert.Empty(InspectionFindings.OfLoss(0.5, 0.6));
        Assert.Contains("is worse than 0.6000", Assert.Single(InspectionFindings.OfLoss(0.7, 0.6)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void OfWeight_FindsMissingDirectionsAndHeavyTails()
    {
        Assert.Empty(InspectionFindings.OfWeight(Weight(numerical: 64, alpha: 3)));
        Assert.Equal("rank-deficient-weight", Assert.Single(InspectionFindings.OfWeight(Weight(numerical: 60, alpha: 3))).Rule);
        Assert.Equal("heavy-tailed-weight", Assert.Single(InspectionFindings.OfWeight(Weight(numerical: 64, alpha: 1.8))).Rule);
    }

    [Fact]
    public void Geometry_OfRowsThatAreTheirLabel_IsCollapsed()
    {
        var labels = Enumerable.Range(0, 200).Select(i => (float)(i % 2)).ToArray();
        var site = new SiteTensor("x", 2, [.. labels.SelectMany(label => new[] { label, 1 - label })]);
        var measures = SiteGeometry.Of(site, labels).Measures;
        Assert.Equal(0, measures["vci"], 1e-9);
        Assert.Equal(0, measures["alignment"], 1e-12);
        var module = SiteGeometry.Module(site, site with { Site = "y" }, 200);
        Assert.Equal(("x", "y"), (module.From, module.To));
        Assert.Equal(1, module.Measures["cka"], 1e-9);
        Assert.Equal((1, 0.5), (module.Measures["utilised_rank"], module.Measures["utilised_share"]));
    }

    [Fact]
    public void Geometry_OfFewRows_RefusesTheClasses()
    {
        var geometry = SiteGeometry.Of(new SiteTensor("x", 3, new float[29 * 3]), new float[29]);
        Assert.Equal("29 rows for 3 columns, fewer than 10 per column", geometry.Refused!["vci"]);
    }

    static InspectedMatrix Table(int rows, int columns, double rank) =>
        new("embedding_layer.embedding_layer.embedding_layers.hour.weight", rows, columns, 1, new Dictionary<string, double> { ["entropy_rank_ev"] = rank });

    static InspectedMatrix Weight(double numerical, double alpha) =>
        new("w", 64, 128, 1, new Dictionary<string, double> { ["numerical_rank"] = numerical, ["tail_alpha"] = alpha, ["tail_ks"] = 0.05 });
}
