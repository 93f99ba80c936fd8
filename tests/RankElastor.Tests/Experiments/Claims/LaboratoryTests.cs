using System.Text.Json;
using RankElastor.Experiments;
using RankElastor.Experiments.Claims;
using RankElastor.Experiments.Lab;
using RankElastor.Tests.Cli;
using RankElastor.Tests.Data;

namespace RankElastor.Tests.Experiments.Claims;

/// <summary>lab with registered claims: what comes out, the same twice, and that every rule can refute.</summary>
[Collection("torch")]
public sealed class LaboratoryTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void TheSameSeeds_GiveTheSameFile()
    {
        var first = Lab("a", "collapse-notes", "--seeds", "2", "--json").Json;
        Lab("b", "collapse-notes", "--seeds", "2").Done();
        var csv = File.ReadAllText(_folder["a/collapse-notes/claims.csv"]);
        Assert.Equal(csv, File.ReadAllText(_folder["b/collapse-notes/claims.csv"]));
        Assert.Equal(first.GetProperty("claims").GetArrayLength() * 4, csv.Count(letter => letter == '\n') - 1);
        var page = File.ReadAllText(_folder["a/collapse-notes/collapse-notes.md"]);
        Assert.Contains("> print(f\"Rank: {rank}/{full_rank} - Collapse: {rank < 0.9 * full_rank}\")", page);
        Assert.Contains("exploratory", page); // two seeds are not what is registered
        Assert.DoesNotContain("NOT REFUTED", page);
    }

    /// <summary>All but cardinality, which takes minutes: <c>lab all</c> has it.</summary>
    [Theory]
    [Trait("kind", "slow")]
    [InlineData("theorems", "5")]
    [InlineData("mixer", "5")]
    [InlineData("collapse-notes", "5")]
    [InlineData("reading-list", "2")]
    [InlineData("self-supervision", "2")]
    public void Group_HoldsOrNotAsIsKnown_EveryFalseTwinIsRefuted(string name, string seeds)
    {
        var claims = Lab("all", name, "--seeds", seeds, "--json").Json.GetProperty("claims");
        var verdicts = claims.EnumerateArray().ToDictionary(
            claim => claim.GetProperty("id").GetString()!, claim => claim.GetProperty("verdict").GetString()!);
        Assert.Equal(Laboratory.Groups.Single(each => each.Name == name).Claims.Count, verdicts.Count);
        var page = File.ReadAllText(_folder[$"all/{name}/{name}.md"]);
        Assert.DoesNotContain("NOT REFUTED", page);
        var isRough = seeds != "5"; // a mean of two seeds is no mean of five
        Assert.True(isRough || !page.Contains("**not the same.**", StringComparison.Ordinal));
        Assert.All(_holds.Where(verdicts.ContainsKey), id => Assert.EndsWith(Claim.Holds, verdicts[id]));
        Assert.All(_refuted.Where(verdicts.ContainsKey), id => Assert.EndsWith(Claim.Refuted, verdicts[id]));
        Assert.All(_notSeen.Where(verdicts.ContainsKey), id => Assert.Contains(Claim.NotSeen, verdicts[id]));
    }

    [Fact]
    public void Merge_HoldsEveryGroupsValues_AndCountsVerdicts()
    {
        _folder.Write("m/a/claims.csv", "id,rule,of,seed,value\nA1,x,claim,1,2\n");
        _folder.Write("m/b/claims.csv", "id,rule,of,seed,value\nB1,y,claim,1,3\nB2,y,control,1,4\n");
        LabResult Of(string name, params string[] verdicts) => new(
            name, [.. verdicts.Select(verdict => new Claim(name, "", "", "", "", verdict))], 1,
            _folder[$"m/{name}/page.md"]);
        Assert.Equal(
            "2 holds, 1 refuted", ClaimGroup.Merge(_folder["m"], [Of("a", "holds"), Of("b", "refuted", "holds")]));
        Assert.Equal(
            "id,rule,of,seed,value\nA1,x,claim,1,2\nB1,y,claim,1,3\nB2,y,control,1,4\n",
            File.ReadAllText(_folder["m/claims.csv"]));
        Assert.True(Laboratory.Groups.Sum(each => each.Claims.Count) >= 100);
    }

    [Theory]
    [InlineData("lab nothing: found 'nothing'; allowed:", "nothing")]
    [InlineData("--seeds: found 0; allowed: 1 or more", "theorems", "--seeds", "0")]
    [InlineData("--config: found nothing; allowed: a folder with", "sawtooth")]
    public void BadInput_IsOneLine_AndLeavesNothing(string complaint, params string[] arguments)
    {
        Assert.Contains(complaint.Split(' ', 3)[^1], Lab("bad", arguments).Complaint(), StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["bad"]));
    }

    [Fact]
    public void Rules_AreTheLock()
    {
        var rules = CliResult.Of("lab", "rules").Done().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(Laboratory.Rules(ClaimGroup.RegisteredSeed, null).Select(rule => rule.Line), rules);
        var json = CliResult.Of("lab", "rules", "--json").Json;
        Assert.Equal(rules.Length, json.GetArrayLength());
        using var first = JsonDocument.Parse(json[0].GetProperty("json").GetString()!);
        Assert.Equal("P02", first.RootElement.GetProperty("id").GetString());
    }

    CliResult Lab(string folder, params string[] arguments) => CliResult.Of(
        ["lab", .. arguments, "--out", _folder[folder], "--threads", "1"]);

    /// <summary>Verdicts that the theory's own notes gave before this program had them.</summary>
    static readonly string[]
        _holds =
            "P02 P03 P04 P10 P16 P17 P18 P20 P21 P23 P24 P27 P29 P30 P31 C06".Split(' '),
        _refuted =
            "P06 P11 P13 P14 P19 M07 C02 C03 C04 C06x L129".Split(' '),
        _notSeen =
            "P05 P07 P08 P09 P12 P22 P26 P28 L07".Split(' ');
}
