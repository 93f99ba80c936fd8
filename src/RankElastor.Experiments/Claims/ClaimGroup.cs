using RankElastor.Experiments.Lab;
using RankElastor.Experiments.Pages;
using RankElastor.Numerics.Randomness;
using RankElastor.Numerics.Statistics;
using RankElastor.Report.Drawing;
using TorchSharp;

namespace RankElastor.Experiments.Claims;

/// <summary>
/// Claims of one kind, measured over seeds and judged by rules that stood before. Means are one family of tests.
/// </summary>
public abstract class ClaimGroup : LabExperiment
{
    /// <summary>The seed that registered rules begin with.</summary>
    public const int RegisteredSeed = 2019;

    /// <summary>The file with every value.</summary>
    public const string Values = "claims.csv";

    /// <summary>What the page says first, for a reader who knows none of the papers.</summary>
    internal abstract string Introduction { get; }

    /// <summary>The claims, in the page's order.</summary>
    internal abstract IReadOnlyList<PaperClaim> Claims { get; }

    /// <summary>What this run asks, where that depends on it; makes what is read.</summary>
    internal virtual IReadOnlyList<PaperClaim> Asked(LabRequest request, CancellationToken stop) => Claims;

    /// <summary>More of the page, behind its table of claims; empty for nothing.</summary>
    internal virtual string Appendix(LabRequest request) => "";

    /// <inheritdoc/>
    public override LabResult Run(LabRequest request, CancellationToken stop)
    {
        var began = TimeProvider.System.GetTimestamp();
        var asked = Asked(request, stop);
        var rules = RuleLock.In(Environment.CurrentDirectory);
        request.Progress($"{Name}: registered are the rules of {rules.Where}");
        request.Progress(Power(asked, request.Seeds));
        var judged = Judge(asked, request, rules, stop);
        PageFile.Write(Path.Combine(request.Out, ClaimsFigure.File), ClaimsFigure.Draw(judged));
        PageFile.Write(Path.Combine(request.Out, Values), ClaimsTable.Csv(judged, request.FirstSeed));
        var page = Path.Combine(request.Out, $"{Name}.md");
        PageFile.Write(page, ClaimsPage.Write(this, judged, request));
        return new LabResult(
            Name, [.. judged.Select(each => each.Line(ClaimsPage.Number))],
            TimeProvider.System.GetElapsedTime(began).TotalSeconds, page);
    }

    /// <summary>Writes the values of several groups into one file; how many claims have which verdict.</summary>
    public static string Merge(string folder, IReadOnlyList<LabResult> results)
    {
        var lines = results.SelectMany(result => File.ReadLines(
            Path.Combine(Path.GetDirectoryName(result.Report)!, Values)).Skip(1));
        PageFile.Write(
            Path.Combine(folder, Values), ClaimsTable.Head + string.Concat(lines.Select(line => line + "\n")));
        var verdicts = results.SelectMany(result => result.Claims).GroupBy(claim => claim.Verdict)
            .OrderByDescending(same => same.Count()).ThenBy(same => same.Key, StringComparer.Ordinal);
        return string.Join(", ", verdicts.Select(same => $"{same.Count()} {same.Key}"));
    }

    /// <summary>Measures every claim and its twin.</summary>
    internal IReadOnlyList<JudgedClaim> Judge(
        IReadOnlyList<PaperClaim> asked, LabRequest request, RuleLock rules, CancellationToken stop)
    {
        List<(PaperClaim Claim, double[] Values, double[] Control)> measured = [];
        foreach (var claim in asked)
        {
            stop.ThrowIfCancellationRequested();
            request.Progress($"{Name} {claim.Id}: {claim.Reading}");
            measured.Add((
                claim, [.. request.AllSeeds.Select(seed => Of(claim.Measure, claim, seed))],
                [.. request.AllSeeds.Select(seed => Of(claim.MeasureControl, claim, seed))]));
        }

        var means = measured.Where(each => !each.Claim.Rule.OfEach).ToList();
        var family = means.Zip(
            FamilyOfTests.Holm([.. means.Select(each => each.Claim.Rule.PValue(each.Values))]),
            (each, p) => (each.Claim.Id, p)).ToDictionary(pair => pair.Id, pair => pair.p);
        return
        [
            .. measured.Select(each => (each, Hash: each.Claim.Hash(request.FirstSeed, request.Seeds)))
                .Select(pair => new JudgedClaim(
                    pair.each.Claim, pair.Hash, rules.Has(pair.Hash), pair.each.Values, pair.each.Control,
                    family.GetValueOrDefault(pair.each.Claim.Id, 1))),
        ];
    }

    /// <summary>What the run will be able to see, said before it.</summary>
    internal string Power(IReadOnlyList<PaperClaim> asked, int seeds)
    {
        var tests = asked.Count(claim => !claim.Rule.OfEach);
        var laws = asked.Count - tests;
        return tests == 0 || seeds < 2
            ? $"{Name}: {laws} laws, which one seed refutes; {tests} means"
            : $"{Name}: {laws} laws, which one seed refutes; {tests} means, which {seeds} seeds see in eight runs of "
                + $"ten where they lie {Figures.Fixed(Detectable(seeds, tests), 1)} standard deviations off a bound";
    }

    static double Detectable(int seeds, int tests) =>
        DetectableEffect.Of(1 / Math.Sqrt(seeds), seeds - 1, ClaimRule.Level / tests);

    static double Of(Func<ClaimSeed, double> measure, PaperClaim claim, int seed)
    {
        using var tensors = torch.NewDisposeScope();
        return measure(new ClaimSeed(seed, new SeededRandom((ulong)seed).Fork(claim.Id)));
    }
}
