using System.Text;
using RankElastor.Experiments.Lab;

namespace RankElastor.Experiments.Sawtooth.Pages;

/// <summary>Every sentence with its verdict, then what agrees with the paper and what does not.</summary>
static class ShortAnswer
{
    static readonly string[] _verdicts = [Claim.Holds, Claim.Refuted, Claim.Inconclusive];

    public static string Of(
        IReadOnlyList<DatasetRuns> all, IReadOnlyList<SawtoothFinding> findings, IReadOnlyList<string> variants)
    {
        var sentences = findings.GroupBy(finding => finding.Sentence).ToList();
        var table = new MarkdownTable(["sentence", .. variants.Select(variant => $"`{variant}`")]);
        foreach (var checks in sentences)
        {
            string CellOf(string variant) => Cell([.. checks.Where(check => check.Variant == variant)]);
            table.Add([checks.Key.Statement, .. variants.Select(CellOf)]);
        }

        return $"""
            ## Short answer

            {DirectionsSection.Of(all, variants)}**The sentences of the paper, and what initial weights do:**

            {Count(findings)}

            {table}**Where the runs agree with the paper on every data set:**

            {List(sentences, Claim.Holds)}
            **Where they clearly do not, on every data set:**

            {List(sentences, Claim.Refuted)}
            **Where it depends on the data set or cannot be told:** the sentences above that are in neither list, in the
            variants not named there.


            """;
    }

    static string Count(IReadOnlyList<SawtoothFinding> findings)
    {
        var checks = findings.Where(finding => finding.Sentence.IsThePapers).ToList();
        int Counted(string verdict) => checks.Count(check => check.Verdict == verdict);
        return $"Of the {checks.Count} checks of the paper's sentences (sentences × variants × data sets), "
            + $"{Counted(Claim.Holds)} hold, {Counted(Claim.Refuted)} are refuted and {Counted(Claim.Inconclusive)} "
            + "inconclusive. Each rests on 95 % intervals, so a few clear verdicts may be chance.";
    }

    static string Cell(IReadOnlyList<SawtoothFinding> checks)
    {
        string Datasets(string verdict)
        {
            var datasets = checks.Where(check => check.Verdict == verdict).Select(check => check.Dataset).ToList();
            var names = datasets.Count == checks.Count && checks.Count > 1 ? "all" : string.Join(", ", datasets);
            return datasets.Count == 0 ? "" : $"{verdict}: {names}";
        }

        return string.Join("<br>", _verdicts.Select(Datasets).Where(text => text.Length > 0));
    }

    static string List(IEnumerable<IGrouping<SawtoothSentence, SawtoothFinding>> sentences, string verdict)
    {
        var text = new StringBuilder();
        foreach (var checks in sentences.Where(checks => checks.Key.IsThePapers))
        {
            var variants = checks.GroupBy(check => check.Variant)
                .Where(variant => variant.All(check => check.Verdict == verdict))
                .Select(variant => $"`{variant.Key}`").ToList();
            if (variants.Count > 0)
            {
                text.Append($"- {checks.Key.Statement}: {string.Join(", ", variants)}.\n");
            }
        }

        return text.Length == 0 ? "- none\n" : text.ToString();
    }
}
