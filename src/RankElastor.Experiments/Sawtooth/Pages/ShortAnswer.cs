using System.Text;
using RankElastor.Experiments.Lab;

namespace RankElastor.Experiments.Sawtooth.Pages;

/// <summary>The first section: every sentence with its verdict by variant and data set, then what agrees with the paper and what does not.</summary>
static class ShortAnswer
{
    static readonly string[] _verdicts = [Claim.Holds, Claim.Refuted, Claim.Inconclusive];

    public static string Of(IReadOnlyList<DatasetRuns> all, IReadOnlyList<SawtoothFinding> findings, IReadOnlyList<string> variants)
    {
        var sentences = findings.GroupBy(one => one.Sentence).ToList();
        var table = new MarkdownTable(["sentence", .. variants.Select(variant => $"`{variant}`")]);
        foreach (var sentence in sentences)
        {
            table.Add([sentence.Key.Statement, .. variants.Select(variant => Cell([.. sentence.Where(one => one.Variant == variant)]))]);
        }

        return new StringBuilder("## Short answer\n\n").Append(DirectionsSection.Of(all, variants)).Append("**The sentences of the paper, and what initial weights do:**\n\n")
            .Append(Count(findings)).Append("\n\n").Append(table)
            .Append("**Where the runs agree with the paper on every data set:**\n\n").Append(List(sentences, Claim.Holds))
            .Append("**Where they clearly do not, on every data set:**\n\n").Append(List(sentences, Claim.Refuted))
            .Append("**Where it depends on the data set or cannot be told:** the sentences above that are in neither list, in the variants not named there.\n\n").ToString();
    }

    static string Count(IReadOnlyList<SawtoothFinding> findings)
    {
        var papers = findings.Where(one => one.Sentence.IsThePapers).ToList();
        int Counted(string verdict) => papers.Count(one => one.Verdict == verdict);
        return $"Of the {papers.Count} checks of the paper's sentences (sentences × variants × data sets), {Counted(Claim.Holds)} hold, {Counted(Claim.Refuted)} are refuted and "
            + $"{Counted(Claim.Inconclusive)} inconclusive. Each rests on 95 % intervals, so a few clear verdicts may be chance.";
    }

    static string Cell(IReadOnlyList<SawtoothFinding> findings) => string.Join("<br>", _verdicts
        .Select(verdict => (Verdict: verdict, Datasets: findings.Where(one => one.Verdict == verdict).Select(one => one.Dataset).ToList()))
        .Where(group => group.Datasets.Count > 0)
        .Select(group => $"{group.Verdict}: {(group.Datasets.Count == findings.Count && findings.Count > 1 ? "all" : string.Join(", ", group.Datasets))}"));

    static string List(IEnumerable<IGrouping<SawtoothSentence, SawtoothFinding>> sentences, string verdict)
    {
        var text = new StringBuilder();
        foreach (var sentence in sentences.Where(one => one.Key.IsThePapers))
        {
            var variants = sentence.GroupBy(one => one.Variant).Where(group => group.All(one => one.Verdict == verdict)).Select(group => $"`{group.Key}`").ToList();
            if (variants.Count > 0)
            {
                text.Append("- ").Append(sentence.Key.Statement).Append(": ").Append(string.Join(", ", variants)).Append(".\n");
            }
        }

        return (text.Length == 0 ? "- none\n" : text.ToString()) + "\n";
    }
}
