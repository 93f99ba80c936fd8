using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using RankElastor.Report;
using RankElastor.Training.Inspection;
using RankElastor.Training.Records;

namespace RankElastor.Tests.Report.Pages;

/// <summary>The page of an inspection: its picture, and the numbers behind it.</summary>
public sealed class InspectionPageTests
{
    [Fact]
    public void TheRankThroughTheModel_IsDrawn_WithItsNumbersAndWithoutStructure()
    {
        (string Name, double Rank)[] sites = [("embedding", 6), ("cross1", 5.5), ("cross2", 4.5)];
        var html = Page([.. sites.Select(site => Matrix(site.Name, site.Rank, ratio: 0.75))]);
        Assert.Contains("It falls from 6.00 at embedding to 4.50 at cross2.", html, StringComparison.Ordinal);
        var table =
            Regex.Match(html, "trajectory-entropy_rank_sv.csv\" href=\"data:text/csv[^,]*,([^\"]+)\"").Groups[1];
        var rows = Uri.UnescapeDataString(table.Value).Split('\n', StringSplitOptions.RemoveEmptyEntries)[1..]
            .Select(line => line.Trim().Split(',')).ToList();
        Assert.Equal(sites.Select(site => site.Name), rows.Select(row => row[0]));
        Assert.Equal(sites.Select(site => site.Rank), rows.Select(row => Number(row[1])));
        Assert.Equal(sites.Select(site => site.Rank / 0.75), rows.Select(row => Number(row[2])), (a, b) =>
            Math.Abs(a - b) < 1e-4);
        Assert.All(
            Regex.Matches(html, "<svg viewBox.*?</svg>", RegexOptions.Singleline),
            match => Assert.DoesNotContain("NaN", XElement.Parse(match.Value).ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public void AModelOfOneSite_HasNoPicture() => Assert.DoesNotContain(
        "Rank through the model", Page([Matrix("embedding", 6, 0.75)]), StringComparison.Ordinal);

    static InspectedMatrix Matrix(string name, double rank, double ratio) => new(
        name, 10, 10, 1, new Dictionary<string, double>
        {
            ["entropy_rank_sv"] = rank,
            ["baseline_ratio"] = ratio,
        });

    static string Page(IReadOnlyList<InspectedMatrix> sites)
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("inspection").FullName, "page.html");
        InspectionPage.Write(
            new ModelInspection
            {
                Subject = "run",
                Model = "DCNv2",
                Sample = 400,
                Logloss = 0.2,
                Verdict = new VerdictRecord(HealthState.Healthy, null, "healthy: nothing rings."),
                Findings = [],
                Sites = sites,
                Weights = [],
                Tables = [],
            }, file);
        var html = WebUtility.HtmlDecode(File.ReadAllText(file));
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
        return html;
    }

    static double Number(string cell) => double.Parse(cell, CultureInfo.InvariantCulture);
}
