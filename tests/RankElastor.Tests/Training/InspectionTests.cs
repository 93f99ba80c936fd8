using RankElastor.Training.Inspection;

namespace RankElastor.Tests.Training;

[Collection("torch")]
public sealed class InspectionTests
{
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
}
