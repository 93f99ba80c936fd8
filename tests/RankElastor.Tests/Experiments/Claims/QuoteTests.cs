using System.Text.RegularExpressions;
using RankElastor.Experiments;
using RankElastor.Experiments.Claims;
using RankElastor.Tests.Architecture;

namespace RankElastor.Tests.Experiments.Claims;

/// <summary>What a claim says a source says, it says: word by word, where the sources are at hand.</summary>
public sealed class QuoteTests
{
    static string Sources => Path.Combine(SourceTree.Root, "..", "shared", "sources");

    [Fact]
    public void EveryQuote_StandsInASource()
    {
        if (!Directory.Exists(Sources))
        {
            Assert.Skip("no ../shared/sources");
        }

        var texts = Directory.GetFiles(Sources).Select(file => Plain(File.ReadAllText(file))).ToList();
        var missing = Claims().Where(claim => claim.Quote != "" && !texts.Exists(
            text => text.Contains(Plain(claim.Quote), StringComparison.Ordinal)));
        Assert.Equal([], missing.Select(claim => $"{claim.Id}: {claim.Quote}"));
    }

    [Fact]
    public void EveryClaim_SaysWhatItIs()
    {
        Assert.All(Claims(), claim =>
        {
            Assert.NotEmpty(claim.Place);
            Assert.EndsWith(".", claim.Reading, StringComparison.Ordinal);
            Assert.EndsWith(".", claim.Procedure, StringComparison.Ordinal);
            Assert.NotEmpty(claim.Value);
            Assert.NotEmpty(claim.Control);
            Assert.True(claim.Quote != "" || !claim.Place.Contains("paper,", StringComparison.Ordinal), claim.Id);
        });
    }

    static IEnumerable<PaperClaim> Claims() => Laboratory.Groups.SelectMany(each => each.Claims);

    static string Plain(string text) => Regex.Replace(text, @"[\s*]+", " ");
}
