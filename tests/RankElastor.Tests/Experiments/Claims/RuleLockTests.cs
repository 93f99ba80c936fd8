using System.ComponentModel;
using System.Diagnostics;
using RankElastor.Experiments;
using RankElastor.Experiments.Claims;
using RankElastor.Tests.Architecture;
using RankElastor.Tests.Data;

namespace RankElastor.Tests.Experiments.Claims;

/// <summary>Rules stand in the lock before their runs; what is not there is exploratory.</summary>
public sealed class RuleLockTests
{
    static readonly PaperClaim _claim = new()
    {
        Id = "X1",
        Quote = "",
        Place = "here",
        Reading = "One is one.",
        Procedure = "Counted.",
        Value = "one",
        Rule = ClaimRule.AtMost(1),
        Measure = _ => 1,
        Control = "two is one",
        MeasureControl = _ => 2,
    };

    [Fact]
    public void ShippedLock_HoldsEveryRule()
    {
        var lines = File.ReadAllLines(Path.Combine(SourceTree.Root, RuleLock.Path));
        Assert.Equal(
            Laboratory.Rules(ClaimGroup.RegisteredSeed, null).Select(rule => rule.Line), lines); // lab rules > the file
        Assert.Equal(lines.Length, lines.Select(line => line.Split(' ')[1]).Distinct().Count());
    }

    public static TheoryData<string> Changes() => [.. _changes.Keys];

    static readonly Dictionary<string, Func<PaperClaim, PaperClaim>> _changes = new()
    {
        ["bound"] = claim => claim with { Rule = ClaimRule.AtMost(1.0000001) },
        ["kind"] = claim => claim with { Rule = ClaimRule.MeanBelow(1) },
        ["margin"] = claim => claim with { Rule = claim.Rule with { Margin = 0.1 } },
        ["quote"] = claim => claim with { Quote = "Other." },
        ["reading"] = claim => claim with { Reading = "Other." },
        ["scope"] = claim => claim with { Scope = "other" },
        ["tried on"] = claim => claim with { TriedOn = "other" },
        ["procedure"] = claim => claim with { Procedure = "Other." },
        ["value"] = claim => claim with { Value = "other" },
        ["expected"] = claim => claim with { Expected = (1, 0) },
        ["control"] = claim => claim with { Control = "other" },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void OneChangedConstant_IsExploratory(string what)
    {
        var rules = RuleLock.Of($"{_claim.Hash(2019, 5)} X1 here");
        Assert.True(rules.Has(_claim.Hash(2019, 5)));
        Assert.False(rules.Has(_changes[what](_claim).Hash(2019, 5)));
        Assert.False(rules.Has(_claim.Hash(2019, 4)));
        Assert.False(rules.Has(_claim.Hash(2020, 5)));
    }

    [Fact]
    public void Verdict_SaysWhetherItsRuleStood_AndWhatIsOutOfScope()
    {
        JudgedClaim Judged(PaperClaim claim, bool registered, double value) => new(
            claim, "", registered, [value], [2], 1);
        Assert.Equal("holds", Judged(_claim, true, 1).Said);
        Assert.Equal("exploratory: refuted", Judged(_claim, false, 2).Said);
        Assert.Equal("not seen on rows", Judged(_claim with { TriedOn = "rows" }, true, 2).Said);
        Assert.Equal("holds", Judged(_claim with { TriedOn = "rows" }, true, 1).Said);
        Assert.True(Judged(_claim, true, 1).ControlIsRefuted);
    }

    [Fact]
    public void LastCommitCounts_NotTheFileInTheFolder()
    {
        using var folder = new TemporaryFolder();
        void Git(params string[] arguments)
        {
            try
            {
                using var git = Process.Start(new ProcessStartInfo(
                    "git", ["-c", "user.name=a", "-c", "user.email=a@b", .. arguments])
                { WorkingDirectory = folder.Path, RedirectStandardOutput = true, RedirectStandardError = true })!;
                git.WaitForExit();
                Assert.Equal(0, git.ExitCode);
            }
            catch (Win32Exception)
            {
                Assert.Skip("no git");
            }
        }

        var (committed, written) = (new string('a', 64), new string('b', 64));
        folder.Write(RuleLock.Path, $"{committed} P99 x\n");
        Git("init", "-q");
        Git("add", ".");
        Git("commit", "-qm", "rules");
        folder.Write(RuleLock.Path, $"{committed} P99 x\n{written} P98 x\n");
        var rules = RuleLock.In(folder.Path);
        Assert.True(rules.Has(committed));
        Assert.False(rules.Has(written));
        Assert.StartsWith("experiments/rules.lock of commit ", rules.Where, StringComparison.Ordinal);
    }

    [Fact]
    public void OutsideARepository_TheBuildsLockCounts()
    {
        using var folder = new TemporaryFolder();
        var rules = RuleLock.In(folder.Path);
        Assert.Equal("experiments/rules.lock of this build", rules.Where);
        Assert.True(rules.Has(File.ReadAllLines(Path.Combine(SourceTree.Root, RuleLock.Path))[0].Split(' ')[0]));
    }
}
