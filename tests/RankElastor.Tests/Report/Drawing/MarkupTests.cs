using System.Globalization;
using RankElastor.Report.Drawing;

namespace RankElastor.Tests.Report.Drawing;

public sealed class MarkupTests
{
    const string Evil = "<b>&\"";
    const string Encoded = "&lt;b&gt;&amp;&quot;";

    [Fact]
    public void TextInAHole_StaysText()
    {
        Markup markup = $"<p title=\"{Evil}\">{Evil}</p>";

        Assert.Equal($"<p title=\"{Encoded}\">{Encoded}</p>", markup.ToString());
    }

    [Fact]
    public void MarkupInAHole_IsNotEncodedTwice()
    {
        Markup item = $"<li>{Evil}</li>";
        Markup list = $"<ul>{new[] { item, item }}</ul>{item}";

        Assert.Equal($"<ul><li>{Encoded}</li><li>{Encoded}</li></ul><li>{Encoded}</li>", list.ToString());
    }

    [Fact]
    public void ANumberInAHole_IsACoordinateOfNoCulture()
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = "," } };
        try
        {
            Markup markup = $"M{1.25} {2.0}";
            Assert.Equal("M1.3 2", markup.ToString());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void ADrawing_EncodesItsTexts()
    {
        var svg = new Svg(10, 10, Evil);
        svg.Text(0, 0, Evil, "end", "name");
        svg.Dot(1, 2, 3, "dot", Evil);
        svg.Rectangle(1, 2, 3, 4, "fill", Evil);

        Assert.DoesNotContain("<b>", svg.ToString(), StringComparison.Ordinal);
        var drawn = System.Xml.Linq.XElement.Parse(svg.ToString());
        Assert.Equal(Evil, drawn.Attribute("aria-label")?.Value);
        Assert.Equal([Evil, Evil, Evil], drawn.Elements().Select(element => element.Value));
    }
}
